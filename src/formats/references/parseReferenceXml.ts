import { parseXml, XmlCdata, XmlElement, XmlText, type XmlNode } from '@rgrove/parse-xml'
import { stripMarkup } from '../../domain/markupText.ts'
import { err, ok, type Result } from '../../lib/result.ts'
import { createLineCounter } from './lines.ts'
import { MAX_DEPTH, MAX_REFERENCES, MAX_VALUE, STEP_ITEMS } from './limits.ts'
import {
  arxivOfAddress,
  createGathering,
  doiOfAddress,
  findArxivWord,
  findDoi,
  findIssued,
  findYear,
  monthOf,
  printIssued,
  turnName,
  type ReferenceFile,
  type SaidReference,
  type Steps,
} from './reference.ts'

const isElement = (node: XmlNode): node is XmlElement => node instanceof XmlElement
const nameOf = (element: XmlElement): string => element.name.toLowerCase().replace(/_/g, '-')
const within = (element: XmlElement | null, name: string): readonly XmlElement[] =>
  element ? element.children.filter(isElement).filter((child) => nameOf(child) === name) : []

/** `sub` or `sup` of small print, as PubMed and EndNote mark it. */
const shiftOf = (element: XmlElement): string | null => {
  const name = nameOf(element)
  if (name === 'sub' || name === 'sup') return name
  return name === 'style'
    ? (/^su[bp](?=(?:er)?script)/.exec(element.attributes['face'] ?? '')?.[0] ?? null)
    : null
}

/** Text of an element, runs of styles joined. The depth is bounded before anything is parsed. */
const textOf = (element: XmlElement | undefined): string => {
  let text = ''
  const visit = (node: XmlNode): void => {
    if (text.length > MAX_VALUE) return
    if (node instanceof XmlText || node instanceof XmlCdata) text += node.text
    else if (isElement(node)) {
      const shift = shiftOf(node)
      if (shift) text += `<${shift}>`
      node.children.forEach(visit)
      if (shift) text += `</${shift}>`
    }
  }
  if (element) visit(element)
  // Some programs escape what is markup already.
  return stripMarkup(text).trim()
}

/** All that is reached by these names, one inside the other. */
const reach = (from: XmlElement, ...path: readonly string[]): readonly XmlElement[] =>
  path.reduce<readonly XmlElement[]>((found, name) => found.flatMap((one) => within(one, name)), [from])

const first = (from: XmlElement, ...paths: readonly string[]): string => {
  for (const path of paths) {
    const found = reach(from, ...path.split(' '))
      .map(textOf)
      .find((text) => text !== '')
    if (found !== undefined) return found
  }
  return ''
}
const all = (from: XmlElement, path: string): readonly string[] => reach(from, ...path.split(' ')).map(textOf)

const endnoteReference = (record: XmlElement): SaidReference => {
  const urls = ['urls related-urls url', 'urls web-urls url', 'urls pdf-urls url', 'url'].flatMap((path) =>
    all(record, path),
  )
  const doi =
    findDoi(first(record, 'electronic-resource-num')) ??
    urls.map(doiOfAddress).find((one) => one !== null) ??
    null
  const year = first(record, 'dates year', 'year')
  const said = first(record, 'dates pub-dates date', 'date')
  const authors = [...all(record, 'contributors authors author'), ...all(record, 'authors author')]
  return {
    title: first(record, 'titles title', 'title', 'titles short-title'),
    authors: authors.map(turnName),
    issued:
      findYear(year) === null ? (findIssued(year) ?? findIssued(said)) : endnoteIssued(findYear(year), said),
    doi,
    arxivId:
      arxivOfAddress(doi) ??
      urls.map(arxivOfAddress).find((one) => one !== null) ??
      findArxivWord(first(record, 'titles secondary-title', 'periodical full-title')) ??
      null,
    url: urls.find((url) => /^https?:/i.test(url)) ?? null,
    abstract: first(record, 'abstract'),
    venue: first(record, 'periodical full-title', 'titles secondary-title', 'secondary-title', 'publisher'),
    keywords: all(record, 'keywords keyword').flatMap((word) => word.split(/[\n;]/)),
    note: [...all(record, 'notes'), ...all(record, 'research-notes')].join('\n\n'),
  }
}

const endnoteIssued = (year: number | null, said: string): string | null => {
  const whole = findIssued(said)
  if (whole !== null && Number(whole.slice(0, 4)) === year) return whole
  const day = /(?<!\d)(\d{1,2})(?!\d)/.exec(said)?.[1]
  const month = monthOf(said)
  return printIssued(year, month, month !== null && day ? Number(day) : null)
}

const pubmedReference = (record: XmlElement): SaidReference => {
  const [citation = record] = within(record, 'medlinecitation')
  const [article = citation] = within(citation, 'article')
  const [date] = reach(article, 'journal', 'journalissue', 'pubdate')
  const ids = reach(record, 'pubmeddata', 'articleidlist', 'articleid')
  const doi =
    ids
      .filter((id) => id.attributes['IdType'] === 'doi')
      .map((id) => findDoi(textOf(id)))
      .find((one) => one !== null) ??
    within(article, 'elocationid')
      .map((id) => findDoi(textOf(id)))
      .find((one) => one !== null) ??
    null
  const day = date ? first(date, 'day') : ''
  return {
    title: first(article, 'articletitle', 'vernaculartitle')
      .replace(/(?<=[^.])\.$/, '')
      .replace(/^\[(.*)\]$/, '$1'),
    authors: reach(article, 'authorlist', 'author').map((author) => {
      const group = first(author, 'collectivename')
      return (
        group ||
        [first(author, 'forename', 'initials'), first(author, 'lastname'), first(author, 'suffix')]
          .filter(Boolean)
          .join(' ')
      )
    }),
    issued: date
      ? printIssued(
          findYear(first(date, 'year', 'medlinedate')),
          monthOf(first(date, 'month')),
          day ? Number(day) : null,
        )
      : null,
    doi,
    arxivId: arxivOfAddress(doi),
    url: null,
    abstract: all(article, 'abstract abstracttext').join(' '),
    venue: first(article, 'journal title', 'journal isoabbreviation'),
    keywords: all(citation, 'keywordlist keyword'),
  }
}

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

/** Reads what EndNote exports, and PubMed; says what a list of feeds holds. */
export function* parseReferenceXml(text: string): Steps<Result<ReferenceFile, string>> {
  yield 0
  if (/<!ENTITY/i.test(text.slice(0, MAX_VALUE)))
    return err(
      'This XML brings definitions of its own along, which no reference file needs. Nothing was read.',
    )
  if (isTooDeep(text)) return err('This XML is nested deeper than any reference file. Nothing was read.')
  let root: XmlElement | null
  try {
    // Characters that XML forbids come from copied abstracts; they say nothing.
    const clean = text.trimStart().replace(/(?![\t\n\r])[\p{Cc}\uFEFF\uFFFE\uFFFF]/gu, '')
    root = parseXml(clean, { includeOffsets: true, ignoreUndefinedEntities: true }).root
  } catch (fault) {
    const line = /line (\d+)/.exec(String(fault))?.[1]
    return err(
      `This is no proper XML: it breaks off or goes wrong${line === undefined ? '' : ` in line ${line}`}. Nothing was read.`,
    )
  }
  if (!root) return err('There is nothing in this XML.')
  if (nameOf(root) === 'opml') return err(readOpml(root))
  const pubmed = nameOf(root) === 'pubmedarticleset' ? within(root, 'pubmedarticle') : []
  const endnote = [...reach(root, 'records', 'record'), ...within(root, 'record')]
  const records = pubmed.length > 0 ? pubmed : endnote
  if (records.length === 0)
    return err('This XML holds no references: neither an EndNote nor a PubMed export was found in it.')
  const gathering = createGathering()
  const lineOf = createLineCounter(text)
  for (const [index, record] of records.entries()) {
    if (index % STEP_ITEMS === 0) yield index / records.length
    const line = lineOf(Math.max(0, record.start))
    if (gathering.references.length >= MAX_REFERENCES)
      gathering.skip(line, '', 'It is beyond the number of references that one file may hold.')
    else
      gathering.keep(
        line,
        first(record, 'rec-number', 'foreign-keys key'),
        pubmed.length > 0 ? pubmedReference(record) : endnoteReference(record),
      )
  }
  return ok(gathering.finish(pubmed.length > 0 ? 'PubMed' : 'EndNote'))
}
