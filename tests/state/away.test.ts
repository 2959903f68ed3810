import { describe, expect, test } from 'vitest'
import { parseDay, type Day } from '../../src/lib/day.ts'
import { missedDays, parseAbsence, visited, type Absence } from '../../src/state/away.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`${text} is a day`)
  return parsed
}
const MON = day('2025-12-01')
const TUE = day('2025-12-02')
const FRI = day('2025-12-05')
const days = ['2025-12-05', '2025-12-04', '2025-12-03', '2025-12-02', '2025-12-01'].map(day)
const always = (): boolean => true

describe('days that were missed', () => {
  test('are none at the first visit, nor for whoever comes every day', () => {
    const first = visited(null, MON)
    expect(first).toEqual({ visit: MON, missed: null })
    expect(visited(visited(first, MON), TUE)).toEqual({ visit: TUE, missed: null })
  })

  test('are the whole days between two visits', () => {
    const back = visited(visited(null, TUE), FRI)
    expect(back.missed).toEqual({ from: '2025-12-03', to: '2025-12-04' })
    expect(missedDays(back, days, always)).toEqual(['2025-12-04', '2025-12-03'])
  })

  test('stay until they are read, also when one comes back the next day or is away again', () => {
    const back = visited(visited(null, TUE), FRI)
    expect(visited(back, day('2025-12-06')).missed).toEqual(back.missed)
    expect(visited(back, day('2025-12-09')).missed).toEqual({ from: '2025-12-03', to: '2025-12-08' })
    expect(missedDays(back, days, (one) => one === day('2025-12-03'))).toEqual(['2025-12-03'])
    expect(missedDays({ ...back, missed: null }, days, always)).toEqual([])
  })

  test('leave out the newest, which is shown anyway', () => {
    const back = visited(visited(null, MON), day('2025-12-06'))
    expect(missedDays(back, days, always)).toEqual(['2025-12-04', '2025-12-03', '2025-12-02'])
  })

  test('are not made by a clock that was set back', () => {
    const ahead = visited(null, FRI)
    expect(visited(ahead, MON)).toEqual(ahead)
  })

  test.each<readonly [unknown, Absence | null]>([
    [null, null],
    ['2025-12-01', null],
    [{ visit: '2025-02-30' }, null],
    [{ visit: MON }, { visit: MON, missed: null }],
    [
      { visit: FRI, missed: { from: MON, to: TUE } },
      { visit: FRI, missed: { from: MON, to: TUE } },
    ],
    [
      { visit: FRI, missed: { from: TUE, to: MON } },
      { visit: FRI, missed: null },
    ],
  ])('what the disk says is read with care: %j', (value, absence) => {
    expect(parseAbsence(value)).toEqual(absence)
  })
})
