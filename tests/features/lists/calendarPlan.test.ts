import { expect, test } from 'vitest'
import { printMeetings } from '../../../src/features/lists/calendarFile.ts'
import { planCalendar } from '../../../src/features/lists/calendarPlan.ts'
import { parseDay, type Day } from '../../../src/lib/day.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`no day: ${text}`)
  return parsed
}
const days = (...texts: readonly string[]): readonly Day[] => texts.map(day)
const TODAY = day('2025-12-08')

/** A plan as `name day` each, for a group that meets on the days that are coming and on no other. */
const plan = (
  known: Readonly<Record<string, string>>,
  coming: readonly string[],
  wanted: readonly string[],
  all = false,
) => {
  const { events, off } = planCalendar({
    known: new Map(Object.entries(known).map(([name, on]) => [name, day(on)])),
    coming: days(...coming),
    isMeeting: (on) => coming.includes(on),
    today: TODAY,
    wanted: days(...wanted),
    all,
  })
  const print = (these: typeof events): readonly string[] => these.map((one) => `${one.name} ${one.day}`)
  return { events: print(events), off: print(off) }
}

test('a meeting that is handed over again keeps its name', () => {
  const first = plan({}, ['2025-12-09', '2025-12-16'], ['2025-12-09'])
  expect(first).toEqual({ events: ['2025-12-09 2025-12-09'], off: [] })
  expect(plan({ '2025-12-09': '2025-12-09' }, ['2025-12-09', '2025-12-16'], ['2025-12-09'])).toEqual(first)
})

test('a meeting that was moved keeps its name on its new day, so that the old event moves', () => {
  const known = { '2025-12-09': '2025-12-09' }
  expect(plan(known, ['2025-12-10'], ['2025-12-10'])).toEqual({ events: ['2025-12-09 2025-12-10'], off: [] })
  // And once more, under the same name.
  expect(plan({ '2025-12-09': '2025-12-10' }, ['2025-12-11'], ['2025-12-11']).events).toEqual([
    '2025-12-09 2025-12-11',
  ])
})

test('a regular meeting that changes its weekday moves each of its events', () => {
  const known = { '2025-12-09': '2025-12-09', '2025-12-16': '2025-12-16' }
  expect(plan(known, ['2025-12-10', '2025-12-17', '2025-12-24'], [], true)).toEqual({
    events: ['2025-12-09 2025-12-10', '2025-12-16 2025-12-17'],
    off: [],
  })
  expect(plan(known, ['2025-12-10', '2025-12-17', '2025-12-24'], ['2025-12-24'], true).events).toEqual([
    '2025-12-09 2025-12-10',
    '2025-12-16 2025-12-17',
    '2025-12-24 2025-12-24',
  ])
})

test('a meeting that is off is said to be, and only where everything is brought up to date', () => {
  const known = { '2025-12-09': '2025-12-09', '2025-12-16': '2025-12-16' }
  expect(plan(known, ['2025-12-16'], [], true)).toEqual({
    events: ['2025-12-16 2025-12-16'],
    off: ['2025-12-09 2025-12-09'],
  })
  expect(plan(known, ['2026-01-13'], ['2026-01-13'])).toEqual({ events: ['2026-01-13 2026-01-13'], off: [] })
  // What is over is nobody's to take away.
  expect(plan({ '2025-12-02': '2025-12-02' }, [], [], true)).toEqual({ events: [], off: [] })
})

test('a new meeting on the day that another one left gets a name of its own', () => {
  expect(plan({ '2025-12-09': '2025-12-10' }, ['2025-12-09', '2025-12-10'], ['2025-12-09']).events).toEqual([
    '2025-12-09-2 2025-12-09',
  ])
})

test('the file carries each under its name in the list, and what is off as cancelled', () => {
  const file = printMeetings(
    {
      events: [{ name: '2025-12-09', day: day('2025-12-10') }],
      off: [{ name: '2025-12-16', day: day('2025-12-16') }],
    },
    [],
    { id: 'list-1', title: 'Group' },
    null,
    new Map(),
    0,
  )
  const [moved, off] = file.split('BEGIN:VEVENT').slice(1)
  expect(moved).toContain('UID:list-1-2025-12-09@carrel')
  expect(moved).toContain('DTSTART;VALUE=DATE:20251210')
  expect(moved).toContain('STATUS:CONFIRMED')
  expect(off).toContain('UID:list-1-2025-12-16@carrel')
  expect(off).toContain('STATUS:CANCELLED')
  expect(off).toContain('SUMMARY:Cancelled: Group')
})
