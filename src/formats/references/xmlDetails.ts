import type { XmlElement } from '@rgrove/parse-xml'
import { literalNames, wideFamilies } from '../../domain/nameParts.ts'
import {
  firstOf,
  serialNumbers,
  thesisType,
  turnedFamilies,
  unpartedNames,
  wordKey,
  type SaidDetails,
} from './details.ts'
import { turnName } from './reference.ts'
import { wholePages } from './wholePages.ts'
import { all, first, reach, textOf, within } from './xmlElements.ts'

/** What EndNote calls kinds of references, as BibTeX calls them; any other is `misc`. */
const TYPES: readonly (readonly [name: RegExp, type: string])[] = [
  [/journal|magazine|newspaper/, 'article'],
  [/book section|chapter|encyclopedia|dictionary/, 'incollection'],
  [/edited book/, 'collection'],
  [/book|classical/, 'book'],
  [/conference paper/, 'inproceedings'],
  // EndNote means a paper by this too, unless nothing is said of where it stands.
  [/conference proceedings/, 'inproceedings'],
  [/report|government|standard/, 'techreport'],
  [/web page|blog|online|electronic source/, 'online'],
  [/dataset|aggregated/, 'dataset'],
  [/computer program/, 'software'],
  [/unpublished|manuscript/, 'unpublished'],
  [/pamphlet/, 'booklet'],
  [/patent/, 'patent'],
]

/** Kinds by their numbers, of records that leave out the name. */
const NUMBERED: ReadonlyMap<string, string> = new Map([
  ['5', 'book section'],
  ['6', 'book'],
  ['10', 'conference proceedings'],
  ['12', 'web page'],
  ['17', 'journal'],
  ['27', 'report'],
  ['28', 'edited book'],
  ['32', 'thesis'],
  ['34', 'unpublished'],
  ['47', 'conference paper'],
])

/** The same as old versions number them, which write `REFERENCE_TYPE`. */
const NUMBERED_BEFORE: ReadonlyMap<string, string> = new Map([
  ['0', 'journal'],
  ['1', 'book'],
  ['2', 'thesis'],
  ['3', 'conference proceedings'],
  ['7', 'book section'],
  ['9', 'edited book'],
  ['10', 'report'],
])

const kindOf = (record: XmlElement): string => {
  const [kind] = within(record, 'ref-type')
  const number = textOf(kind)
  const said = kind?.attributes['name'] ?? NUMBERED.get(number) ?? number
  return (said || (NUMBERED_BEFORE.get(first(record, 'reference-type')) ?? '')).toLowerCase()
}

const namesUnder = (record: XmlElement, path: string): readonly string[] => all(record, path).map(turnName)

/** What a citation needs of one record of EndNote's. */
export const endnoteDetails = (record: XmlElement): SaidDetails => {
  const said = kindOf(record)
  const genre = first(record, 'work-type')
  const isThesis = said.includes('thesis')
  const type = isThesis ? thesisType(genre) : (TYPES.find(([name]) => name.test(said))?.[1] ?? 'misc')
  const container = first(record, 'titles secondary-title', 'secondary-title', 'periodical full-title')
  const inJournal = type === 'article'
  const inBook = type.startsWith('in')
  const isMade = isThesis || type === 'techreport'
  const seconds = namesUnder(record, 'contributors secondary-authors author')
  const people = [
    ...all(record, 'contributors authors author'),
    ...all(record, 'contributors secondary-authors author'),
  ]
  return {
    type: type === 'inproceedings' && container === '' ? 'proceedings' : type,
    key: wordKey(first(record, 'label')),
    ...(inJournal
      ? {
          journal: first(record, 'periodical full-title', 'titles secondary-title', 'secondary-title'),
          shortjournal: first(record, 'periodical abbr-1'),
        }
      : inBook
        ? { booktitle: container }
        : type === 'misc' || type === 'online'
          ? { howpublished: container }
          : {}),
    // Of a book it is the series in which it stands.
    series: firstOf(
      first(record, 'titles tertiary-title', 'tertiary-title'),
      inJournal || inBook || isMade || type === 'misc' || type === 'online' ? '' : container,
    ),
    volume: first(record, 'volume'),
    number: first(record, 'number', 'issue'),
    ...(inJournal || inBook || /\D/.test(first(record, 'pages'))
      ? { pages: first(record, 'pages') }
      : { pagetotal: first(record, 'pages') }),
    eid: first(record, 'electronic-article-number', 'custom7'),
    edition: first(record, 'edition'),
    ...(isMade ? { institution: first(record, 'publisher') } : { publisher: first(record, 'publisher') }),
    address: first(record, 'pub-location'),
    genre: isMade || type === 'patent' ? genre : '',
    ...serialNumbers(first(record, 'isbn')),
    language: first(record, 'language'),
    families: wideFamilies(turnedFamilies(people)),
    literals: literalNames(unpartedNames(people)),
    editors: seconds.length > 0 && !inJournal ? seconds : namesUnder(record, 'contributors editors editor'),
    translator: namesUnder(record, 'contributors subsidiary-authors author').join('; '),
  }
}

/** What a citation needs of one article of PubMed's. */
export const pubmedDetails = (article: XmlElement): SaidDetails => ({
  type: 'article',
  journal: first(article, 'journal title', 'journal isoabbreviation'),
  shortjournal: first(article, 'journal isoabbreviation'),
  volume: first(article, 'journal journalissue volume'),
  number: first(article, 'journal journalissue issue'),
  pages: wholePages(first(article, 'pagination medlinepgn', 'pagination startpage')),
  eid:
    reach(article, 'elocationid')
      .filter((id) => id.attributes['EIdType'] === 'pii' && /^e?\d{1,7}$/i.test(textOf(id)))
      .map(textOf)[0] ?? '',
  issn: first(article, 'journal issn'),
  language: first(article, 'language'),
  families: wideFamilies(reach(article, 'authorlist', 'author').map((author) => first(author, 'lastname'))),
  literals: literalNames(
    reach(article, 'authorlist', 'author').map((author) => first(author, 'collectivename')),
  ),
})
