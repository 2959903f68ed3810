import { literalNames, wideFamilies } from '../../domain/nameParts.ts'
import type { PaperSnapshot } from '../../domain/paper.ts'
import { normaliseTitle, parseDoi } from '../../domain/paperKey.ts'
import { parseDay, type Day } from '../../lib/day.ts'
import { err, ok, type Result } from '../../lib/result.ts'
import { MAX_ABSTRACT_LENGTH, MAX_AUTHOR_LENGTH, MAX_AUTHORS, MAX_TITLE_LENGTH } from '../limits.ts'
import { markupToText } from '../../domain/markupText.ts'
import { fieldsOf, listOf, readText, type Fields } from '../readField.ts'

/** Where the day of publication stands, the first to be public before the others. */
const DATES = ['published-online', 'posted', 'published', 'issued', 'published-print']
/** Markup makes a text longer than what is left of it. */
const MARKUP_FACTOR = 4

const markedText = (value: unknown, limit: number): string | null => {
  if (typeof value !== 'string' || value.length > limit * MARKUP_FACTOR) return null
  const text = markupToText(value)
  // Paragraphs stay apart; what else would make the text unreadable is checked on each.
  const parts = text.split('\n\n').map((part) => readText(part, limit))
  return text !== '' && text.length <= limit && !parts.includes(null) ? parts.join('\n\n') : null
}

const pad = (part: unknown, width: number): string => String(part).padStart(width, '0')

/** `2020`, `2020-03` or `2020-03-17`: as much as the record says. */
const readDate = (value: unknown): string => {
  const parts = listOf(listOf(fieldsOf(value)?.['date-parts'], 1)[0], 3)
  const whole = parts.filter((part) => typeof part === 'number' && Number.isInteger(part) && part > 0)
  if (whole.length !== parts.length) return ''
  return whole.map((part, at) => pad(part, at === 0 ? 4 : 2)).join('-')
}

/** The day it came out; where only the month or year is said, the day of its registration, if that is in it. */
const readPublished = (work: Fields): Day | null => {
  const said = DATES.map((name) => readDate(work[name])).filter((date) => date !== '')
  const whole = said.map(parseDay).find((day) => day !== null)
  if (whole) return whole
  const registered = parseDay(readDate(work['created']))
  return registered && said.some((part) => registered.startsWith(`${part}-`)) ? registered : null
}

/** The year or month it came out, where the day is not known. */
const readIssued = (work: Fields): string | null => {
  const said = DATES.map((name) => readDate(work[name])).filter((date) =>
    /^\d{4}(?:-(?:0[1-9]|1[0-2]))?$/.test(date),
  )
  return said[0] ?? null
}

const nameOf = (value: unknown): string | null => {
  const author = fieldsOf(value)
  const parts = [author?.['given'], author?.['family'] ?? author?.['name'], author?.['suffix']]
  const words = parts.flatMap((part) => readText(part, MAX_AUTHOR_LENGTH) ?? [])
  return words.length === 0 ? null : readText(words.join(' '), MAX_AUTHOR_LENGTH)
}

const readAuthors = (value: unknown): Pick<PaperSnapshot, 'authors' | 'authorCount'> => {
  if (!Array.isArray(value)) return {}
  if (value.length > MAX_AUTHORS) return { authorCount: value.length }
  const names = value.flatMap((author) => nameOf(author) ?? [])
  return names.length === 0 ? {} : { authors: names, authorCount: names.length }
}

/** What Crossref calls kinds of works (its `/types`), as BibTeX calls them. */
const TYPES: ReadonlyMap<unknown, string> = new Map([
  ['journal-article', 'article'],
  ['proceedings-article', 'inproceedings'],
  ['book-chapter', 'incollection'],
  ['book-section', 'incollection'],
  ['book-part', 'incollection'],
  ['reference-entry', 'incollection'],
  ['book', 'book'],
  ['monograph', 'book'],
  ['reference-book', 'book'],
  ['edited-book', 'collection'],
  ['proceedings', 'proceedings'],
  ['dissertation', 'phdthesis'],
  ['report', 'techreport'],
  ['standard', 'techreport'],
  ['dataset', 'dataset'],
])

/** Where it appeared, and what else a citation needs (`container-title`, `page`, `volume` … of a "work"). */
const readPlace = (work: Fields): Pick<PaperSnapshot, 'venue' | 'details'> => {
  const text = (value: unknown): string =>
    markedText(Array.isArray(value) ? value[0] : value, MAX_TITLE_LENGTH)?.replaceAll('\n\n', ' ') ?? ''
  const type = TYPES.get(work['type'])
  const container = text(work['container-title'])
  if (type === undefined) return container === '' ? {} : { venue: container }
  const publisher = text(work['publisher'])
  const isMade = type === 'phdthesis' || type === 'techreport'
  const editors = listOf(work['editor'], MAX_AUTHORS).flatMap((editor) => nameOf(editor) ?? [])
  const pages = text(work['page'])
  const said = {
    [type === 'article' ? 'journal' : 'booktitle']:
      type === 'article' || type.startsWith('in') ? container : '',
    volume: text(work['volume']),
    number: text(work['issue']),
    pages: pages.replace(/(?<=\d)-(?=[A-Za-z]{0,2}\d)/g, '–'),
    // Crossref repeats the number of an article as its page.
    eid: pages === '' ? text(work['article-number']) : '',
    [isMade ? 'institution' : 'publisher']: publisher,
    address: text(work['publisher-location']),
    edition: text(work['edition-number']),
    // Of a volume in a series Crossref names the series too, where a paper's container has two titles.
    series: type.startsWith('in') ? text(listOf(work['container-title'], 2)[1]) : '',
    isbn: text(work['ISBN']),
    issn: text(work['ISSN']),
  }
  const people = [...listOf(work['author'], MAX_AUTHORS), ...listOf(work['editor'], MAX_AUTHORS)].map(
    fieldsOf,
  )
  const names = (of: 'family' | 'name'): readonly string[] =>
    people.flatMap((one) => readText(one?.[of], MAX_AUTHOR_LENGTH) ?? [])
  const parts = { families: wideFamilies(names('family')), literals: literalNames(names('name')) }
  const told = Object.entries({ ...said, ...parts }).filter(([, value]) => value !== '')
  const venue = container || (type === 'book' || isMade ? publisher : '')
  return {
    ...(venue === '' ? {} : { venue }),
    details: { type, ...Object.fromEntries(told), ...(editors.length > 0 ? { editors } : {}) },
  }
}

/**
 * Reads what `api.crossref.org/works/<doi>` answers (its REST API documentation, "work"). `unknown`: the record is not
 * of this DOI, or has no title; `strange`: the answer is no record.
 */
export const parseCrossrefWork = (
  json: unknown,
  doi: string,
): Result<PaperSnapshot, 'unknown' | 'strange'> => {
  const answer = fieldsOf(json)
  const work = answer?.['message-type'] === 'work' ? fieldsOf(answer['message']) : null
  if (!work) return err('strange')
  const said = typeof work['DOI'] === 'string' ? parseDoi(work['DOI']) : null
  const title = markedText(listOf(work['title'], 1)[0], MAX_TITLE_LENGTH)
  if (said !== doi || title === null || normaliseTitle(title) === '') return err('unknown')
  const abstract = markedText(work['abstract'], MAX_ABSTRACT_LENGTH)
  const date = readPublished(work)
  const issued = readIssued(work)
  return ok({
    source: 'crossref',
    title: title.replaceAll('\n\n', ' '),
    ...(abstract === null ? {} : { abstract }),
    ...readAuthors(work['author']),
    ...(date !== null ? { date } : issued === null ? {} : { issued }),
    ...readPlace(work),
    doi,
  })
}
