import { plainText } from '../domain/latexText.ts'
import { isLiteral, type NameParts } from '../domain/nameParts.ts'
import type { Paper, PaperDetails } from '../domain/paper.ts'
import { safeUrl } from '../lib/safeUrl.ts'
import { squeeze } from '../lib/text.ts'
import { citationKeysOf } from './bibtex.ts'
import { containerOf } from './detailFields.ts'
import {
  familyBeforeInitials,
  isGroupName,
  isNameSuffix,
  isTurnedName,
  splitWideName,
} from './printedName.ts'

/** A name as CSL has it: in parts where they can be told, else as it is printed. */
export interface CslName {
  readonly family?: string
  readonly given?: string
  readonly suffix?: string
  readonly 'non-dropping-particle'?: string
  readonly literal?: string
}

const plain = (text: string): string => squeeze(plainText(text))

/** Words of scripts that write the family name last and with a capital. */
const CASED_WORD = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}.'’\-–]+$/u

/**
 * Parts of a printed name. `Family, Given` says them; of other names in scripts with capitals the last word is the
 * family, with small words in front of it as its particle, as BibTeX has it. Groups, single words and names of other
 * scripts, which may have the family first, stay whole.
 */
export const nameOf = (source: string, known?: NameParts): CslName => {
  const wide = splitWideName(source, known)
  if (wide) return { family: plain(wide.family), given: plain(wide.given) }
  const name = squeeze(plainText(source))
  if (isLiteral(source, known) || isGroupName(name) || name.includes('&')) return { literal: name }
  const turned = familyBeforeInitials(name)
  if (turned) return turned
  const parts = name.split(',').map((part) => part.trim())
  const [family = '', given = ''] = parts
  const last = parts.at(-1) ?? ''
  if (parts.length === 2 && family && given && isTurnedName(name)) return { family, given }
  if (parts.length === 3 && family && given && isNameSuffix(given))
    return { family, given: last, suffix: given }
  const words = (parts.length === 2 && isNameSuffix(given) ? family : name).split(' ')
  const said = parts.length === 2 && isNameSuffix(given) ? given : null
  const end = said === null && words.length > 2 && isNameSuffix(words.at(-1) ?? '') ? words.pop() : said
  if (
    (parts.length > 1 && said === null) ||
    words.length < 2 ||
    !words.every((word) => CASED_WORD.test(word))
  )
    return { literal: name }
  let at = words.length - 1
  while (at > 1 && /^\p{Ll}/u.test(words[at - 1] ?? '')) at--
  const particle = words.slice(at, -1).join(' ')
  return {
    family: words.at(-1) ?? '',
    given: words.slice(0, at).join(' '),
    ...(particle ? { 'non-dropping-particle': particle } : {}),
    ...(end ? { suffix: end } : {}),
  }
}

/** What arXiv itself gives its papers as a DOI. */
const ARXIV_DOI = /^10\.48550\/arxiv\./iu

/** Kinds of publications as CSL calls them; `document` for what it has no word for. */
const TYPES: ReadonlyMap<string, string> = new Map(
  `article=article-journal periodical=periodical inproceedings=paper-conference conference=paper-conference
proceedings=book incollection=chapter inbook=chapter suppbook=chapter bookinbook=chapter inreference=entry
book=book mvbook=book collection=book mvcollection=book mvproceedings=book reference=book booklet=pamphlet
manual=report phdthesis=thesis mastersthesis=thesis thesis=thesis techreport=report report=report
unpublished=manuscript online=webpage electronic=webpage www=webpage dataset=dataset software=software
patent=patent standard=standard`
    .split(/\s+/)
    .map((row): [string, string] => {
      const [name = '', type = ''] = row.split('=')
      return [name, type]
    }),
)
/** Details by the names CSL has for them, where nothing else is to be thought of. */
const VARIABLES = {
  volume: 'volume',
  eid: 'article-number',
  series: 'collection-title',
  edition: 'edition',
  chapter: 'chapter-number',
  publisher: 'publisher',
  institution: 'publisher',
  organization: 'publisher',
  address: 'publisher-place',
  isbn: 'ISBN',
  issn: 'ISSN',
  note: 'note',
  version: 'version',
  language: 'language',
} as const satisfies Partial<Record<keyof PaperDetails, string>>

const detailsOf = (paper: Paper, details: PaperDetails): Readonly<Record<string, unknown>> => {
  const { type = 'misc', journal, booktitle, howpublished, pages, number, genre, editors = [] } = details
  const inJournal = containerOf(type) === 'journal' || type === 'periodical'
  const isMade = /thesis$|report$/.test(type)
  const container = journal ?? booktitle ?? howpublished
  const venue = Object.values(details).includes(paper.venue) ? undefined : paper.venue
  const item: Record<string, unknown> = {}
  for (const [name, variable] of Object.entries(VARIABLES)) {
    // reason: the names are those of details that are text
    const text = details[name as keyof typeof VARIABLES]
    if (text !== undefined && item[variable] === undefined) item[variable] = plain(text)
  }
  const kind = TYPES.get(type) ?? 'document'
  const paperType = paper.arxivId && type === 'misc' ? 'article' : kind
  const names = editors.map((name) => nameOf(name, details))
  return {
    ...item,
    type: paperType,
    ...((container ?? venue) ? { 'container-title': plain(container ?? venue ?? '') } : {}),
    // The number of an issue, of a report, or of a volume in its series.
    ...(number
      ? { [inJournal ? 'issue' : isMade || !details.series ? 'number' : 'collection-number']: plain(number) }
      : {}),
    ...(pages ? { page: plain(pages).replace(/[–—]/g, '-') } : {}),
    ...(genre ? { genre: plain(genre) } : isMade && GENRES[type] ? { genre: GENRES[type] } : {}),
    ...(names.length > 0 ? { editor: names } : {}),
  }
}

/** What tells theses apart in CSL, which has one kind for all. */
const GENRES: Readonly<Record<string, string>> = { phdthesis: 'PhD thesis', mastersthesis: 'Master’s thesis' }

const itemOf = (id: string, paper: Paper): Readonly<Record<string, unknown>> => {
  const { arxivId, abstract, venue, details } = paper
  const doi = paper.doi ?? details?.doi
  // Of many imported papers only the year is known.
  const issued = paper.date ?? paper.issued
  const page = safeUrl(paper.pageUrl)
  const url = arxivId ? `https://arxiv.org/abs/${arxivId}` : doi && !details ? null : page
  const people = (paper.authors ?? []).map((name) => nameOf(name, details))
  const areEditors = details?.authortype === 'editor'
  return {
    id,
    'citation-key': id,
    // What kind of place it appeared in is not known: CSL calls a preprint, and anything else that is no page, an article.
    type: !arxivId && !doi && page ? 'webpage' : 'article',
    title: plain(paper.title),
    ...(people.length > 0 ? { [areEditors ? 'editor' : 'author']: people } : {}),
    ...(issued ? { issued: { 'date-parts': [issued.split('-').map(Number)] } } : {}),
    ...(venue && !details ? { 'container-title': plain(venue) } : {}),
    ...(abstract ? { abstract: plain(abstract) } : {}),
    ...(arxivId ? { archive: 'arXiv', archive_location: arxivId, number: `arXiv:${arxivId}` } : {}),
    ...(arxivId && (!doi || ARXIV_DOI.test(doi)) ? { publisher: 'arXiv' } : {}),
    ...(details ? detailsOf(paper, details) : {}),
    ...(doi ? { DOI: doi } : {}),
    ...(url ? { URL: url } : {}),
  }
}

/** CSL-JSON of papers in their order, each under the key it has in BibTeX. */
export const printCslJson = (papers: readonly Paper[]): string => {
  const keys = citationKeysOf(papers)
  const items = papers.map((paper, at) => itemOf(keys[at] ?? paper.key, paper))
  return `${JSON.stringify(items, null, 2)}\n`
}
