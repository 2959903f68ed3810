import type { PaperKey } from '../../domain/paperKey.ts'
import { addDays, dayToTime, timeToDay, type Day } from '../../lib/day.ts'
import type { FeedPaper } from '../../state/carrel.ts'
import { printDay } from '../../ui/dates.ts'
import type { FeedSearch } from './feedSearch.ts'
import { stripOf } from './week.ts'

type Span = Pick<FeedSearch, 'range' | 'from'>

/** Whether more than one day is asked for. */
export const isSpan = ({ range, from }: Span): boolean => (range ?? from) !== undefined

/** The first day of the month that holds `day`. */
export const monthOf = (day: Day): Day => addDays(day, 1 - new Date(dayToTime(day)).getUTCDate())

/** The last day of the month that holds `day`. */
export const lastOfMonth = (day: Day): Day => {
  const date = new Date(dayToTime(day))
  return timeToDay(date.setUTCMonth(date.getUTCMonth() + 1, 0))
}

/** `December 2025` */
export const printMonth = (day: Day): string => printDay(day, 'full').replace(/^\d+ /, '')

/** First and last day of what is asked for; a week is the one of the strip. */
export const boundsOf = (day: Day, newest: Day, { range, from }: Span): readonly [first: Day, last: Day] => {
  if (from !== undefined) return from < day ? [from, day] : [day, day]
  if (range === 'month') return [monthOf(day), lastOfMonth(day)]
  const strip = range === 'week' ? stripOf(day, newest > day ? newest : day) : []
  return [strip[0] ?? day, strip.at(-1) ?? day]
}

/** The days to be shown, newest first: of `days`, which are those with papers, or the one asked for. */
export const daysIn = (days: readonly Day[], day: Day, span: Span): readonly Day[] => {
  if (!isSpan(span)) return [day]
  const [first, last] = boundsOf(day, days[0] ?? day, span)
  return days.filter((one) => one >= first && one <= last)
}

/** `Monday, 8 December`, `2 Dec – 8 Dec 2025` or `December 2025`. */
export const printSpan = (day: Day, newest: Day, span: Span): string => {
  if (!isSpan(span)) return printDay(day, 'long')
  if (span.from === undefined && span.range === 'month') return printMonth(day)
  const [first, last] = boundsOf(day, newest, span)
  return `${printDay(first, 'compact', { thisYear: Number(last.slice(0, 4)) })} – ${printDay(last, 'compact')}`
}

/** A paper of the days shown, under the newest day that has it. */
export interface DayPaper extends FeedPaper {
  readonly day: Day
}

/** Each paper once, however many of the days have it; in the order of the days. */
export const papersOf = (
  days: readonly Day[],
  on: (day: Day) => readonly FeedPaper[],
): ReadonlyMap<PaperKey, DayPaper> => {
  const papers = new Map<PaperKey, DayPaper>()
  for (const day of days)
    for (const row of on(day)) if (!papers.has(row.key)) papers.set(row.key, { ...row, day })
  return papers
}
