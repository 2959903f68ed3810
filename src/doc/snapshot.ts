import { PAPER_SOURCES, type PaperDetails, type PaperSnapshot, type PaperSource } from '../domain/paper.ts'
import { parseArxivId, parseDoi, parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { parseDay } from '../lib/day.ts'
import { clip, squeeze } from '../lib/text.ts'
import { asFields, parseFields, type Fields } from './entry.ts'
import {
  MAX_ABSTRACT_LENGTH,
  MAX_AUTHOR_LENGTH,
  MAX_AUTHORS,
  MAX_CATEGORIES,
  MAX_DETAILS,
  MAX_EDITORS,
  MAX_PAPER_TITLE_LENGTH,
  MAX_URL_LENGTH,
} from './limits.ts'

const textOf = (value: unknown, limit: number): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? clip(value, limit) : undefined

/** What `parse` makes of a text that is no longer than any of its kind. */
const partOf = <T>(value: unknown, parse: (text: string) => T | null): T | undefined =>
  typeof value === 'string' && value.length <= MAX_URL_LENGTH ? (parse(value) ?? undefined) : undefined

/** Addresses become links on the screen: nothing but the web's own schemes gets through. */
const urlOf = (value: unknown): string | undefined =>
  partOf(value, (url) => (/^https?:\/\/[^\s"'<>\\]+$/i.test(url) ? url : null))

const namesOf = (value: unknown, count: number): readonly string[] | undefined => {
  if (!Array.isArray(value)) return undefined
  const names = value.slice(0, count).flatMap((name) => textOf(name, MAX_AUTHOR_LENGTH) ?? [])
  return names.length > 0 ? names : undefined
}

const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e6 ? value : undefined

const known = (fields: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** Names of details, also of those that only a newer version knows. */
const DETAIL = /^[a-z]{1,20}$/

const detailsOf = (value: unknown): PaperDetails | undefined => {
  const fields = asFields(value)
  if (!fields) return undefined
  const read = Object.entries(fields)
    .filter(([name]) => DETAIL.test(name))
    .slice(0, MAX_DETAILS)
    .map(([name, said]) => [
      name,
      name === 'editors' ? namesOf(said, MAX_EDITORS) : textOf(said, MAX_PAPER_TITLE_LENGTH),
    ])
  // reason: `editors` are names and all else is text, which is what details are, whatever they are called
  return known(Object.fromEntries(read)) as PaperDetails
}

const parseSource = (value: unknown): PaperSource | null =>
  PAPER_SOURCES.find((source) => source === value) ?? null

/** What one source says of a paper, from fields nobody has vouched for; a field that makes no sense is left out. */
const parseSnapshotFields = (fields: Fields, source: PaperSource): PaperSnapshot | null => {
  const title = textOf(fields['title'], MAX_PAPER_TITLE_LENGTH)
  if (title === undefined) return null
  const rest = known({
    abstract: textOf(fields['abstract'], MAX_ABSTRACT_LENGTH),
    summary: textOf(fields['summary'], MAX_ABSTRACT_LENGTH),
    authors: namesOf(fields['authors'], MAX_AUTHORS),
    categories: namesOf(fields['categories'], MAX_CATEGORIES),
    authorCount: countOf(fields['authorCount']),
    date: partOf(fields['date'], parseDay),
    issued: textOf(fields['issued'], MAX_AUTHOR_LENGTH),
    venue: textOf(fields['venue'], MAX_PAPER_TITLE_LENGTH),
    details: detailsOf(fields['details']),
    from: textOf(fields['from'], MAX_AUTHOR_LENGTH),
    arxivId: partOf(fields['arxivId'], parseArxivId),
    doi: partOf(fields['doi'], parseDoi),
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
