import { literalNames, wideFamilies } from '../../domain/nameParts.ts'
import type { PaperSnapshot } from '../../domain/paper.ts'
import { normaliseTitle, parseArxivId, parseDoi } from '../../domain/paperKey.ts'
import type { Day } from '../../lib/day.ts'
import { err, ok, type Result } from '../../lib/result.ts'
import { readCategories } from '../categories.ts'
import {
  MAX_ABSTRACT_LENGTH,
  MAX_AUTHOR_LENGTH,
  MAX_AUTHORS,
  MAX_CATEGORIES,
  MAX_TITLE_LENGTH,
} from '../limits.ts'
import { markupToText } from '../../domain/markupText.ts'
import { fieldsOf, listOf, readDay, readText, type Fields } from '../readField.ts'

/** Kinds of titles, descriptions, dates and relations of one record; no more of them is looked at. */
const MAX_PARTS = 100
const ARXIV_DOI = /^10\.48550\/arxiv\.(.+)$/

const partsOf = (record: Fields, name: string): readonly Fields[] =>
  listOf(record[name], MAX_PARTS)
    .map(fieldsOf)
    .filter((part) => part !== null)

/** `Ada Lovelace`, from its parts or from `Lovelace, Ada`; an organisation's name may have commas of its own. */
const nameOf = (value: unknown): string | null => {
  const creator = fieldsOf(value)
  const given = readText(creator?.['givenName'], MAX_AUTHOR_LENGTH)
  const family = readText(creator?.['familyName'], MAX_AUTHOR_LENGTH)
  if (given !== null && family !== null) return readText(`${given} ${family}`, MAX_AUTHOR_LENGTH)
  const name = readText(creator?.['name'], MAX_AUTHOR_LENGTH) ?? given ?? family
  const [last, first, ...more] = name?.split(', ') ?? []
  const isTurned = creator?.['nameType'] !== 'Organizational' && last && first && more.length === 0
  return isTurned ? `${first} ${last}` : name
}

const readAuthors = (value: unknown): Pick<PaperSnapshot, 'authors' | 'authorCount'> => {
  if (!Array.isArray(value)) return {}
  if (value.length > MAX_AUTHORS) return { authorCount: value.length }
  const names = value.flatMap((creator) => nameOf(creator) ?? [])
  return names.length === 0 ? {} : { authors: names, authorCount: names.length }
}

/** When the first version was handed in, else the day it came out where that is said in full. */
const readDate = (record: Fields): Day | null => {
  const dates = partsOf(record, 'dates')
  const first =
    dates.find((one) => one['dateType'] === 'Submitted' && one['dateInformation'] === 'v1') ??
    dates.find((one) => one['dateType'] === 'Submitted')
  const of = (type: string): unknown => dates.find((one) => one['dateType'] === type)?.['date']
  return (
    readDay(first?.['date']) ??
    [of('Issued'), of('Available'), of('Created')].map(readDay).find((day) => day !== null) ??
    null
  )
}

/** `cs.LG` of `Machine Learning (cs.LG)`, as arXiv names its categories there. */
const categoryNames = (record: Fields): readonly unknown[] =>
  partsOf(record, 'subjects')
    .filter((one) => one['subjectScheme'] === 'arXiv')
    .slice(0, MAX_CATEGORIES)
    .map((one) => /\(([\w.-]+)\)$/.exec(readText(one['subject'], MAX_AUTHOR_LENGTH) ?? '')?.[1])

/** Where it was published later. */
const publishedDoi = (record: Fields): string | null => {
  const related = partsOf(record, 'relatedIdentifiers').find(
    (one) => one['relationType'] === 'IsVersionOf' && one['relatedIdentifierType'] === 'DOI',
  )?.['relatedIdentifier']
  return typeof related === 'string' ? parseDoi(related) : null
}

/** What DataCite calls kinds of works (`types.resourceTypeGeneral`), as BibTeX calls them. */
const TYPES: ReadonlyMap<unknown, string> = new Map([
  ['Dataset', 'dataset'],
  ['Software', 'software'],
  ['JournalArticle', 'article'],
  ['ConferencePaper', 'inproceedings'],
  ['BookChapter', 'incollection'],
  ['Book', 'book'],
  ['Dissertation', 'phdthesis'],
  ['Report', 'techreport'],
])

/** Where it appeared, and what else a citation needs (DataCite's `types`, `container`, `publisher`, `version`). */
const readPlace = (record: Fields): Pick<PaperSnapshot, 'venue' | 'details'> => {
  const type = TYPES.get(fieldsOf(record['types'])?.['resourceTypeGeneral'])
  if (type === undefined) return {}
  const container = fieldsOf(record['container'])
  const text = (value: unknown): string => readText(value, MAX_TITLE_LENGTH) ?? ''
  const publisher = text(fieldsOf(record['publisher'])?.['name'] ?? record['publisher'])
  const isMade = type === 'phdthesis' || type === 'techreport'
  const [first, last] = [text(container?.['firstPage']), text(container?.['lastPage'])]
  const isPart = type === 'article' || type.startsWith('in')
  const title = isPart ? text(container?.['title']) : ''
  const said = {
    [type === 'article' ? 'journal' : 'booktitle']: title,
    volume: text(container?.['volume']),
    number: text(container?.['issue']),
    pages: last === '' || last === first ? first : `${first}–${last}`,
    version: type === 'dataset' || type === 'software' ? text(record['version']) : '',
    [isMade ? 'institution' : 'publisher']: publisher,
    families: wideFamilies(
      partsOf(record, 'creators').flatMap((one) => readText(one['familyName'], MAX_AUTHOR_LENGTH) ?? []),
    ),
    literals: literalNames(
      partsOf(record, 'creators')
        .filter((one) => one['nameType'] === 'Organizational')
        .flatMap((one) => nameOf(one) ?? []),
    ),
  }
  const venue = title || publisher
  return {
    ...(venue === '' ? {} : { venue }),
    details: { type, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== '')) },
  }
}

/**
 * Reads what `api.datacite.org/dois/<doi>` answers (JSON:API, DataCite Metadata Schema 4). `unknown`: the record is not
 * of this DOI, or has no title; `strange`: the answer is no record.
 */
export const parseDataciteDoi = (
  json: unknown,
  doi: string,
): Result<PaperSnapshot, 'unknown' | 'strange'> => {
  const record = fieldsOf(fieldsOf(fieldsOf(json)?.['data'])?.['attributes'])
  if (!record) return err('strange')
  const said = typeof record['doi'] === 'string' ? parseDoi(record['doi']) : null
  const title = partsOf(record, 'titles')
    // A subtitle, or the title in another language, says what it is.
    .filter((one) => one['titleType'] === undefined || one['titleType'] === null)
    .map((one) => readText(one['title'], MAX_TITLE_LENGTH))
    .map((text) => (text === null ? null : readText(markupToText(text), MAX_TITLE_LENGTH)))
    .find((text) => text !== null)
  if (said !== doi || !title || normaliseTitle(title) === '') return err('unknown')
  const inner = ARXIV_DOI.exec(doi)?.[1]
  const arxivId = inner === undefined ? null : parseArxivId(inner)
  const described = partsOf(record, 'descriptions').find((one) => one['descriptionType'] === 'Abstract')
  const description = readText(described?.['description'], MAX_ABSTRACT_LENGTH)
  // What arXiv hands over is plain text with TeX in it; others hand over HTML.
  const abstract = description && arxivId === null ? markupToText(description) : description
  const date = readDate(record)
  const published = arxivId === null ? doi : publishedDoi(record)
  return ok({
    source: 'datacite',
    title,
    ...(abstract ? { abstract } : {}),
    ...readAuthors(record['creators']),
    ...(date === null ? {} : { date }),
    ...(arxivId === null ? {} : { arxivId }),
    ...(published === null ? {} : { doi: published }),
    // What arXiv registers says of each paper only that it is on arXiv.
    ...(arxivId === null ? readPlace(record) : {}),
    ...readCategories(categoryNames(record)),
  })
}
