import { expect, it } from 'vitest'
import { parseDay, type Day } from '../../src/lib/day.ts'
import { count, printNumber } from '../../src/lib/text.ts'
import { printDay } from '../../src/ui/dates.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`${text} is no day`)
  return parsed
}

it.each([
  ['long', '2025-12-08', 'Monday, 8 December'],
  ['long', '2024-02-29', 'Thursday, 29 February 2024'],
  ['short', '2024-02-29', 'Thursday, 29 Feb'],
  ['weekday', '2025-12-14', 'Sunday'],
  ['weekdayShort', '2025-12-13', 'Sat'],
  ['number', '2025-12-01', '1'],
  ['full', '2025-01-31', '31 January 2025'],
  ['compact', '2025-12-31', '31 Dec'],
  ['compact', '2026-01-01', '1 Jan 2026'],
] as const)('prints a day in its %s form: %s', (form, text, printed) => {
  expect(printDay(day(text), form, { thisYear: 2025 })).toBe(printed)
})

it('says every day of a year as the platform does', () => {
  const said = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  for (let time = Date.UTC(2024, 0, 1); time < Date.UTC(2025, 0, 1); time += 86_400_000)
    expect(
      printDay(day(new Date(time).toISOString().slice(0, 10)), 'long', { thisYear: 1 }).replace(',', ''),
    ).toBe(said.format(time).replace(',', ''))
})

it.each([0, 7, 999, 1_000, 41_000, 999_999, 1_000_000, 1_234_567_890])(
  'sets the thousands of %i apart',
  (number) => {
    expect(printNumber(number)).toBe(number.toLocaleString('en'))
  },
)

it('counts in words', () => {
  expect([0, 1, 2, 1_500].map((number) => count(number, 'paper', 'papers'))).toEqual([
    '0 papers',
    '1 paper',
    '2 papers',
    '1,500 papers',
  ])
})
