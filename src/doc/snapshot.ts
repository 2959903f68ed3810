import { PAPER_SOURCES, type PaperSnapshot, type PaperSource } from '../domain/paper.ts'
import { parseArxivId, parseDoi, parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { parseDay } from '../lib/day.ts'
import { clip, squeeze } from '../lib/text.ts'
import { parseFields, type Fields } from './entry.ts'
import {
  MAX_ABSTRACT_LENGTH,
  MAX_AUTHOR_LENGTH,
  MAX_AUTHORS,
  MAX_PAPER_TITLE_LENGTH,
  MAX_URL_LENGTH,
} from './limits.ts'

const textOf = (value: unknown, limit: number): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? clip(value, limit) : undefined

/** Addresses become links on the screen: nothing but the web's own schemes gets through. */
const urlOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= MAX_URL_LENGTH && /^https?:\/\/[^\s"'<>\\]+$/i.test(value)
    ? value
    : undefined

const authorsOf = (value: unknown): readonly string[] | undefined => {
  if (!Array.isArray(value)) return undefined
  const names = value.slice(0, MAX_AUTHORS).flatMap((name) => {
    const text = textOf(name, MAX_AUTHOR_LENGTH)
    return text === undefined ? [] : [text]
  })
  return names.length > 0 ? names : undefined
}

const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e6 ? value : undefined

const parseSource = (value: unknown): PaperSource | null =>
  PAPER_SOURCES.find((source) => source === value) ?? null

const known = (fields: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** What one source says of a paper, from fields nobody has vouched for; a field that makes no sense is left out. */
const parseSnapshotFields = (fields: Fields, source: PaperSource): PaperSnapshot | null => {
  const title = textOf(fields['title'], MAX_PAPER_TITLE_LENGTH)
  if (title === undefined) return null
  const { arxivId, doi, date } = fields
  const rest = known({
    abstract: textOf(fields['abstract'], MAX_ABSTRACT_LENGTH),
    summary: textOf(fields['summary'], MAX_ABSTRACT_LENGTH),
    authors: authorsOf(fields['authors']),
    authorCount: countOf(fields['authorCount']),
    date: typeof date === 'string' ? (parseDay(date) ?? undefined) : undefined,
    arxivId: typeof arxivId === 'string' ? (parseArxivId(arxivId) ?? undefined) : undefined,
    doi: typeof doi === 'string' && doi.length < MAX_URL_LENGTH ? (parseDoi(doi) ?? undefined) : undefined,
    codeUrl: urlOf(fields['codeUrl']),
    projectUrl: urlOf(fields['projectUrl']),
    pageUrl: urlOf(fields['pageUrl']),
  })
  return { source, title: squeeze(title), ...rest }
}

/** An entry of `papers`: "<paper key> <source>" → JSON of the other fields. */
export const parseSnapshotEntry = (
  key: string,
  value: unknown,
): { readonly key: PaperKey; readonly snapshot: PaperSnapshot } | null => {
  const space = key.indexOf(' ')
  const paper = parsePaperKey(key.slice(0, space))
  const source = parseSource(key.slice(space + 1))
  const fields = parseFields(value)
  if (!paper || !source || !fields) return null
  const snapshot = parseSnapshotFields(fields, source)
  return snapshot ? { key: paper, snapshot } : null
}

export const snapshotEntryKey = (key: PaperKey, source: PaperSource): string => `${key} ${source}`

/** The JSON under a snapshot's key, clipped as the reader clips; `null` for a paper without a title. */
export const printSnapshot = (snapshot: PaperSnapshot): string | null => {
  const parsed = parseSnapshotFields({ ...snapshot }, snapshot.source)
  if (!parsed) return null
  const { source: _source, ...fields } = parsed
  return JSON.stringify(fields)
}
