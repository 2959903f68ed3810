import { stripMarkup } from '../../domain/markupText.ts'
import { eachLine, unifyLines } from './lines.ts'
import { MAX_REFERENCES, MAX_VALUE } from './limits.ts'
import {
  arxivOfAddress,
  createGathering,
  findDoi,
  findIssued,
  turnName,
  type Gathering,
  type ReferenceFile,
  type SaidReference,
  type Steps,
} from './reference.ts'
import type { SaidDetails } from './details.ts'
import { turnIndexName } from './turnIndexName.ts'
import { wholePages } from './wholePages.ts'

const TAG = /^([A-Z][A-Z0-9]{1,3}) {0,2}-(?: (.*)|)$/
/** Lines in one record; papers with thousands of authors stay below it. */
const MAX_LINES = 20_000

/** One field, in the order of the file: a full name and its short form stand together. */
type Field = { readonly tag: string; text: string }

const all = (record: readonly Field[], ...tags: readonly string[]): readonly string[] =>
  tags.flatMap((tag) => record.filter((field) => field.tag === tag).map(({ text }) => stripMarkup(text)))
const first = (record: readonly Field[], ...tags: readonly string[]): string =>
  all(record, ...tags).find((text) => text.trim() !== '') ?? ''

/** A title ends with a full stop here, and stands in brackets where it was translated. */
const bareTitle = (text: string): string =>
  text
    .trim()
    .replace(/^\[(.*)\]\.?$/, '$1')
    .replace(/(?<=[^.])\.$/, '')

/** What a citation needs of a record. A book, or a chapter of one, says its title as the book's. */
const detailsOf = (record: readonly Field[], hasAuthors: boolean): SaidDetails => {
  const isChapter = first(record, 'BTI') !== '' && first(record, 'TI') !== ''
  const isBook = first(record, 'BTI') !== '' && !isChapter
  return {
    type: isChapter ? 'incollection' : isBook ? 'book' : 'article',
    ...(isChapter ? { booktitle: bareTitle(first(record, 'BTI')) } : {}),
    ...(isChapter || isBook ? {} : { journal: first(record, 'JT', 'TA'), shortjournal: first(record, 'TA') }),
    volume: first(record, 'VI'),
    number: first(record, 'IP'),
    pages: wholePages(first(record, 'PG')),
    edition: first(record, 'EN'),
    publisher: first(record, 'PB'),
    // Of a journal it is the country it comes from, which nobody prints.
    address: isChapter || isBook ? first(record, 'PL') : '',
    issn: /\d{4}-\d{3}[\dX]/i.exec(first(record, 'IS'))?.[0] ?? '',
    isbn: first(record, 'ISBN').replace(/\s*\(.*$/, ''),
    language: first(record, 'LA'),
    ...(hasAuthors
      ? { editors: namesOf(record, 'FED', 'ED') }
      : { authortype: first(record, 'FED', 'ED') === '' ? '' : 'editor' }),
  }
}

/** The full name where there is one: the short form behind it is the same person. */
const namesOf = (record: readonly Field[], full: string, short: string): readonly string[] =>
  record.flatMap(({ tag, text }, at) => {
    if (tag === full) return [turnName(text)]
    if (tag === 'CN' && short === 'AU') return [text]
    return tag === short && record[at - 1]?.tag !== full ? [turnIndexName(text)] : []
  })

const referenceOf = (fields: readonly Field[]): SaidReference => {
  // Where an author works stands between the names.
  const record = fields.filter(({ tag }) => tag !== 'AD' && tag !== 'AUID')
  const ids = all(record, 'LID', 'AID', 'SO')
  const doi =
    ids
      .filter((id) => /\[doi\]\s*$/i.test(id))
      .map(findDoi)
      .find((found) => found !== null) ??
    all(record, 'SO')
      .map((text) => findDoi(/\bdoi:\s*(\S+)/i.exec(text)?.[1]))
      .find((found) => found !== null) ??
    null
  const authors = namesOf(record, 'FAU', 'AU')
  return {
    title: bareTitle(first(record, 'TI')) || bareTitle(first(record, 'BTI', 'TT')),
    authors: authors.length > 0 ? authors : namesOf(record, 'FED', 'ED'),
    issued: findIssued(first(record, 'DP')) ?? findIssued(first(record, 'DEP')),
    doi,
    arxivId: arxivOfAddress(doi),
    abstract: first(record, 'AB'),
    venue: first(record, 'JT', 'TA', 'BTI', 'PB'),
    details: detailsOf(record, authors.length > 0),
    // A star marks what the paper is mostly about.
    keywords: all(record, 'OT', 'MH').map((word) => word.replace(/\*/g, '')),
  }
}

/** Reads MEDLINE’s text, as PubMed saves it. */
export function* parseMedline(source: string): Steps<ReferenceFile> {
  const text = unifyLines(source)
  const gathering = createGathering()
  let record: Field[] = []
  let begun = 0
  const close = (): void => {
    if (record.length > 0) keepRecord(gathering, record, begun)
    record = []
  }
  for (const { line, number, part } of eachLine(text)) {
    if (part !== null) yield part
    const tag = TAG.exec(line)
    if (tag?.[1] === 'PMID') close()
    const last = record.at(-1)
    if (tag) {
      if (record.length === 0) begun = number
      if (record.length < MAX_LINES) record.push({ tag: tag[1] ?? '', text: (tag[2] ?? '').trim() })
    } else if (line.trim() === '') continue
    else if (last && /^\s/.test(line)) {
      // A longer value goes on in the next line.
      if (last.text.length < MAX_VALUE) last.text += ` ${line.trim()}`
    } else gathering.skip(number, line, 'This line begins with no tag, as the lines of PubMed’s text do.')
  }
  close()
  return gathering.finish('PubMed')
}

const keepRecord = (gathering: Gathering, record: readonly Field[], line: number): void => {
  const name = `PMID ${first(record, 'PMID')}`
  if (gathering.references.length >= MAX_REFERENCES)
    gathering.skip(line, name, 'It is beyond the number of references that one file may hold.')
  else gathering.keep(line, name, referenceOf(record))
}
