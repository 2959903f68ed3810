import { markupToText, stripMarkup } from '../../domain/markupText.ts'
import { literalNames, wideFamilies } from '../../domain/nameParts.ts'
import {
  arxivOfAddress,
  doiOfAddress,
  findArxivWord,
  findDoi,
  findIssued,
  plainHtml,
  printName,
  type SaidReference,
} from './reference.ts'
import { zoteroDetails } from './zoteroDetails.ts'
import { asList, asObject, asText, type Unknown } from './unknownValue.ts'

/** Who did something to a work without having made it. */
const OTHERS = new Set(
  'editor seriesEditor translator contributor reviewedAuthor bookAuthor recipient commenter counsel producer castMember scriptwriter sponsor wordsBy attorneyAgent interviewer guest'.split(
    ' ',
  ),
)

const unquoted = (text: string): string => text.trim().replace(/^"(.*)"$/, '$1')

const creatorName = (creator: Unknown): string => {
  const whole = asText(creator['name'])
  if (whole !== '') return unquoted(whole)
  // What belongs behind the family name stands behind the given one: "Martin Luther, Jr.", "Frank G.,! Jr.".
  const [given = '', ...suffix] = asText(creator['firstName']).split(/,!?/)
  return printName(given.trim(), unquoted(asText(creator['lastName'])), suffix.join(',').trim())
}

/** Names of those who did this to a work. */
const creatorsOf = (item: Unknown, isMeant: (kind: string) => boolean): readonly string[] => {
  const creators = asList(item['creators']).flatMap((value) => {
    const creator = asObject(value)
    return creator ? [creator] : []
  })
  return creators.filter((one) => isMeant(asText(one['creatorType']))).map(creatorName)
}

/** Whether it hangs on an item or stands beside them, and is no paper. */
export const isZoteroExtra = (item: Unknown): boolean =>
  ['note', 'attachment', 'annotation'].includes(asText(item['itemType']))

/** One item as Zotero and Better BibTeX write it. */
export const zoteroReference = (item: Unknown, groups: readonly string[]): SaidReference => {
  const text = (...names: readonly string[]): string => {
    for (const name of names) {
      const value = stripMarkup(asText(item[name])).trim()
      if (value !== '') return value
    }
    return ''
  }
  const lines = text('extra')
  const creators = asList(item['creators']).map(asObject)
  const extra = (name: RegExp): string =>
    lines
      .split('\n')
      .flatMap((line) => {
        const [, label = '', value = ''] = /^([^:]{1,40}):\s*(.*)$/.exec(line.trim()) ?? []
        return name.test(label) ? [value] : []
      })
      .at(0) ?? ''
  const url = text('url')
  const doi = findDoi(text('DOI')) ?? findDoi(extra(/^doi$/i)) ?? doiOfAddress(url)
  const word = extra(/^arxiv$/i)
  return {
    title: text('title', 'subject', 'caseName', 'nameOfAct', 'shortTitle'),
    authors: creatorsOf(item, (kind) => !OTHERS.has(kind)),
    issued: findIssued(text('date', 'dateEnacted', 'dateDecided', 'issueDate', 'filingDate')),
    doi,
    url,
    arxivId:
      arxivOfAddress(doi) ??
      arxivOfAddress(url) ??
      findArxivWord(text('archiveID', 'number', 'reportNumber', 'archiveLocation')) ??
      findArxivWord(word && `arXiv:${word}`) ??
      findArxivWord(text('publicationTitle')),
    abstract: markupToText(asText(item['abstractNote'])),
    venue: text(
      'publicationTitle',
      'proceedingsTitle',
      'bookTitle',
      'conferenceName',
      'websiteTitle',
      'blogTitle',
      'repository',
      'university',
      'institution',
      'publisher',
    ),
    details: {
      ...zoteroDetails(text, (kind) => creatorsOf(item, (one) => one === kind), extra),
      families: wideFamilies(creators.map((one) => asText(one?.['lastName']))),
      literals: literalNames(creators.map((one) => stripMarkup(unquoted(asText(one?.['name']))))),
    },
    keywords: asList(item['tags']).map((tag) => asText(asObject(tag)?.['tag'] ?? tag)),
    groups,
    note: asList(item['notes'])
      .map((note) => plainHtml(asText(asObject(note)?.['note'] ?? note)).trim())
      .filter((note) => note !== '')
      .join('\n\n'),
  }
}

/** Names of the collections of an export by the id of an item. */
export const zoteroCollections = (file: Unknown): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, string[]>()
  for (const value of Object.values(asObject(file['collections']) ?? {})) {
    const collection = asObject(value)
    const name = asText(collection?.['name'])
    if (name !== '')
      for (const id of asList(collection?.['items'])) {
        const key = asText(asObject(id)?.['itemID'] ?? id)
        groups.set(key, [...(groups.get(key) ?? []), name])
      }
  }
  return groups
}
