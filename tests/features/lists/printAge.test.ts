import { describe, expect, test } from 'vitest'
import { printAge, printMoment } from '../../../src/features/lists/printAge.ts'

/** In the reader's own time zone, whichever the machine has. */
const time = (text: string): number => new Date(text).getTime()
const NOW = time('2025-12-08T15:00:00')
const age = (text: string): string => printAge(time(text), NOW, 'en')

describe('how long ago something was said', () => {
  test('is said in minutes and hours of the same day', () => {
    expect(['2025-12-08T14:59:31', '2025-12-08T14:59:00', '2025-12-08T14:01:00'].map(age)).toEqual([
      'now',
      '1 min. ago',
      '59 min. ago',
    ])
    expect(['2025-12-08T14:00:00', '2025-12-08T00:00:00'].map(age)).toEqual(['1 hr. ago', '15 hr. ago'])
  })

  test('turns to yesterday at the reader’s own midnight, not a day later', () => {
    expect(['2025-12-07T23:59:00', '2025-12-07T00:00:00'].map(age)).toEqual(['yesterday', 'yesterday'])
  })

  test('is minutes still, shortly after midnight', () => {
    expect(printAge(time('2025-12-07T23:50:00'), time('2025-12-08T00:10:00'), 'en')).toBe('20 min. ago')
  })

  test('is days for a week and then the date', () => {
    expect(['2025-12-06T09:00:00', '2025-12-02T09:00:00', '2025-12-01T09:00:00'].map(age)).toEqual([
      '2 days ago',
      '6 days ago',
      'Dec 1',
    ])
  })

  test('names the year where it is another one', () => {
    expect(age('2024-12-30T09:00:00')).toBe('Dec 30, 2024')
  })

  test('is now where somebody’s clock runs ahead', () => {
    expect(age('2025-12-09T09:00:00')).toBe('now')
  })

  test('speaks the reader’s language', () => {
    expect(printAge(time('2025-12-07T09:00:00'), NOW, 'de')).toBe('gestern')
  })

  test('has the whole moment beside it', () => {
    expect(printMoment(time('2025-12-07T09:05:00'), 'en-GB')).toMatch(/^Sunday.* 7 December 2025.* 09:05$/)
  })
})
