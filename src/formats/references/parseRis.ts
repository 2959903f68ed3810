import { stripMarkup } from '../../domain/markupText.ts'
import { literalNames, wideFamilies } from '../../domain/nameParts.ts'
import { eachLine, unifyLines } from './lines.ts'
import { MAX_REFERENCES } from './limits.ts'
import {
  arxivOfAddress,
  createGathering,
  doiOfAddress,
  findArxivWord,
  findDoi,
  findIssued,
  type Gathering,
  type ReferenceFile,
  type SaidReference,
  type Steps,
} from './reference.ts'
import { turnedFamilies, unpartedNames } from './details.ts'
import { risDetails } from './risDetails.ts'
import { turnIndexName } from './turnIndexName.ts'

const TAG = /^\s{0,3}([A-Z][A-Z0-9])\s{1,3}-(?:\s(.*)|)$/
/** Without a blank behind the sign, or in small letters, only what is surely a tag is one. */
const LOOSE_TAG =
  /^\s{0,3}(TY|TI|T[1-3]|AU|A[1-3]|ED|PY|Y1|DA|DO|UR|L[12]|AB|N[12]|KW|J[AFO2]|VL|IS|SP|EP|SN|PB|CY|ER|ID)\s{2}-\s?(.*)$/i
/** Lines in one record; abstracts that were broken into lines stay below it. */
const MAX_LINES = 20_000

/** Values by tag, in the order of the file. */
type Tagged = ReadonlyMap<string, readonly string[]>

const first = (record: Tagged, ...tags: readonly string[]): string => {
  for (const tag of tags) {
    const value = record.get(tag)?.find((one) => one.trim() !== '')
    if (value !== undefined) return stripMarkup(value)
  }
  return ''
}
const all = (record: Tagged, ...tags: readonly string[]): readonly string[] =>
  tags.flatMap((tag) => record.get(tag) ?? [])

/** The fullest date of those that agree on the year. */
const issuedOf = (record: Tagged): string | null => {
  const dates = all(record, 'PY', 'Y1', 'DA', 'YR').flatMap((text) => findIssued(text) ?? [])
  const [year] = dates
  if (year === undefined) return null
  return (
    dates.filter((date) => date.startsWith(year.slice(0, 4))).sort((a, b) => b.length - a.length)[0] ?? year
  )
}

const namesUnder = (record: Tagged, ...tags: readonly string[]): readonly string[] =>
  all(record, ...tags)
    .flatMap((name) => name.split(';'))
    .map((name) => turnIndexName(stripMarkup(name)))
    .filter((name) => name !== '')

const noteOf = (record: Tagged): string =>
  all(record, 'N1', 'RN')
    // Databases count citations here, and list what the paper cites.
    .filter(
      (note) =>
        !/^\s*(?:export date|cited by|date of publication|references?:|10\.\d{4,9}\/\S+$|doi:)/i.test(note),
    )
    .join('\n\n')

const referenceOf = (record: Tagged): SaidReference => {
  const addresses = all(record, 'UR', 'L1', 'L2', 'L3', 'LK')
  const doi =
    findDoi(first(record, 'DO', 'DI')) ??
    addresses.map(doiOfAddress).find((found) => found !== null) ??
    // Where programs put it before there was a tag of its own.
    all(record, 'M3', 'L3', 'ID', 'AN', 'N1')
      .filter((text) =>
        /^\s*(?:doi:?\s*)?(?:https?:\/\/(?:dx\.)?doi\.org\/)?10\.\d{4,9}\/\S+\s*$/i.test(text),
      )
      .map(findDoi)
      .find((found) => found !== null) ??
    null
  const authors = namesUnder(record, 'AU', 'A1')
  return {
    title: first(record, 'TI', 'T1', 'CT', 'BT', 'ST'),
    authors: authors.length > 0 ? authors : namesUnder(record, 'A2', 'ED'),
    issued: issuedOf(record),
    doi,
    arxivId:
      arxivOfAddress(doi) ??
      addresses.map(arxivOfAddress).find((found) => found !== null) ??
      all(record, 'JO', 'JF', 'T2', 'JA', 'J2', 'M1', 'AN', 'C7', 'PB')
        .map(findArxivWord)
        .find((found) => found !== null) ??
      null,
    url: all(record, 'UR', 'LK', 'L2', 'L1').find((one) => /^\s*https?:/i.test(one)) ?? null,
    abstract: first(record, 'AB', 'N2'),
    venue: first(record, 'T2', 'JF', 'JO', 'BT', 'JA', 'J2', 'J1', 'PB'),
    details: {
      ...risDetails(
        (...tags) => first(record, ...tags),
        (...tags) => namesUnder(record, ...tags),
        authors.length > 0,
      ),
      families: wideFamilies(turnedFamilies(all(record, 'AU', 'A1', 'A2', 'ED'))),
      literals: literalNames(unpartedNames(all(record, 'AU', 'A1', 'A2', 'ED'))),
    },
    keywords: all(record, 'KW').flatMap((words) => words.split(/[;\n]/)),
    note: noteOf(record),
  }
}

/** Reads RIS, as reference managers and databases write it: with or without its ends, marks and order. */
export function* parseRis(source: string): Steps<ReferenceFile> {
  const text = unifyLines(source)
  const gathering = createGathering()
  let record = new Map<string, string[]>()
  let begun = 0
  let lines = 0
  let last: string[] | null = null
  let stray = 0
  const close = (): void => {
    // The type alone is no reference.
    if ([...record.keys()].some((tag) => tag !== 'TY' && tag !== 'ER')) keepRecord(gathering, record, begun)
    else if (record.size > 0)
      gathering.skip(begun, 'TY', 'Nothing stands between the beginning and the end of this reference.')
    record = new Map()
    last = null
    lines = 0
  }
  for (const { line, number, part } of eachLine(text)) {
    if (part !== null) yield part
    const tag = TAG.exec(line) ?? LOOSE_TAG.exec(line)
    if (!tag) {
      // A longer value goes on in the next line.
      if (last && line.trim() !== '' && lines++ < MAX_LINES) last[last.length - 1] += `\n${line.trim()}`
      else if (line.trim() !== '' && record.size === 0 && stray === 0) stray = number
      continue
    }
    const name = (tag[1] ?? '').toUpperCase()
    const value = (tag[2] ?? '').trim()
    if (name === 'ER') {
      close()
      continue
    }
    // A second type right behind the first says more of the same reference; later it begins the next, whose end is missing.
    if (name === 'TY' && [...record.keys()].some((one) => one !== 'TY')) close()
    if (record.size === 0) begun = number
    if (lines++ >= MAX_LINES) continue
    const values = record.get(name)
    if (values) values.push(value)
    else record.set(name, [value])
    last = record.get(name) ?? null
  }
  close()
  if (stray > 0 && gathering.references.length === 0)
    gathering.skip(stray, '', 'No line here begins as the lines of RIS do.')
  return gathering.finish('RIS')
}

const keepRecord = (gathering: Gathering, record: Tagged, line: number): void => {
  if (gathering.references.length >= MAX_REFERENCES)
    gathering.skip(
      line,
      first(record, 'TI', 'T1'),
      'It is beyond the number of references that one file may hold.',
    )
  else gathering.keep(line, all(record, 'AU', 'A1', 'TY')[0] ?? '', referenceOf(record))
}
