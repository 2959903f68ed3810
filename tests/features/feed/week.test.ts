import { describe, expect, test } from 'vitest'
import { neighbourOf, stripOf } from '../../../src/features/feed/week.ts'
import { parseDay, type Day } from '../../../src/lib/day.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`${text} is a day`)
  return parsed
}

describe('the strip of days', () => {
  test('ends with the newest day', () => {
    const strip = stripOf(day('2025-12-08'), day('2025-12-08'))
    expect([strip[0], strip[6]]).toEqual(['2025-12-02', '2025-12-08'])
  })

  test('does not move while one goes from day to day in it', () => {
    const newest = day('2025-12-08')
    const strip = stripOf(newest, newest)
    for (const inside of strip) expect(stripOf(inside, newest)).toEqual(strip)
  })

  test('shows the seven days before for a day older than that', () => {
    const strip = stripOf(day('2025-12-01'), day('2025-12-08'))
    expect([strip[0], strip[6]]).toEqual(['2025-11-25', '2025-12-01'])
  })

  test('holds a day newer than the newest', () => {
    expect(stripOf(day('2025-12-10'), day('2025-12-08'))).toContain('2025-12-10')
  })
})

describe('previous and next day', () => {
  const days = [day('2025-12-08'), day('2025-12-05'), day('2025-12-01')]

  test('skip days without papers', () => {
    expect(neighbourOf(days, day('2025-12-08'), -1)).toBe('2025-12-05')
    expect(neighbourOf(days, day('2025-12-02'), 1)).toBe('2025-12-05')
  })

  test('end at the ends', () => {
    expect(neighbourOf(days, day('2025-12-08'), 1)).toBeNull()
    expect(neighbourOf(days, day('2025-12-01'), -1)).toBeNull()
  })
})
