import { resolveEntities } from '../../domain/htmlEntities.ts'
import { htmlToLines } from '../../domain/markupText.ts'
import type { PaperDetails } from '../../domain/paper.ts'
import { parseArxivId, parseDoi } from '../../domain/paperKey.ts'
import { parseDay } from '../../lib/day.ts'
import { clip, squeeze } from '../../lib/text.ts'
import { safeUrl } from '../../lib/safeUrl.ts'
import { tidyDetails, type SaidDetails } from './details.ts'
import {
  MAX_ABSTRACT,
  MAX_ADDRESS,
  MAX_KEYWORDS,
  MAX_NAME,
  MAX_NAMES,
  MAX_NOTE,
  MAX_QUOTE,
  MAX_TITLE,
  MAX_TOLD_SKIPS,
} from './limits.ts'
import { LONE_SURROGATE, tidyLine, UNSEEN } from './tidyLine.ts'

/** What a reference file says of one paper. Texts are as snapshots keep them: LaTeX in formulas only. */
export interface Reference {
  /** Where it begins, from 1. */
  readonly line: number
  readonly title: string
  /** As printed, in the paper's order. */
  readonly authors: readonly string[]
  /** `2017`, `2017-05` or `2017-05-12`, as far as it is known. */
  readonly issued: string | null
  readonly arxivId: string | null
  readonly doi: string | null
  readonly url: string | null
  readonly abstract: string | null
  /** Where it appeared. */
  readonly venue: string | null
  /** What else a citation of it needs. */
  readonly details: PaperDetails | null
  readonly keywords: readonly string[]
  /** Collections and groups of the program that wrote the file. */
  readonly groups: readonly string[]
  /** What its owner wrote about it. */
  readonly note: string | null
}

/** A part of a file that could not be read. */
export interface SkippedPart {
  readonly line: number
  /** How it begins. */
  readonly text: string
  readonly reason: string
}

/** What a reference file turned out to hold. */
export interface ReferenceFile {
  /** `BibTeX`, `RIS` … for the person. */
  readonly format: string
  readonly references: readonly Reference[]
  /** The first of them. */
  readonly skipped: readonly SkippedPart[]
  readonly skippedCount: number
}

/** Reads in steps: each yields how far it is, from 0 to 1, so that whoever drives it can pause, tell and stop. */
export type Steps<T> = Generator<number, T, undefined>

/** All steps at once. */
export const runSteps = <T>(steps: Steps<T>): T => {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Gathers what was read and what was not. */
export interface Gathering {
  readonly references: Reference[]
  skip(line: number, text: string, reason: string): void
  /** Keeps it where it has a title, and says so where it has none. */
  keep(line: number, name: string, said: SaidReference): void
  finish(format: string): ReferenceFile
}

/** A reference as a parser found it, untidied. */
export interface SaidReference {
  readonly title: string
  readonly authors?: readonly string[]
  readonly issued?: string | null
  readonly arxivId?: string | null
  readonly doi?: string | null
  readonly url?: string | null
  readonly abstract?: string | null
  readonly venue?: string | null
  readonly details?: SaidDetails
  readonly keywords?: readonly string[]
  readonly groups?: readonly string[]
  readonly note?: string | null
}

const tidyLines = (text: string, limit: number): string =>
  clip(
    text
      .slice(0, limit * 2)
      .split(/\n/)
      .map((line) => line.replace(UNSEEN, ' ').replace(LONE_SURROGATE, '\uFFFD').trimEnd())
      .join('\n')
      .trim(),
    limit,
  )

const eachOnce = (texts: readonly string[], limit: number, length: number): readonly string[] => {
  const tidy = texts.slice(0, limit).map((text) => tidyLine(text, length))
  return [...new Set(tidy)].filter((text) => text !== '')
}

const orNull = (text: string | null | undefined, tidy: (text: string) => string): string | null => {
  const made = text ? tidy(text) : ''
  return made === '' ? null : made
}

const noTitle = (said: SaidReference): string => {
  const id = said.arxivId ? `arXiv ${said.arxivId}` : said.doi ? `DOI ${said.doi}` : null
  return id === null
    ? 'It has no title.'
    : `It has no title, only ${id}: paste that here by itself to add the paper.`
}

export const createGathering = (): Gathering => {
  const references: Reference[] = []
  const skipped: SkippedPart[] = []
  let skippedCount = 0
  const skip: Gathering['skip'] = (line, text, reason) => {
    skippedCount++
    if (skipped.length < MAX_TOLD_SKIPS) skipped.push({ line, text: tidyLine(text, MAX_QUOTE), reason })
  }
  return {
    references,
    skip,
    keep(line, name, said) {
      const title = tidyLine(said.title, MAX_TITLE)
      if (!/[\p{L}\p{N}]/u.test(title)) return skip(line, name, noTitle(said))
      const url = said.url && said.url.length <= MAX_ADDRESS ? safeUrl(said.url.trim()) : null
      references.push({
        line,
        title,
        authors: (said.authors ?? [])
          .slice(0, MAX_NAMES)
          .map((author) => tidyLine(author, MAX_NAME))
          .filter((author) => author !== ''),
        issued: said.issued ?? null,
        arxivId: said.arxivId ?? null,
        doi: said.doi ?? null,
        url,
        abstract: orNull(said.abstract, (text) => tidyLine(text, MAX_ABSTRACT)),
        venue: orNull(said.venue, (text) => tidyLine(text, MAX_TITLE)),
        details: tidyDetails(said.details ?? {}),
        keywords: eachOnce(said.keywords ?? [], MAX_KEYWORDS, MAX_NAME),
        groups: eachOnce(said.groups ?? [], MAX_KEYWORDS, MAX_NAME),
        note: orNull(said.note, (text) => tidyLines(text, MAX_NOTE)),
      })
    },
    finish: (format) => ({
      format,
      references,
      skipped: skipped.sort((a, b) => a.line - b.line),
      skippedCount,
    }),
  }
}

/** A name as printed, from its parts; what is missing is left out. */
export const printName = (...parts: readonly (string | null | undefined)[]): string =>
  squeeze(parts.filter((part) => part).join(' ')).replace(/(?<=^|\s)([dl]['’]) (?=\p{Lu})/giu, '$1')

/** `Family, Given` or `Family, Given, Jr.` as it is printed; a name without a comma is as it is. */
export const turnName = (name: string): string => {
  const [family = '', given = '', suffix = ''] = name.split(',').map((part) => part.trim())
  // "Smith, Jr., John" stands beside "Smith, John, Jr.".
  return /^(?:jr|sr|[iv]+)\.?$/i.test(given) && suffix !== ''
    ? printName(suffix, family, given)
    : printName(given, family, suffix)
}

const DOI = /10\.\d{4,9}\/[^\s"<>{}|\\^`]+/
/**
 * Old DOIs made of a journal's own numbers hold angle brackets, with `(sici)` or without:
 * `10.1002/(sici)1097-4679(199509)51:5<617::aid…`, `10.1002/1521-3773(20010316)40:6<9823::aid-anie9823>3.3.co;2-c`.
 */
const SICI =
  /10\.\d{4,9}\/(?:\(?sici\)?[^\s"{}|\\^`]+|[^\s"<>{}|\\^`]+<[^\s"<>{}|\\^`]+>\d\.\d\.[a-z]{2};2-[a-z\d#*]+)/i
/** Brackets at the end belong to the sentence around a DOI unless they were opened in it. */
const unbracketed = (doi: string): string => {
  let text = doi
  for (;;) {
    const end = text.at(-1) ?? ''
    const open = { ')': '(', ']': '[' }[end]
    const isStray = open !== undefined && text.split(open).length < text.split(end).length
    if (!isStray && !/[.,;:'’”]$/.test(text)) return text
    text = text.slice(0, -1)
  }
}

/** The first DOI in `text`, however it is dressed: an address, a prefix, escaped for LaTeX or for the web. */
export const findDoi = (text: string | null | undefined): string | null => {
  if (!text) return null
  const bare = text
    .slice(0, MAX_ADDRESS)
    // Some programs escape a backslash that escaped the mark behind it.
    .replace(/\{?\$?(?:\\textbackslash(?:\{\})?|\\backslash)\s*\$?\}?\s*(?=\\?[_%&#<>])/g, '')
    .replace(/\{?\\textunderscore(?![a-z])\s*(?:\{\})?\}?/gi, '_')
    .replace(/\{?\\textless(?![a-z])\s*(?:\{\})?\}?/gi, '<')
    .replace(/\{?\\textgreater(?![a-z])\s*(?:\{\})?\}?/gi, '>')
    .replace(/\{?\$?\\?([_%&#<>])\$?\}?/g, '$1')
    .replace(/%(2f|3c|3e)/gi, (mark) => decodeURIComponent(mark))
  const found = SICI.exec(resolveEntities(bare)) ?? DOI.exec(bare)
  return found ? parseDoi(unbracketed(found[0])) : null
}

/** The DOI that an address of the DOI system leads to; addresses of others may mention any. */
export const doiOfAddress = (url: string | null | undefined): string | null =>
  url && /^\s*(?:https?:\/\/)?(?:dx\.|www\.)?doi\.org\//i.test(url) ? findDoi(url) : null

const ARXIV_DOI = /^10\.48550\/arxiv\.(.+)$/i
const ARXIV_WORD =
  /arxiv\s*(?:preprint)?\s*(?:arxiv)?\s*[:.]?\s*(\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[a-z]{2})?\/\d{7})(?:v\d+)?(?!\d)/i

/** The id in `text` that says itself to be arXiv's: `arXiv preprint arXiv:1706.03762`. */
export const findArxivWord = (text: string | null | undefined): string | null => {
  const found = text ? ARXIV_WORD.exec(text.slice(0, MAX_ADDRESS)) : null
  return found?.[1] ? parseArxivId(found[1]) : null
}

/** Of arXiv, its mirrors, and places whose addresses are made of its ids. */
const ARXIV_ADDRESS =
  /arxiv\.org\/|^\s*arxiv:|\/\/(?:xxx\.lanl\.gov|(?:www\.)?huggingface\.co\/papers|(?:www\.)?alphaxiv\.org)\//i

/** The arXiv id that an address or an arXiv DOI names. */
export const arxivOfAddress = (text: string | null | undefined): string | null => {
  if (!text) return null
  const inner = ARXIV_DOI.exec(text.trim())?.[1]
  if (inner) return parseArxivId(inner)
  return ARXIV_ADDRESS.test(text) ? parseArxivId(text.replace(/v\d+(?:\.pdf)?\s*$/i, '')) : null
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** 1 to 12 for a month's name in English or its number; `null` for anything else. */
export const monthOf = (text: string): number | null => {
  const bare = text.trim().toLowerCase()
  const number = /^0?([1-9]|1[0-2])$/.exec(bare)?.[1]
  if (number) return Number(number)
  const index = MONTHS.indexOf(/[a-z]{3,}/.exec(bare)?.[0].slice(0, 3) ?? '')
  return index < 0 ? null : index + 1
}

const two = (number: number): string => String(number).padStart(2, '0')

/** A date as far as it is known; a day or month that does not exist is left out. */
export const printIssued = (
  year: number | null,
  month: number | null = null,
  day: number | null = null,
): string | null => {
  if (year === null || !Number.isInteger(year) || year < 1 || year > 2999) return null
  const first = String(year).padStart(4, '0')
  if (month === null || !Number.isInteger(month) || month < 1 || month > 12) return first
  const second = `${first}-${two(month)}`
  return day === null ? second : (parseDay(`${second}-${two(day)}`) ?? second)
}

/** The first year that a text names: `c. 1999`, `1999--2000`, `1999a`. */
export const findYear = (text: string): number | null => {
  const found = /(?<!\d)(1\d{3}|2\d{3})(?!\d)/.exec(text)?.[1]
  return found ? Number(found) : null
}

const NAMED_MONTH = '((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})(?![a-z])\\.?'
const DAYS = '(\\d{1,2})(?!\\d)(?:st|nd|rd|th)?'
/** `2020 Mar 5`, `2019/Mar/05`. */
const YEAR_FIRST = new RegExp(`^[[{~]*(\\d{4})[\\s/.,-]+${NAMED_MONTH}(?:[\\s/.-]+${DAYS})?`, 'i')
/** `May 12, 2016`, `7-13 Dec. 2015`, `May-June 2020`: of several days or months the first. */
const YEAR_LAST = new RegExp(
  `(?:(?<!\\d)${DAYS}(?:\\s*[-–—/]+\\s*\\d{1,2})?\\.?[\\s/-]+)?(?<![a-z])${NAMED_MONTH}(?:[\\s/-]+${DAYS})?`,
  'i',
)

/** A date as people and programs write it: ISO and its ranges, `2016/05/12`, `May 12, 2016`, a year alone. */
export const findIssued = (text: string): string | null => {
  const bare = text.slice(0, 200).trim()
  const [, leading, name = '', dayBehind] = YEAR_FIRST.exec(bare) ?? []
  if (leading) return printIssued(Number(leading), monthOf(name), dayBehind ? Number(dayBehind) : null)
  const iso = /^[[{~]*(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?![\d])/.exec(bare)
  if (iso) {
    const [, year, month, day] = iso.map((part) => (part === undefined ? null : Number(part)))
    return printIssued(year ?? null, month ?? null, day ?? null)
  }
  if (/^-\d/.test(bare)) return null
  const year = findYear(bare)
  if (year === null) return null
  const words = YEAR_LAST.exec(bare)
  const month = words ? monthOf(words[2] ?? '') : null
  const day = words?.[1] ?? words?.[3]
  return printIssued(year, month, month !== null && day ? Number(day) : null)
}

/** Keywords of a field that holds several. */
export const splitKeywords = (text: string): readonly string[] =>
  text.split(text.includes(';') ? ';' : text.includes('\n') && !text.includes(',') ? '\n' : ',')

/** `html` as plain text: what Zotero and JabRef let people write. */
export const plainHtml = (html: string): string => htmlToLines(html.slice(0, MAX_NOTE * 4))
