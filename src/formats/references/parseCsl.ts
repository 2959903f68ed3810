import { markupToText, stripMarkup } from '../../domain/markupText.ts'
import {
  arxivOfAddress,
  doiOfAddress,
  findArxivWord,
  findDoi,
  findIssued,
  printIssued,
  printName,
  splitKeywords,
  type SaidReference,
} from './reference.ts'
import { cslDetails, namesIn } from './cslDetails.ts'
import { asList, asObject, asText, asWhole, fieldIn, type Unknown } from './unknownValue.ts'

const nameOf = (value: unknown): string => {
  const name = asObject(value)
  if (!name) return asText(value)
  const literal = asText(name['literal']) || asText(name['name'])
  if (literal !== '') return literal
  return printName(
    asText(name['given']),
    asText(name['dropping-particle']),
    asText(name['non-dropping-particle']),
    asText(name['family']).replace(/^"(.*)"$/, '$1'),
    asText(name['suffix']),
  )
}

/** A date variable of CSL in any of its shapes: parts, raw, literal, text, a number. */
export const cslIssued = (value: unknown): string | null => {
  // Some write a list with one date in it, or the parts without their name.
  const [only] = asList(value)
  const date = asObject(Array.isArray(only) ? { 'date-parts': value } : (asObject(only) ?? value))
  if (!date) return findIssued(asText(value))
  const [parts] = asList(date['date-parts'])
  const [year, month, day] = (Array.isArray(parts) ? parts : asList(date['date-parts'])).map(asWhole)
  if (year !== null && year !== undefined) return printIssued(year, month ?? null, day ?? null)
  return (
    findIssued(asText(date['edtf'])) ??
    findIssued(asText(date['raw'])) ??
    findIssued(asText(date['literal'])) ??
    findIssued(asText(date['date-time'])) ??
    printIssued(asWhole(date['year']), asWhole(date['month']), asWhole(date['day']))
  )
}

/** One item of CSL-JSON, or of Crossref's near relation of it. */
export const cslReference = (item: Unknown): SaidReference => {
  const text = (name: string): string => markupToText(asText(fieldIn(item, name)))
  const url = text('URL')
  const note = stripMarkup(asText(fieldIn(item, 'note')))
  // Blanks of one line only: of a run of empty lines each would be tried with all behind it.
  const extra = (name: string): string =>
    new RegExp(`^[ \\t]*${name}:[ \\t]*(\\S.*)$`, 'im').exec(note)?.[1] ?? ''
  const doi = findDoi(text('DOI')) ?? doiOfAddress(url) ?? findDoi(extra('DOI'))
  const subtitle = text('subtitle')
  const title = text('title') || text('title-short')
  return {
    title: subtitle === '' || title.includes(subtitle) ? title : `${title}: ${subtitle}`,
    authors: namesIn(item['author'], nameOf),
    issued:
      cslIssued(item['issued'] ?? item['published'] ?? item['year']) ?? cslIssued(item['published-print']),
    doi,
    url,
    arxivId:
      arxivOfAddress(doi) ??
      arxivOfAddress(url) ??
      findArxivWord(text('number') || text('archive_location')) ??
      findArxivWord(text('container-title')) ??
      findArxivWord(extra('arXiv') && `arXiv:${extra('arXiv')}`),
    abstract: text('abstract'),
    venue: text('container-title') || text('event-title') || text('publisher'),
    details: cslDetails(item, (people) => namesIn(people, nameOf)),
    keywords: splitKeywords(text('keyword')),
    note: '',
  }
}
