import { expect, test } from 'vitest'
import { sayDay, type CalendarFacts } from '../../../src/features/feed/calendarDay.ts'
import { parseDay, type Day } from '../../../src/lib/day.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`${text} is a day`)
  return parsed
}
const NOW = Date.UTC(2025, 11, 10)

const facts = (since: Day | null = null): CalendarFacts => ({
  feed: {
    days: () => [day('2025-12-08'), day('2025-12-05'), day('2025-12-01')],
    countOn: (one) => ({ '2025-12-08': 12, '2025-12-05': 1, '2025-12-01': 4 })[String(one)] ?? 0,
    unreadOn: (one) => ({ '2025-12-08': 3, '2025-12-05': 1 })[String(one)] ?? 0,
    since: () => since,
  },
  library: { isDayDone: (one) => one === '2025-12-01' },
})

const say = (of: CalendarFacts, which: Day): string => {
  const { papers, rest } = sayDay(of, which, NOW)
  return papers ? `${papers} ${rest}` : rest
}

test.each([
  ['2025-12-08', '12 papers, 3 unread'],
  ['2025-12-05', '1 paper, 1 unread'],
  ['2025-12-01', '4 papers, all read, finished'],
  ['2025-12-03', 'no papers'],
  ['2025-11-30', 'before the feed begins on 1 December 2025'],
  ['2025-12-09', 'no papers yet, the newest are of 8 December 2025'],
  ['2025-12-10', 'no papers yet, the newest are of 8 December 2025'],
  ['2025-12-11', 'still to come'],
])('of %s the calendar says: %s', (which, said) => {
  expect(say(facts(), day(which))).toBe(said)
})

test('days that were taken off this device to make room are told as such', () => {
  expect(say(facts(day('2025-12-01')), day('2025-11-30'))).toBe('not on this device')
})

test('a feed that has not arrived claims nothing', () => {
  const empty: CalendarFacts = { ...facts(), feed: { ...facts().feed, days: () => [] } }
  expect(say(empty, day('2025-11-30'))).toBe('no papers')
})
