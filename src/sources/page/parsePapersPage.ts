import type { PaperSnapshot } from '../../domain/paper.ts'
import { normaliseTitle } from '../../domain/paperKey.ts'
import type { Day } from '../../lib/day.ts'
import { err, ok, type Result } from '../../lib/result.ts'
import { clip, printNumber } from '../../lib/text.ts'
import {
  MAX_ABSTRACT_LENGTH,
  MAX_PAGE_LENGTH,
  MAX_SKIPPED,
  MAX_SKIPPED_TEXT,
  MAX_SOURCE_PAPERS,
} from '../limits.ts'
import type { SkippedLine, SourcedPaper } from '../sourcedPaper.ts'
import { dayOfPageDate, latestYear, type PageDate } from './pageDate.ts'
import { placeCounts, type CountedEntry } from './placeCounts.ts'
import { cutPage, isHeadingLine, readPageLines, type NumberedLine } from './pageEntries.ts'
import { findTitle } from './titleAndAbstract.ts'

export interface PapersPage {
  /** The day in the page's heading; `null` where none was copied. */
  readonly day: Day | null
  /** The year of dates that do not say theirs. */
  readonly year: number
  /** False where the year is our guess and the person may want to set it. */
  readonly yearGiven: boolean
  readonly papers: readonly SourcedPaper[]
  /** What could not be read, in the page's order. */
  readonly skipped: readonly SkippedLine[]
}

export interface PageRefusal {
  readonly code: 'empty' | 'not-a-page' | 'too-long'
  /** For the person: what is wrong and what was expected. */
  readonly sentence: string
}

const EXPECTED =
  'Open the Daily Papers page of Hugging Face, select everything on it, copy, and paste it here: each paper has a title, an abstract, a line like “6 authors” and a date.'
const REFUSALS = {
  empty: `There is no text to read. ${EXPECTED}`,
  'not-a-page': `This does not look like the text of a Daily Papers page. ${EXPECTED}`,
  'too-long': `This text is longer than any such page (${printNumber(MAX_PAGE_LENGTH)} letters at most). Copy one page at a time.`,
}

const refuse = (code: PageRefusal['code']): Result<PapersPage, PageRefusal> =>
  err({ code, sentence: REFUSALS[code] })

const printed = (line: NumberedLine | undefined): string =>
  line?.read.type === 'text' || line?.read.type === 'number' ? line.read.text : ''

/**
 * Reads the text a person gets who selects and copies a Hugging Face Daily Papers page (as of 2023 to 2026): a heading
 * with the day, then for each paper a title, an abstract, "• 6 authors", "·", and a date with its year unless that is
 * the page's own, with counts of votes and comments where there are any. Goes by the form of lines alone and takes
 * time in proportion to the text. `today` decides the year where the page does not say; `year` overrules it.
 */
export const parsePapersPage = (
  text: string,
  options: { readonly today: Day; readonly year?: number },
): Result<PapersPage, PageRefusal> => {
  if (text.length > MAX_PAGE_LENGTH) return refuse('too-long')
  const lines = readPageLines(text)
  if (lines.length === 0) return refuse('empty')
  const cut = cutPage(lines)
  const titled = cut.heading.some(isHeadingLine)
  const counted = placeCounts(cut)
  const year = yearOf(counted, cut.day, options)
  const skipped: SkippedLine[] = []
  const skip = (line: number, words: string, reason: string): void => {
    skipped.push({ line, text: clip(words, MAX_SKIPPED_TEXT), reason })
  }

  const papers: SourcedPaper[] = []
  const seen = new Map<string, number>()
  let whole = 0
  for (const [index, entry] of counted.entries()) {
    const first = index === 0
    const found = findTitle(entry.lines, {
      heading: first && cut.day === null,
      cut: first && cut.day === null && !titled,
    })
    if (!found) {
      const start = entry.lines[0]
      skip(
        start?.line ?? entry.factsLine,
        printed(start),
        first && cut.day === null
          ? 'The text begins inside this paper: its title is missing.'
          : 'No title could be told from the abstract here.',
      )
      continue
    }
    if (!(first && cut.day === null))
      for (const line of found.before)
        skip(line.line, printed(line), 'This stands in front of a paper and belongs to none.')
    const name = normaliseTitle(found.title)
    const before = seen.get(name)
    if (name === '') {
      skip(found.line, found.title, 'This title holds no letter or number.')
      continue
    }
    if (before !== undefined) {
      skip(found.line, found.title, `The same title stands in line ${before} already.`)
      continue
    }
    if (papers.length >= MAX_SOURCE_PAPERS) {
      skip(found.line, found.title, `Only ${printNumber(MAX_SOURCE_PAPERS)} papers are read at a time.`)
      break
    }
    seen.set(name, found.line)
    const date = entry.date && dayOfPageDate(entry.date, year, options.today)
    if (entry.date && !date) skip(entry.factsLine, found.title, 'The date of this paper does not exist.')
    const tooLong = (found.abstract?.length ?? 0) > MAX_ABSTRACT_LENGTH
    if (tooLong)
      skip(found.line, found.title, 'What follows this title is too long for an abstract and was left out.')
    if (entry.authors !== null && entry.date !== null) whole++
    const snapshot: PaperSnapshot = {
      source: 'page',
      title: found.title,
      ...(found.abstract !== null && !tooLong ? { abstract: found.abstract } : {}),
      ...(entry.authors === null ? {} : { authorCount: entry.authors }),
      ...(date ? { date } : {}),
    }
    papers.push({
      snapshot,
      ...(entry.votes === null ? {} : { votes: entry.votes }),
      ...(entry.comments === null ? {} : { comments: entry.comments }),
    })
  }
  // One line "3 authors" in a letter makes no page: a date belongs to it, or the page's own heading.
  if (papers.length === 0 || (whole === 0 && !titled)) return refuse('not-a-page')

  for (const line of cut.strayDates) skip(line.line, '', 'This date belongs to no paper.')
  const tail = cut.rest.find((line) => line.read.type === 'text')
  if (tail) skip(tail.line, printed(tail), 'The text ends here before the number of authors and the date.')
  return ok({
    day: cut.day && dayOfPageDate(cut.day, year, options.today),
    year,
    yearGiven: options.year !== undefined || cut.day?.type === 'ago' || (cut.day?.year ?? null) !== null,
    papers,
    skipped: skipped.sort((a, b) => a.line - b.line).slice(0, MAX_SKIPPED),
  })
}

const yearOf = (
  entries: readonly CountedEntry[],
  day: PageDate | null,
  { today, year }: { readonly today: Day; readonly year?: number },
): number => {
  if (year !== undefined) return year
  if (day?.type === 'calendar') return day.year ?? latestYear([day], today)
  if (day) return Number((dayOfPageDate(day, 0, today) ?? today).slice(0, 4))
  return latestYear(
    entries.flatMap((entry) => entry.date ?? []),
    today,
  )
}
