import type { XmlElement } from '@rgrove/parse-xml'
import {
  arxivOfAddress,
  doiOfAddress,
  findArxivWord,
  findDoi,
  findIssued,
  findYear,
  monthOf,
  printIssued,
  turnName,
  type SaidReference,
} from './reference.ts'
import { endnoteDetails, pubmedDetails } from './xmlDetails.ts'
import { all, first, reach, textOf, within } from './xmlElements.ts'

/** One record of EndNote's. */
export const endnoteReference = (record: XmlElement): SaidReference => {
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
    details: endnoteDetails(record),
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

/** One article of PubMed's. */
export const pubmedReference = (record: XmlElement): SaidReference => {
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
    details: pubmedDetails(article),
    keywords: all(citation, 'keywordlist keyword'),
  }
}
