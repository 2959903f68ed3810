import { parseXml, type XmlElement } from '@rgrove/parse-xml'
import { namedEntity } from '../../domain/htmlEntities.ts'
import { err, ok, type Result } from '../../lib/result.ts'
import { count } from '../../lib/text.ts'
import { createLineCounter } from './lines.ts'
import { MAX_DEPTH, MAX_REFERENCES, MAX_VALUE, STEP_ITEMS } from './limits.ts'
import { createGathering, type Gathering, type ReferenceFile, type Steps } from './reference.ts'
import { first, nameOf, reach, within } from './xmlElements.ts'
import { endnoteReference, pubmedReference } from './xmlRecords.ts'

/** What is quoted of a record that cannot be read. */
const MAX_REST = 60

/** What an XML parser passes over as one: comments, sections of text, declarations. */
const SKIPPED: readonly (readonly [open: string, close: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
]
const ELEMENT = /<\/?[^\s<>/?!][^<>]*>/y

/** Whether elements are nested so deep that no reference, only harm, can be meant. Looks at each letter once. */
const isTooDeep = (text: string): boolean => {
  let depth = 0
  let at = text.indexOf('<')
  while (at >= 0) {
    const skipped = SKIPPED.find(([open]) => text.startsWith(open, at))
    if (skipped) {
      const end = text.indexOf(skipped[1], at)
      // What stays open holds all the rest.
      if (end < 0) return false
      at = text.indexOf('<', end)
      continue
    }
    ELEMENT.lastIndex = at
    const tag = ELEMENT.exec(text)?.[0]
    if (tag?.startsWith('</')) depth--
    else if (tag && !tag.endsWith('/>') && ++depth > MAX_DEPTH) return true
    at = text.indexOf('<', at + (tag?.length ?? 1))
  }
  return false
}

const readOpml = (root: XmlElement): string => {
  let feeds = 0
  const visit = (element: XmlElement): void => {
    if (Object.keys(element.attributes).some((name) => name.toLowerCase() === 'xmlurl')) feeds++
    for (const child of within(element, 'outline')) visit(child)
  }
  for (const body of within(root, 'body')) visit(body)
  const title = first(root, 'head title').replace(/\s+/g, ' ').slice(0, 100)
  return `This is a list of feeds (OPML)${title === '' ? '' : `, “${title}”`}: ${feeds === 1 ? '1 feed' : `${feeds} feeds`}. Carrel can’t follow feeds of this kind yet; nothing was changed.`
}

/** What a feed is, in whatever form: its papers come another way. `null` where it is none. */
const readFeed = (root: XmlElement): string | null => {
  const form = new Map([
    ['feed', 'Atom'],
    ['rss', 'RSS'],
    ['rdf:rdf', 'RSS'],
  ]).get(nameOf(root))
  const [channel] = within(root, 'channel')
  const entries = [...within(root, 'entry'), ...within(root, 'item'), ...reach(root, 'channel', 'item')]
  if (form === undefined || (entries.length === 0 && !channel && form === 'RSS')) return null
  const isArxiv =
    'xmlns:arxiv' in root.attributes ||
    entries.some((entry) => /arxiv\.org\//i.test(first(entry, 'id', 'link')))
  const what = isArxiv ? `an answer or feed of arXiv (${form})` : `a feed (${form})`
  const advice = isArxiv
    ? 'Paste the papers’ arXiv addresses or ids to add them'
    : 'Carrel can’t read feeds of this kind yet'
  return `This is ${what}, and no reference file: ${count(entries.length, 'entry', 'entries')}. ${advice}; nothing was changed.`
}

/**
 * `text` without what XML forbids and programs write all the same: signs that copied abstracts hold, bare ampersands
 * and brackets, entities that only HTML knows. Lines stay where they are.
 */
const cleanXml = (text: string): string =>
  text
    .replace(/(?![\t\n\r])[\p{Cc}\uFEFF\uFFFE\uFFFF]/gu, '')
    .replace(/<(?=[\s\d=])/g, '&lt;')
    .replace(/&(?:#(\d{1,9});|#x([\da-f]{1,8});|([a-z][a-z\d]{1,9});)?/gi, (whole, decimal, hex, name) => {
      if (whole === '&') return '&amp;'
      if (name) {
        const letter = namedEntity(String(name))
        return letter === undefined || /^[&<>"']$/.test(letter) ? whole : letter
      }
      const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16)
      const isForbidden = (code < 32 && ![9, 10, 13].includes(code)) || (code >= 0xd800 && code < 0xe000)
      return isForbidden || code > 0x10ffff || code === 0xfffe || code === 0xffff ? '' : whole
    })

const parseRoot = (text: string): XmlElement | string => {
  try {
    const { root } = parseXml(text, { includeOffsets: true, ignoreUndefinedEntities: true })
    return root ?? 'There is nothing in this XML.'
  } catch (fault) {
    const line = /line (\d+)/.exec(String(fault))?.[1]
    return `This is no proper XML: it breaks off or goes wrong${line === undefined ? '' : ` in line ${line}`}. Nothing was read.`
  }
}

/** One record, or what is left of it. */
interface RecordText {
  readonly start: number
  /** `null` where another begins, or the file ends, before it does. */
  readonly end: number | null
}

/** Where the records of a file are that as a whole is no proper XML. */
const findRecords = (text: string): readonly RecordText[] => {
  const records: RecordText[] = []
  let start: number | null = null
  for (const { 0: tag, 1: slash, index } of text.matchAll(
    /<(\/?)(?:record|pubmedarticle)(?=[\s>])[^<>]*>/gi,
  )) {
    if (slash && start !== null) records.push({ start, end: index + tag.length })
    else if (!slash && start !== null) records.push({ start, end: null })
    start = slash ? null : index
  }
  return start === null ? records : [...records, { start, end: null }]
}

/** Keeps one record, of whichever of the two programs. */
const keepRecord = (gathering: Gathering, record: XmlElement, line: number): void => {
  if (gathering.references.length >= MAX_REFERENCES)
    gathering.skip(line, '', 'It is beyond the number of references that one file may hold.')
  else
    gathering.keep(
      line,
      first(record, 'rec-number', 'foreign-keys key'),
      nameOf(record) === 'pubmedarticle' ? pubmedReference(record) : endnoteReference(record),
    )
}

/** Reads each record by itself; what is broken is named. `fault` where no record can be read. */
function* readBroken(text: string, fault: string): Steps<Result<ReferenceFile, string>> {
  const gathering = createGathering()
  const lineOf = createLineCounter(text)
  const records = findRecords(text)
  for (const [index, { start, end }] of records.entries()) {
    if (index % STEP_ITEMS === 0) yield index / records.length
    const piece = end === null ? null : text.slice(start, end)
    const record = piece === null || isTooDeep(piece) ? null : parseRoot(piece)
    const line = lineOf(start)
    if (record === null)
      gathering.skip(
        line,
        text.slice(start, start + MAX_REST),
        index === records.length - 1
          ? 'The file ends before this record does.'
          : 'This record is not closed.',
      )
    else if (typeof record === 'string')
      gathering.skip(line, text.slice(start, start + MAX_REST), 'This record is no proper XML.')
    else keepRecord(gathering, record, line)
  }
  if (gathering.references.length === 0) return err(fault)
  const isPubmed = /<pubmedarticle[\s>]/i.test(text)
  const read = gathering.finish(isPubmed ? 'PubMed' : 'EndNote')
  if (read.skippedCount > 0) return ok(read)
  gathering.skip(
    lineOf(text.length),
    text.slice(-MAX_REST),
    'The file breaks off here or goes wrong between its records: some may be missing.',
  )
  return ok(gathering.finish(read.format))
}

/** Reads what EndNote exports, and PubMed; says what a list of feeds holds. */
export function* parseReferenceXml(text: string): Steps<Result<ReferenceFile, string>> {
  yield 0
  if (/<!ENTITY/i.test(text.slice(0, MAX_VALUE)))
    return err(
      'This XML brings definitions of its own along, which no reference file needs. Nothing was read.',
    )
  if (isTooDeep(text)) return err('This XML is nested deeper than any reference file. Nothing was read.')
  const clean = cleanXml(text)
  const opening = clean.length - clean.trimStart().length
  const root = parseRoot(clean.trimStart())
  if (typeof root === 'string') return yield* readBroken(clean, root)
  if (nameOf(root) === 'opml') return err(readOpml(root))
  const feed = readFeed(root)
  if (feed !== null) return err(feed)
  const pubmed = nameOf(root) === 'pubmedarticle' ? [root] : within(root, 'pubmedarticle')
  const endnote = [...reach(root, 'records', 'record'), ...within(root, 'record')]
  const records = pubmed.length > 0 ? pubmed : endnote
  if (records.length === 0)
    return err('This XML holds no references: neither an EndNote nor a PubMed export was found in it.')
  const gathering = createGathering()
  const lineOf = createLineCounter(clean)
  for (const [index, record] of records.entries()) {
    if (index % STEP_ITEMS === 0) yield index / records.length
    keepRecord(gathering, record, lineOf(Math.max(0, record.start) + opening))
  }
  return ok(gathering.finish(pubmed.length > 0 ? 'PubMed' : 'EndNote'))
}
