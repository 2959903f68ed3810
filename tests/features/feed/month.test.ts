import { describe, expect, test } from 'vitest'
import { FIRST_DAY, LAST_DAY } from '../../../src/features/feed/limits.ts'
import { addMonths, firstWeekday, intoWeek, weeksOf } from '../../../src/features/feed/month.ts'
import { lastOfMonth } from '../../../src/features/feed/range.ts'
import { latestOf, parseTypedDay } from '../../../src/features/feed/typedDay.ts'
import { parseDay, type Day } from '../../../src/lib/day.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`${text} is a day`)
  return parsed
}

describe('a month of the calendar', () => {
  test('stands in six weeks that begin on the first day of the week', () => {
    const weeks = weeksOf(day('2025-12-08'), 1)
    expect(weeks).toHaveLength(6)
    expect(weeks[0]).toEqual(['01', '02', '03', '04', '05', '06', '07'].map((one) => `2025-12-${one}`))
    expect(weeks.flat().filter(Boolean)).toHaveLength(31)
    // 1 December 2025 is a Monday.
    expect(weeksOf(day('2025-12-08'), 0)[0]?.slice(0, 2)).toEqual([null, '2025-12-01'])
    expect(weeksOf(day('2025-12-08'), 6)[0]?.slice(0, 3)).toEqual([null, null, '2025-12-01'])
  })

  test('holds each of its days once, under its weekday, whatever the month and the first weekday', () => {
    for (let month = day('2023-01-15'); month < '2029-01-01'; month = addMonths(month, 1))
      for (let first = 0; first < 7; first += 1) {
        const weeks = weeksOf(month, first)
        const all = weeks.flat().filter((one) => one !== null)
        expect(all).toEqual([...new Set(all)].sort())
        expect(all.at(-1)).toBe(lastOfMonth(month))
        expect(all).toHaveLength(Number(lastOfMonth(month).slice(8)))
        for (const week of weeks)
          for (const [index, one] of week.entries()) if (one) expect(intoWeek(one, first)).toBe(index)
      }
  })

  test.each([
    ['2025-01-31', 1, '2025-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2025-03-31', -1, '2025-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', -12, '2023-02-28'],
    ['2025-12-08', 1, '2026-01-08'],
    ['2025-01-08', -1, '2024-12-08'],
    ['0100-12-31', 2, '0101-02-28'],
  ])('%s moved by %i months is %s', (from, months, to) => {
    expect(addMonths(day(from), months)).toBe(to)
  })

  test('is leafed to within the years in which dates lie', () => {
    expect([FIRST_DAY, LAST_DAY]).toEqual(['1970-01-01', '2999-12-31'])
  })

  test('ends within the last year there is', () => {
    expect(lastOfMonth(day('9999-12-08'))).toBe('9999-12-31')
  })
})

describe('the first day of the week', () => {
  const cases = [
    ['en-GB', 1],
    ['en-US', 0],
    ['en', 0],
    ['de', 1],
    ['he', 0],
    ['ar-EG', 6],
    ['dv', 5],
    ['no such language', 1],
  ] as const
  test.each(cases)('is that of %s', (language, first) => {
    expect(firstWeekday(language)).toBe(first)
  })

  test.each(cases)('is the same for %s where the browser does not know it', (language, first) => {
    const known = Object.getOwnPropertyDescriptor(Intl.Locale.prototype, 'getWeekInfo')
    const older = Object.getOwnPropertyDescriptor(Intl.Locale.prototype, 'weekInfo')
    try {
      Object.defineProperty(Intl.Locale.prototype, 'getWeekInfo', { value: undefined, configurable: true })
      Object.defineProperty(Intl.Locale.prototype, 'weekInfo', { value: undefined, configurable: true })
      expect(firstWeekday(language)).toBe(first)
    } finally {
      for (const [name, was] of [
        ['getWeekInfo', known],
        ['weekInfo', older],
      ] as const)
        if (was) Object.defineProperty(Intl.Locale.prototype, name, was)
        else Reflect.deleteProperty(Intl.Locale.prototype, name)
    }
  })
})

describe('a day that is typed', () => {
  test.each([
    ['2025-12-08', '2025-12-08'],
    [' 2025/12/8 ', '2025-12-08'],
    ['8 December 2025', '2025-12-08'],
    ['8. Dec 2025', '2025-12-08'],
    ['December 8, 2025', '2025-12-08'],
    ['sept 1st 2024', '2024-09-01'],
    ['8 Dec', '2025-12-08'],
    ['24 December', '2024-12-24'],
    ['29 feb', '2024-02-29'],
  ])('%s is %s', (text, expected) => {
    expect(parseTypedDay(text, day('2025-12-10'))).toBe(expected)
  })

  test.each(['', 'tomorrow', '8/12/2025', '31 February 2025', '2025-02-30', '8 Decimal 2025', '8 de 2025'])(
    'none is %j',
    (text) => {
      expect(parseTypedDay(text, day('2025-12-10'))).toBeNull()
    },
  )

  test('lies at the latest today, or on the newest day of a feed that is ahead', () => {
    expect(latestOf(day('2999-01-01'))).toBe('2999-01-01')
    expect(latestOf(day('1999-01-01')) > '2020').toBe(true)
    expect(latestOf(undefined) > '2020').toBe(true)
  })
})
