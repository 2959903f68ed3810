import { serialNumbers, thesisType, type SaidDetails } from './details.ts'

/** What Zotero calls kinds of items, as BibTeX calls them; any other is `misc`. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['journalArticle', 'article'],
  ['magazineArticle', 'article'],
  ['newspaperArticle', 'article'],
  ['book', 'book'],
  ['bookSection', 'incollection'],
  ['encyclopediaArticle', 'incollection'],
  ['dictionaryEntry', 'incollection'],
  ['conferencePaper', 'inproceedings'],
  ['report', 'techreport'],
  ['standard', 'techreport'],
  ['manuscript', 'unpublished'],
  ['webpage', 'online'],
  ['blogPost', 'online'],
  ['forumPost', 'online'],
  ['dataset', 'dataset'],
  ['computerProgram', 'software'],
  ['patent', 'patent'],
])

/**
 * What a citation needs of an item of Zotero's. `text` gives the first field that has one, `names` the people of one
 * kind, `extra` a line of the field of that name.
 */
export const zoteroDetails = (
  text: (...names: readonly string[]) => string,
  names: (kind: string) => readonly string[],
  extra: (name: RegExp) => string,
): SaidDetails => {
  const said = text('itemType')
  const isThesis = said === 'thesis'
  const genre = text('thesisType', 'reportType', 'manuscriptType', 'genre')
  const type = isThesis ? thesisType(genre) : (TYPES.get(said) ?? 'misc')
  const inJournal = type === 'article'
  const inBook = type.startsWith('in')
  const isMade = isThesis || type === 'techreport'
  const container = text(
    'publicationTitle',
    'proceedingsTitle',
    'bookTitle',
    'encyclopediaTitle',
    'dictionaryTitle',
    'websiteTitle',
    'blogTitle',
    'forumTitle',
  )
  return {
    type,
    key: text('citationKey', 'citekey') || extra(/^citation key$/i),
    ...(inJournal
      ? { journal: container, shortjournal: text('journalAbbreviation') }
      : inBook
        ? { booktitle: container || (type === 'inproceedings' ? text('conferenceName') : '') }
        : { howpublished: type === 'misc' || type === 'online' ? container : '' }),
    eventtitle: text('conferenceName', 'meetingName'),
    series: text('series', 'seriesTitle'),
    volume: text('volume'),
    volumes: text('numberOfVolumes'),
    number: text('issue', 'seriesNumber', 'reportNumber', 'patentNumber', 'number'),
    pages: text('pages'),
    pagetotal: text('numPages'),
    edition: text('edition'),
    version: text('versionNumber', 'version').replace(/^0$/, ''),
    ...(isMade
      ? { institution: text('university', 'institution', 'organization', 'publisher') }
      : { publisher: text('publisher', 'company', 'repository') }),
    address: text('place'),
    genre: isMade || type === 'unpublished' ? genre : '',
    isbn: serialNumbers(text('ISBN')).isbn ?? text('ISBN'),
    issn: text('ISSN'),
    language: text('language'),
    shorttitle: text('shortTitle'),
    editors: names('editor'),
    translator: names('translator').join('; '),
    bookauthor: names('bookAuthor').join('; '),
  }
}
