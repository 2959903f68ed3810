import { parseArxivId } from '../../domain/paperKey.ts'
import { squeeze } from '../../lib/text.ts'
import { readBibtexEntries, type BibtexEntry } from './bibtexEntries.ts'
import { bibtexDetails } from './bibtexDetails.ts'
import { bibtexNames, bibtexText } from './bibtexText.ts'
import { inheritFields } from './inheritFields.ts'
import { readJabrefGroups } from './jabrefGroups.ts'
import { MAX_REFERENCES, STEP_ITEMS } from './limits.ts'
import {
  arxivOfAddress,
  createGathering,
  doiOfAddress,
  findArxivWord,
  findDoi,
  findIssued,
  findYear,
  monthOf,
  plainHtml,
  printIssued,
  splitKeywords,
  type ReferenceFile,
  type SaidReference,
  type Steps,
} from './reference.ts'

type Fields = ReadonlyMap<string, string>

const text = (fields: Fields, ...names: readonly string[]): string => {
  for (const name of names) {
    const value = fields.get(name)
    const made = value === undefined ? '' : bibtexText(value)
    if (made !== '') return made
  }
  return ''
}

const titleOf = (fields: Fields): string => {
  const title = text(fields, 'title')
  if (title === '') return text(fields, 'maintitle', 'booktitle', 'shorttitle')
  const subtitle = text(fields, 'subtitle')
  if (subtitle === '' || title.toLowerCase().includes(subtitle.toLowerCase())) return title
  return /[?!:.–—]$/.test(title) ? `${title} ${subtitle}` : `${title}: ${subtitle}`
}

/** `date` where it is said, or else year, month and day. */
const issuedOf = (fields: Fields): string | null => {
  const said = findIssued(text(fields, 'date'))
  if (said !== null) return said
  const year = text(fields, 'year')
  const number = findYear(year)
  if (number === null) return findIssued(text(fields, 'eventdate', 'origdate'))
  const month = text(fields, 'month')
  const day = /(?<!\d)(\d{1,2})(?!\d)/.exec(
    fields.has('day') ? text(fields, 'day') : month.replace(/^\d+$/, ''),
  )?.[1]
  return printIssued(number, monthOf(month), day ? Number(day) : null) ?? findIssued(year)
}

const eprintOf = (fields: Fields): string =>
  squeeze(fields.get('eprint') ?? fields.get('arxivid') ?? fields.get('arxiv') ?? '').replace(/[{}\\]/g, '')
const eprintType = (fields: Fields): string =>
  text(fields, 'eprinttype', 'archiveprefix', 'archive').toLowerCase()

const arxivOf = (fields: Fields, doi: string | null, url: string): string | null => {
  const eprint = eprintOf(fields)
  const type = eprintType(fields)
  const isArxiv = type.includes('arxiv') || fields.has('arxivid') || fields.has('arxiv')
  if (eprint !== '' && (isArxiv || type === '')) {
    const bare = eprint
      .replace(/^.*arxiv[:.\s/]+(?:org\/(?:abs|pdf)\/)?/i, '')
      // The category behind it, as arXiv prints it on the first page.
      .replace(/\s*\[[\w.-]+\]$/, '')
    const category = text(fields, 'primaryclass', 'eprintclass').toLowerCase().replace(/\..*$/, '')
    const id =
      parseArxivId(bare) ?? (/^\d{7}(?:v\d+)?$/.test(bare) ? parseArxivId(`${category}/${bare}`) : null)
    if (id !== null && (isArxiv || /^\d{4}\.\d{4,5}/.test(bare) || /arxiv/i.test(eprint))) return id
  }
  const volume = squeeze(fields.get('volume') ?? '')
  return (
    arxivOfAddress(doi) ??
    arxivOfAddress(url) ??
    findArxivWord(text(fields, 'journal', 'journaltitle', 'howpublished', 'publisher', 'number')) ??
    (/^abs\//i.test(volume) ? parseArxivId(volume.slice(4)) : findArxivWord(volume)) ??
    (/^\W*(?:e-?print)?\W*arxiv\W*[\w./-]+(?:v\d+)?\W*(?:\[[\w.-]+\])?\W*$/i.test(fields.get('note') ?? '')
      ? findArxivWord(fields.get('note'))
      : null)
  )
}

const TILDE = /\{?\$?\\(?:sim(?![a-z])|textasciitilde(?![a-z])|string\s*~|~)\s*(?:\{\s*\})?\$?\}?/g

const urlOf = (fields: Fields): string => {
  const raw = fields.get('url') ?? /https?:\/\/[^\s{}]+/.exec(fields.get('howpublished') ?? '')?.[0] ?? ''
  return squeeze(
    raw
      .replace(/^\s*\\url\s*/, '')
      .replace(TILDE, '~')
      .replace(/[{}]/g, '')
      .replace(/\\([_%&#~$])/g, '$1'),
  )
    .replace(/^<(.*)>$/, '$1')
    .replace(/^www\.(?=\S+\.)/i, 'https://www.')
}

const noteOf = (fields: Fields): string =>
  [...new Set(['annotation', 'annote', 'comment', 'review'].map((name) => fields.get(name) ?? ''))]
    .filter((note) => note.trim() !== '')
    .map((note) =>
      note
        .split(/\n\s*\n/)
        .map((part) => bibtexText(plainHtml(part)))
        .join('\n\n'),
    )
    .join('\n\n')

const referenceOf = (entry: BibtexEntry, fields: Fields, groups: readonly string[]): SaidReference => {
  const url = urlOf(fields)
  const doi =
    findDoi(fields.get('doi')) ??
    (eprintType(fields) === 'doi' ? findDoi(fields.get('eprint')) : null) ??
    doiOfAddress(url) ??
    doiOfAddress(fields.get('ee'))
  const known = { issued: issuedOf(fields), arxivId: arxivOf(fields, doi, url) }
  return {
    title: titleOf(fields),
    authors: bibtexNames(fields.get('author') ?? ''),
    ...known,
    doi,
    url,
    abstract: text(fields, 'abstract'),
    venue: text(
      fields,
      'journaltitle',
      'journal',
      'booktitle',
      'eventtitle',
      'howpublished',
      'publisher',
      'institution',
      'school',
    ),
    details: bibtexDetails(entry, fields, known),
    keywords: splitKeywords(text(fields, 'keywords', 'keyword')),
    groups: [...groups, ...splitKeywords(text(fields, 'groups'))],
    note: noteOf(fields),
  }
}

/** Reads BibTeX and biblatex, as people and programs write them. */
export function* parseBibtex(source: string): Steps<ReferenceFile> {
  const { entries, faults, comments } = yield* readBibtexEntries(source)
  const gathering = createGathering()
  const byKey = new Map<string, BibtexEntry>()
  for (const entry of entries) {
    const key = entry.key.toLowerCase()
    if (key !== '' && !byKey.has(key)) byKey.set(key, entry)
  }
  const groups = readJabrefGroups(comments)
  for (const fault of faults) gathering.skip(fault.line, fault.text, fault.reason)
  for (const [index, entry] of entries.entries()) {
    if (index % STEP_ITEMS === 0) yield index / entries.length
    const name = `@${entry.type}{${entry.key}`
    if (entry.type === 'xdata') continue
    if (gathering.references.length >= MAX_REFERENCES) {
      gathering.skip(entry.line, name, 'It is beyond the number of references that one file may hold.')
      continue
    }
    if (entry.type === 'set' || (entry.fields.has('entryset') && !entry.fields.has('title'))) {
      gathering.skip(entry.line, name, 'It only names a set of other entries, which are read by themselves.')
      continue
    }
    const fields = inheritFields(entry, byKey)
    gathering.keep(entry.line, name, referenceOf(entry, fields, groups.get(entry.key) ?? []))
  }
  return gathering.finish('BibTeX')
}
