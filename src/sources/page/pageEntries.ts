import type { PageDate } from './pageDate.ts'
import { readPageLine, type PageFacts, type PageLine } from './pageLine.ts'

export interface NumberedLine {
  /** Counted from 1. */
  readonly line: number
  readonly read: PageLine
  /** A blank line, or the page's beginning, stands right above. */
  readonly apart: boolean
  /** A lone bullet stands right above, as it does above the date of a paper. */
  readonly dotted: boolean
}

/** One paper's stretch of a page: the lines in front of its facts (title, abstract, …), and the facts. */
export interface PageEntry {
  /** Without blank lines and lone bullets. */
  readonly lines: readonly NumberedLine[]
  /** Line of the facts, counted from 1. */
  readonly factsLine: number
  readonly authors: number | null
  readonly date: PageDate | null
  readonly votes: number | null
  readonly comments: number | null
  /** Counts without a name behind the date, on its line. */
  readonly counts: readonly number[]
}

export interface CutPage {
  /** The day in the page's heading. */
  readonly day: PageDate | null
  /** Lines above that day; empty where there is none. */
  readonly heading: readonly NumberedLine[]
  readonly entries: readonly PageEntry[]
  /** What stands behind the last facts. */
  readonly rest: readonly NumberedLine[]
  /** Dates with nothing they could belong to, such as the heading of a second day. */
  readonly strayDates: readonly NumberedLine[]
}

/** A line of a paper's abstract is hardly ever shorter, and a heading never longer. */
export const LONG_TEXT = 200

const isLong = (line: NumberedLine): boolean =>
  line.read.type === 'text' && line.read.text.length >= LONG_TEXT

const factsOf = (line: NumberedLine | undefined): PageFacts | null =>
  line?.read.type === 'facts' ? line.read : null

/** Lines that stand above the papers and in no paper. */
const HEADING_LINE =
  /^(?:(?:daily|weekly|monthly|trending) papers|by ?ak and the research community|get trending papers in your email inbox!?|subscribe|daily|weekly|monthly)$/i

export const isHeadingLine = ({ read }: NumberedLine): boolean =>
  read.type === 'text' && HEADING_LINE.test(read.text)

/** Numbers the lines of `text`, drops blanks and lone bullets, and remembers where a blank line stood above. */
export const readPageLines = (text: string): readonly NumberedLine[] => {
  const lines: NumberedLine[] = []
  let apart = true
  let dotted = false
  let number = 0
  for (const raw of text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)) {
    number++
    const read = readPageLine(tidyLine(raw))
    if (read.type === 'blank') apart = true
    else if (read.type === 'dot') dotted = true
    else {
      lines.push({ line: number, read, apart, dotted })
      apart = false
      dotted = false
    }
  }
  return lines
}

/** White space of every kind made single spaces; what is invisible, half a letter or a control character removed. */
const tidyLine = (raw: string): string =>
  raw
    // reason: control characters are what is looked for
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000E-\u001F\u007F\u00AD\u200B\u2060\uFEFF]/g, '')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
    .replace(/\s+/gu, ' ')
    .trim()

/**
 * Cuts a page at its facts: the line with the number of authors, the date behind it (or in front), and named counts.
 * A date without authors closes a paper too, where enough text stands above it to be one; in the page's beginning it
 * is the page's own day.
 */
export const cutPage = (lines: readonly NumberedLine[]): CutPage => {
  const entries: PageEntry[] = []
  const strayDates: NumberedLine[] = []
  let day: PageDate | null = null
  let heading: readonly NumberedLine[] = []
  let open: NumberedLine[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at]
    if (!line) break
    const facts = factsOf(line)
    if (!facts || (facts.authors === null && facts.date === null)) {
      open.push(line)
      at++
      continue
    }
    const hasText = open.some((one) => one.read.type === 'text')
    const alone = facts.authors === null && facts.counts.length === 0 && !line.dotted
    if (alone && entries.length === 0 && !open.some(isLong)) {
      // Of several dates in a heading (yesterday's and tomorrow's page beside today's) the last calendar day stands.
      if (day === null || facts.date?.type === 'calendar') day = facts.date
      heading = [...heading, ...open]
      open = []
      at++
      continue
    }
    if (facts.authors === null && !hasText) {
      strayDates.push(line)
      at++
      continue
    }
    let { authors, date, votes, comments } = facts
    let { counts } = facts
    at++
    // What the line left open may stand on the next ones; a second number of authors is another paper's.
    for (; at < lines.length; at++) {
      const next = factsOf(lines[at])
      if (!next || (next.authors === null && next.date === null)) break
      if ((next.authors !== null && authors !== null) || (next.date !== null && date !== null)) break
      if (next.authors !== null && factsOf(lines[at + 1])?.date) break
      authors = next.authors ?? authors
      date = next.date ?? date
      votes = next.votes ?? votes
      comments = next.comments ?? comments
      counts = [...counts, ...next.counts]
    }
    entries.push({ lines: open, factsLine: line.line, authors, date, votes, comments, counts })
    open = []
  }
  const [first, ...others] = entries
  if (day !== null || !first) return { day, heading, entries, rest: open, strayDates }
  // Without a day the heading ends with the last line that is known to be part of one.
  const end = first.lines.findLastIndex((line) => isHeadingLine(line)) + 1
  return {
    day,
    heading: first.lines.slice(0, end),
    entries: [{ ...first, lines: first.lines.slice(end) }, ...others],
    rest: open,
    strayDates,
  }
}
