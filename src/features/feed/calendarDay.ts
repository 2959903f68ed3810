import { timeToDay, type Day } from '../../lib/day.ts'
import { printNumber } from '../../lib/text.ts'
import type { Carrel } from '../../state/carrel.ts'
import { printDay } from '../../ui/dates.ts'

/** What a calendar asks of the feed and of the person's library. */
export interface CalendarFacts {
  readonly feed: Pick<Carrel['feed'], 'days' | 'countOn' | 'unreadOn' | 'since'>
  readonly library: Pick<Carrel['library'], 'isDayDone'>
}

/** What there is on a day, in words: its number of papers, where it has any, and the rest. */
interface DaySaid {
  readonly papers: string
  readonly rest: string
}

/** `12` and `papers, 3 unread, finished`; of a day without papers, why it has none. */
export const sayDay = (facts: CalendarFacts, day: Day, now: number): DaySaid => {
  const { feed, library } = facts
  const done = library.isDayDone(day) ? ', finished' : ''
  const papers = feed.countOn(day)
  if (papers === 0) return { papers: '', rest: sayNone(facts, day, now) + done }
  const unread = feed.unreadOn(day)
  return {
    papers: printNumber(papers),
    rest: `${papers === 1 ? 'paper' : 'papers'}, ${unread === 0 ? 'all read' : `${printNumber(unread)} unread`}${done}`,
  }
}

const sayNone = ({ feed }: CalendarFacts, day: Day, now: number): string => {
  const since = feed.since()
  if (since !== null && day < since) return 'not on this device'
  const [newest, oldest] = [feed.days()[0], feed.days().at(-1)]
  if (newest === undefined || oldest === undefined) return 'no papers'
  if (day < oldest) return `before the feed begins on ${printDay(oldest, 'full')}`
  if (day < newest) return 'no papers'
  if (day > timeToDay(now)) return 'still to come'
  return `no papers yet, the newest are of ${printDay(newest, 'full')}`
}
