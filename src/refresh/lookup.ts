import { parseArxivId, parseDoi, parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { FIRST_PAUSE_MS, LAST_PAUSE_MS, MAX_TRIES, REGISTERED_MS } from './limits.ts'

/** Places that know papers by their ids. */
export type Registry = 'arxiv' | 'crossref' | 'datacite'

/** The ids a paper can be looked up by; arXiv's counts before the DOI. */
export interface PaperIds {
  readonly arxivId?: string
  readonly doi?: string
}

/**
 * Why a look-up is not done yet. `offline`: no network; `unreached`: there was one, and no answer all the same (a
 * browser does not say why); `busy`: the registry said so; `strange`: what answered was not the registry; `unkept`: the
 * answer could not be kept; `unregistered`: too new for the registry that was asked; `unknown`: it does not know the id,
 * and is not asked again by itself.
 */
export type LookupFault = 'offline' | 'unreached' | 'busy' | 'strange' | 'unkept' | 'unregistered' | 'unknown'

/** One paper that waits to be looked up, as it is kept on the device. Times in ms. */
export interface Lookup extends PaperIds {
  readonly key: PaperKey
  /** When it was asked for. */
  readonly at: number
  /** For this very paper, and so also where papers that are added are not looked up. */
  readonly asked: boolean
  readonly tries: number
  /** Not before. */
  readonly after: number
  readonly fault: LookupFault | null
  /** Who is meant by the fault. */
  readonly by: Registry | null
}

const FAULTS: readonly LookupFault[] = [
  'offline',
  'unreached',
  'busy',
  'strange',
  'unkept',
  'unregistered',
  'unknown',
]
const REGISTRIES: readonly Registry[] = ['arxiv', 'crossref', 'datacite']

const timeOf = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0)

const idsOf = (arxivId: unknown, doi: unknown): PaperIds => {
  const id = typeof arxivId === 'string' ? parseArxivId(arxivId) : null
  if (id !== null) return { arxivId: id }
  const parsed = typeof doi === 'string' ? parseDoi(doi) : null
  return parsed === null ? {} : { doi: parsed }
}

/** A row from the disk; `null` for one that makes no sense. */
export const parseLookup = (value: unknown): Lookup | null => {
  if (typeof value !== 'object' || value === null) return null
  const row = value as Readonly<Record<string, unknown>> // reason: each field is checked where it is read
  const key = typeof row['key'] === 'string' ? parsePaperKey(row['key']) : null
  const ids = idsOf(row['arxivId'], row['doi'])
  if (key === null || (ids.arxivId === undefined && ids.doi === undefined)) return null
  return {
    key,
    ...ids,
    at: timeOf(row['at']),
    asked: row['asked'] === true,
    tries: Math.min(Math.floor(timeOf(row['tries'])), MAX_TRIES),
    after: timeOf(row['after']),
    fault: FAULTS.find((fault) => fault === row['fault']) ?? null,
    by: REGISTRIES.find((registry) => registry === row['by']) ?? null,
  }
}

/** The id in a paper's key, for a paper of which nothing else is known. */
export const idsOfKey = (key: PaperKey): PaperIds => {
  if (key.startsWith('arxiv:')) return idsOf(key.slice('arxiv:'.length), null)
  if (!key.startsWith('doi:')) return {}
  try {
    return idsOf(null, decodeURIComponent(key.slice('doi:'.length)))
  } catch {
    // Somebody else's key: nothing that is escaped so is a DOI.
    return {}
  }
}

/** Who is asked for a paper, in this order. */
export const registriesFor = ({ arxivId }: PaperIds): readonly Registry[] =>
  arxivId === undefined ? ['crossref', 'datacite'] : ['arxiv', 'datacite']

/** How long to wait after the `tries`-th failure in a row: between a half and the whole of a pause that doubles. */
export const pauseAfter = (tries: number, random: () => number): number =>
  Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 30)) * (0.5 + random() / 2)

/** Whether a paper may be too new for DataCite: its arXiv id is of this month or the last, and it was just asked for. */
export const mayBeNew = ({ arxivId, at }: Lookup, now: number): boolean => {
  const [, year, month] = /^(\d{2})(\d{2})\./.exec(arxivId ?? '') ?? []
  if (year === undefined || month === undefined) return false
  const age = new Date(now).getUTCFullYear() * 12 + new Date(now).getUTCMonth() - (2000 + Number(year)) * 12
  const months = age - (Number(month) - 1)
  return months >= 0 && months <= 1 && now - at < REGISTERED_MS
}
