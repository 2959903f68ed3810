import type { Registry } from '../refresh/lookup.ts'
import { ARXIV_ORIGIN } from '../sources/arxiv/arxivQueryUrl.ts'
import { CROSSREF_ORIGIN } from '../sources/crossref/crossrefUrl.ts'
import { DATACITE_ORIGIN } from '../sources/datacite/dataciteUrl.ts'
import { readDeviceValue, writeDeviceValue } from '../storage/deviceValues.ts'

/** Where each registry answers; `null`: it is not asked. */
export type Origins = Readonly<Record<Registry, string | null>>

const KEPT_NAME = 'lookup-origins'
const FETCH_MS = 5_000

/** `null` switches it off; what is no address of the web, too. */
const originOf = (value: unknown, usual: string): string | null => {
  if (value === undefined) return usual
  if (typeof value !== 'string' || !URL.canParse(value)) return null
  return /^https?:$/.test(new URL(value).protocol) ? value.replace(/\/+$/, '') : null
}

/** What `/carrel.json` says of it under `lookups`; a server that says nothing leaves it at the usual addresses. */
export const parseOrigins = (value: unknown): Origins | null => {
  if (typeof value !== 'object' || value === null) return null
  const { lookups } = value as { lookups?: unknown } // reason: each field is checked below
  const said =
    typeof lookups === 'object' && lookups !== null ? (lookups as Readonly<Record<string, unknown>>) : {} // reason: as above
  return {
    arxiv: originOf(said['arxiv'], ARXIV_ORIGIN),
    crossref: originOf(said['crossref'], CROSSREF_ORIGIN),
    datacite: originOf(said['datacite'], DATACITE_ORIGIN),
  }
}

/** Whom the admin let be asked when that was last heard; `null` where it never was. Quick: the server is not asked. */
export const keptOrigins = async (): Promise<Origins | null> => parseOrigins(await readDeviceValue(KEPT_NAME))

/**
 * Whom the admin of this server lets be asked, as last heard. Where that was never heard, `null`: nobody is asked
 * before it is known that they may be.
 */
export const readOrigins = async (): Promise<Origins | null> => {
  let said: unknown = null
  try {
    const answer = await fetch('/carrel.json', { signal: AbortSignal.timeout(FETCH_MS) })
    said = answer.ok ? await answer.json() : null
  } catch {
    // Offline: the kept word stands.
  }
  const fresh = parseOrigins(said)
  if (!fresh) return keptOrigins()
  await writeDeviceValue(KEPT_NAME, { lookups: fresh })
  return fresh
}
