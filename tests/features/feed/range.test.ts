import { describe, expect, test } from 'vitest'
import { arxivKey } from '../../../src/domain/paperKey.ts'
import { parseFeedSearch } from '../../../src/features/feed/feedSearch.ts'
import { daysIn, papersOf, printSpan } from '../../../src/features/feed/range.ts'
import { parseDay, type Day } from '../../../src/lib/day.ts'
import type { FeedPaper } from '../../../src/state/carrel.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`${text} is a day`)
  return parsed
}
const NEWEST = day('2025-12-08')
const days = ['2025-12-08', '2025-12-05', '2025-12-02', '2025-12-01', '2025-11-30', '2025-11-24'].map(day)
const row = (number: number): FeedPaper => {
  const key = arxivKey(`2501.0000${number}`)
  return { key, paper: { key, title: `Paper ${number}`, sources: ['page'] } }
}

describe('the days of a range', () => {
  test('are the one asked for, also where it has no papers', () => {
    expect(daysIn(days, day('2025-12-03'), {})).toEqual(['2025-12-03'])
  })

  test('are those of the strip for a week, so that the strip shows all of it', () => {
    expect(daysIn(days, NEWEST, { range: 'week' })).toEqual(['2025-12-08', '2025-12-05', '2025-12-02'])
    expect(daysIn(days, day('2025-12-03'), { range: 'week' })).toEqual(
      daysIn(days, NEWEST, { range: 'week' }),
    )
    expect(daysIn(days, day('2025-12-01'), { range: 'week' })).toEqual(['2025-12-01', '2025-11-30'])
  })

  test('are those of the calendar for a month', () => {
    expect(daysIn(days, day('2025-11-28'), { range: 'month' })).toEqual(['2025-11-30', '2025-11-24'])
  })

  test('go from one day to the address’s own where it says from where', () => {
    const from = day('2025-12-01')
    expect(daysIn(days, day('2025-12-05'), { from, range: 'month' })).toEqual([
      '2025-12-05',
      '2025-12-02',
      '2025-12-01',
    ])
    expect(daysIn(days, from, { from: NEWEST })).toEqual(['2025-12-01'])
  })

  test('have a name', () => {
    expect(printSpan(NEWEST, NEWEST, { range: 'week' })).toMatch(/^2 Dec – 8 Dec(?: 2025)?$/)
    expect(printSpan(NEWEST, NEWEST, { range: 'month' })).toBe('December 2025')
    expect(printSpan(day('2026-01-03'), NEWEST, { from: day('2025-12-30') })).toMatch(
      /^30 Dec 2025 – 3 Jan(?: 2026)?$/,
    )
    expect(printSpan(NEWEST, NEWEST, {})).toMatch(/^Monday, 8 December/)
  })

  test('show a paper of several of them once, on the newest', () => {
    const on = (one: Day) => (one === NEWEST ? [row(1), row(2)] : [row(2), row(3)])
    const papers = papersOf([NEWEST, day('2025-12-05')], on)
    expect([...papers.values()].map(({ paper, day: shown }) => [paper.title, shown])).toEqual([
      ['Paper 1', '2025-12-08'],
      ['Paper 2', '2025-12-08'],
      ['Paper 3', '2025-12-05'],
    ])
  })
})

describe('the address of the feed', () => {
  test('says nothing that was not asked for', () => {
    expect(parseFeedSearch({})).toEqual({ sort: 'top', unread: false })
  })

  test('keeps range, filters and order', () => {
    const search = { sort: 'new', unread: true, range: 'week', code: true, tag: 'optics', source: 'page' }
    expect(parseFeedSearch(search)).toEqual(search)
    expect(parseFeedSearch({ from: '2025-12-01', unread: '1', code: 1 })).toEqual({
      sort: 'top',
      unread: true,
      from: '2025-12-01',
      code: true,
    })
  })

  test('reads a tag of digits as a tag', () => {
    expect(parseFeedSearch({ tag: 2025 })['tag']).toBe('2025')
  })

  test('leaves out what makes no sense', () => {
    expect(
      parseFeedSearch({
        sort: 'x',
        range: 'year',
        from: '2025-02-30',
        source: 'rumour',
        code: 'no',
        tag: '',
      }),
    ).toEqual({ sort: 'top', unread: false })
  })
})
