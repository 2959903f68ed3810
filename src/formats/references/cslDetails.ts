import { stripMarkup } from '../../domain/markupText.ts'
import { literalNames, wideFamilies } from '../../domain/nameParts.ts'
import { thesisType, wordKey, type SaidDetails } from './details.ts'
import { asList, asObject, asText, fieldIn, type Unknown } from './unknownValue.ts'

const rows = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(/\s+/).map((row): [string, string] => {
      const [name = '', type = ''] = row.split('=')
      return [name, type]
    }),
  )

/** What CSL, and Crossref beside it, call kinds of publications, as BibTeX calls them; any other is `misc`. */
const TYPES = rows(`article-journal=article article-magazine=article article-newspaper=article review=article
review-book=article journal-article=article journal=periodical periodical=periodical chapter=incollection
entry=incollection entry-dictionary=incollection entry-encyclopedia=incollection book-chapter=incollection
book-section=incollection book-part=incollection reference-entry=incollection paper-conference=inproceedings
proceedings-article=inproceedings proceedings=proceedings book=book monograph=book reference-book=book
book-set=book edited-book=collection report=techreport report-component=techreport standard=techreport
manuscript=unpublished pamphlet=booklet webpage=online post=online post-weblog=online dataset=dataset
database=dataset software=software patent=patent`)

/** All of a list, as Crossref writes numbers of books and journals; one text as it is. */
const eachText = (value: unknown): string =>
  Array.isArray(value)
    ? [...new Set(value.map(asText))].filter((text) => text !== '').join(', ')
    : asText(value)

/** What a citation needs of an item of CSL-JSON. `names` gives printed names of a list of people. */
export const cslDetails = (item: Unknown, names: (people: unknown) => readonly string[]): SaidDetails => {
  const text = (...fields: readonly string[]): string => {
    for (const name of fields) {
      const said = stripMarkup(asText(fieldIn(item, name))).trim()
      if (said !== '') return said
    }
    return ''
  }
  const genre = text('genre', 'degree')
  const said = text('type').toLowerCase()
  const isThesis = said === 'thesis' || said === 'dissertation'
  const isArticle = said === 'article' && text('container-title') !== '' && text('volume', 'page') !== ''
  const type = isThesis ? thesisType(genre) : isArticle ? 'article' : (TYPES.get(said) ?? 'misc')
  const container = text('container-title')
  const inJournal = type === 'article' || type === 'periodical'
  const inBook = type.startsWith('in')
  const isMade = isThesis || type === 'techreport'
  const issue = text('issue')
  const people = [...asList(item['author']), ...asList(item['editor'])].map(asObject)
  return {
    type,
    key: text('citation-key', 'citekey') || wordKey(text('id')),
    ...(inJournal
      ? { journal: container, shortjournal: text('container-title-short', 'journalAbbreviation') }
      : {}),
    ...(inBook ? { booktitle: container } : {}),
    ...(inJournal || inBook ? {} : { howpublished: type === 'misc' || type === 'online' ? container : '' }),
    eventtitle: text('event-title', 'event'),
    venue: text('event-place'),
    series: text('collection-title'),
    volume: text('volume'),
    volumes: text('number-of-volumes'),
    number: issue || text('collection-number') || (/arxiv/i.test(text('number')) ? '' : text('number')),
    pages: text('page'),
    eid: text('article-number'),
    pagetotal: text('number-of-pages'),
    chapter: text('chapter-number'),
    edition: text('edition', 'edition-number'),
    version: text('version'),
    ...(isMade ? { institution: text('publisher') } : { publisher: text('publisher') }),
    address: text('publisher-place', 'publisher-location'),
    genre: isMade || type === 'patent' ? genre : '',
    isbn: eachText(fieldIn(item, 'ISBN')),
    issn: eachText(fieldIn(item, 'ISSN')),
    language: text('language'),
    pubstate: text('status'),
    families: wideFamilies(people.map((person) => asText(person?.['family']))),
    literals: literalNames(
      people.map((person) => stripMarkup(asText(person?.['literal'] ?? person?.['name']))),
    ),
    editors: names(item['editor']),
    translator: names(item['translator']).join('; '),
    bookauthor: names(item['container-author']).join('; '),
  }
}

/** Names of `people`, of which a file may say anything. */
export const namesIn = (people: unknown, print: (person: unknown) => string): readonly string[] =>
  asList(people)
    .map((person) => stripMarkup(print(person)))
    .filter((name) => name !== '')
