import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseDayMarks, printDayMarks, type DayMark } from '../../server/publisher/dayMarks.ts'
import {
  LIVE_DAYS,
  MAX_REMEMBERED_DAYS,
  MAX_VALIDATOR_LENGTH,
  OLDER_EVERY_MS,
  RECENT_EVERY_MS,
  TODAY_EVERY_MS,
} from '../../server/publisher/limits.ts'
import { dueDays } from '../../server/publisher/liveDays.ts'
import { runLiveFeed } from '../../server/publisher/liveFeed.ts'
import { createPoliteFetcher } from '../../server/publisher/politeFetcher.ts'
import type { PublishedDay } from '../../server/publisher/starterFeed.ts'
import { addDays, dayToTime, timeToDay, type Day } from '../../src/lib/day.ts'
import { startDailySource, wordPaper, type DailySource } from './dailySource.ts'

const NOON = Date.UTC(2026, 2, 20, 12)
const TODAY = timeToDay(NOON)
const LONG_AGO = addDays(TODAY, -500)

describe('the days that are due', () => {
  it('are all of the window at first, newest first, and none that the starter feed has', () => {
    const { due } = dueDays(new Map(), NOON, LONG_AGO)
    expect(due).toEqual(Array.from({ length: LIVE_DAYS + 1 }, (_, age) => addDays(TODAY, -age)))
    expect(dueDays(new Map(), NOON, addDays(TODAY, -2)).due).toEqual([TODAY, addDays(TODAY, -1)])
    expect(dueDays(new Map(), NOON, TODAY).due).toEqual([])
  })

  it.each([
    [0, TODAY_EVERY_MS],
    [3, RECENT_EVERY_MS],
    [4, OLDER_EVERY_MS],
  ])('come round for a day %i days back', (age, interval) => {
    const marks = new Map<Day, DayMark>()
    for (let back = 0; back <= LIVE_DAYS; back++) marks.set(addDays(TODAY, -back), { at: NOON })
    const day = addDays(TODAY, -age)
    marks.set(day, { at: NOON - interval + 1 })
    expect(dueDays(marks, NOON, LONG_AGO)).toEqual({ due: [], nextAt: NOON + 1 })
    expect(dueDays(marks, NOON + 1, LONG_AGO).due).toEqual([day])
  })

  it('begin anew at midnight', () => {
    const marks = new Map([[TODAY, { at: NOON + 11 * 3_600_000 + 59 * 60_000 }]])
    const { nextAt } = dueDays(marks, NOON + 11 * 3_600_000 + 59 * 60_000, addDays(TODAY, -1))
    expect(nextAt).toBe(dayToTime(addDays(TODAY, 1)))
  })

  it('are not put off by marks from a clock that was wrong', () => {
    expect(dueDays(new Map([[TODAY, { at: NOON + 1 }]]), NOON, addDays(TODAY, -1)).due).toEqual([TODAY])
  })
})

describe('marks of days', () => {
  it('come back from the disk as they went', () => {
    const marks = new Map<Day, DayMark>([
      [TODAY, { at: 5, etag: '"a"' }],
      [addDays(TODAY, 1), { at: 6, lastModified: 'yesterday' }],
    ])
    expect(parseDayMarks(JSON.parse(JSON.stringify(printDayMarks(marks))))).toEqual(marks)
  })

  it('that are none are forgotten', () => {
    for (const value of [null, 3, 'x', [], [[]], { '2026-02-30': { at: 1 } }, { '2026-03-20': 1 }])
      expect(parseDayMarks(value).size, JSON.stringify(value)).toBe(0)
    const long = 'e'.repeat(MAX_VALIDATOR_LENGTH)
    expect(
      parseDayMarks({
        '2026-03-18': { at: Number.NaN },
        '2026-03-19': { at: 1, etag: `${long}e`, lastModified: 7 },
        '2026-03-20': { at: 1, etag: long },
      }),
    ).toEqual(
      new Map([
        [addDays(TODAY, -1), { at: 1 }],
        [TODAY, { at: 1, etag: long }],
      ]),
    )
  })

  it('are kept for the latest days only', () => {
    const marks = new Map<Day, DayMark>()
    for (let age = 0; age <= MAX_REMEMBERED_DAYS; age++) marks.set(addDays(TODAY, -age), { at: 1 })
    const names = Object.keys(printDayMarks(marks))
    expect([names.length, names[0], names.at(-1)]).toEqual([
      MAX_REMEMBERED_DAYS,
      addDays(TODAY, 1 - MAX_REMEMBERED_DAYS),
      TODAY,
    ])
  })
})

describe('the live feed', () => {
  let source: DailySource
  beforeEach(async () => {
    source = await startDailySource()
  })
  afterEach(() => source.close())

  /** Runs on a clock that jumps, until the feed has waited long for the `rounds`th time. */
  const run = async (
    rounds: number,
    options: {
      readonly marks?: Map<Day, DayMark>
      readonly publish?: (day: PublishedDay) => Promise<boolean>
      readonly between?: (round: number) => void
    } = {},
  ) => {
    let now = NOON
    let round = 0
    const ending = new AbortController()
    const published: PublishedDay[] = []
    const lines: string[] = []
    const marks = options.marks ?? new Map<Day, DayMark>()
    const pass = async (ms: number): Promise<void> => {
      now += ms
    }
    await runLiveFeed({
      fetcher: createPoliteFetcher({
        fetch,
        now: () => now,
        random: () => 1,
        wait: pass,
        log: (event) => lines.push(event),
      }),
      now: () => now,
      async wait(ms) {
        await pass(ms)
        // Shorter ones are only for breath.
        if (ms < 60_000) return
        round++
        options.between?.(round)
        if (round >= rounds) ending.abort()
      },
      after: addDays(TODAY, -3),
      marks,
      remember: () => Promise.resolve(),
      publish: async (day) => {
        published.push(day)
        return options.publish ? options.publish(day) : true
      },
      signal: ending.signal,
      sourceOrigin: source.origin,
    })
    return { published, lines, marks }
  }

  it('publishes each day with papers once, with keys, counts and the source’s order', async () => {
    source.days.set(TODAY, [wordPaper('2603.00002', 'Second', 1), wordPaper('2603.00001', 'First', 9)])
    const { published, lines } = await run(1)
    expect(published).toHaveLength(1)
    expect(published[0]).toMatchObject({
      day: TODAY,
      papers: [
        { key: 'arxiv:2603.00002', snapshot: { title: 'Second', source: 'huggingface' } },
        { key: 'arxiv:2603.00001', snapshot: { title: 'First' } },
      ],
      entries: [
        { key: 'arxiv:2603.00002', votes: 1, comments: 2 },
        { key: 'arxiv:2603.00001', votes: 9, comments: 2 },
      ],
    })
    expect(source.asked).toEqual([TODAY, addDays(TODAY, -1), addDays(TODAY, -2)])
    expect(lines).toEqual([])
  })

  it('asks for the newest day again, and publishes it only where it changed', async () => {
    source.days.set(TODAY, [wordPaper('2603.00001', 'First', 9)])
    const { published } = await run(3, {
      between: (round) => {
        if (round === 2) source.days.set(TODAY, [wordPaper('2603.00001', 'First', 10)])
      },
    })
    expect(source.asked.slice(3)).toEqual([`${TODAY}*`, `${TODAY}*`])
    expect(published.map(({ entries }) => entries[0]?.votes)).toEqual([9, 10])
  })

  it('asks again for what could not be written', async () => {
    source.days.set(TODAY, [wordPaper('2603.00001', 'First', 9)])
    let full = true
    const { published } = await run(2, {
      publish: async () => !full,
      between: () => (full = false),
    })
    expect(published).toHaveLength(2)
    // Whole and not conditionally, and once a round.
    expect(source.asked.filter((day) => day.startsWith(TODAY))).toEqual([TODAY, TODAY])
  })

  it('asks a host in trouble once, waits, and fills all days when it is back', async () => {
    source.trouble = { status: 502 }
    source.days.set(TODAY, [wordPaper('2603.00001', 'First', 9)])
    const { published, lines } = await run(2, { between: () => (source.trouble = null) })
    expect(source.asked).toEqual([TODAY, TODAY, addDays(TODAY, -1), addDays(TODAY, -2)])
    expect(published).toHaveLength(1)
    expect(lines).toEqual(['source-failed', 'source-back'])
  })

  it('takes what is no JSON, or no list, for trouble', async () => {
    for (const body of ['<html>', '{"error": "busy"}']) {
      source.trouble = { status: 200, body }
      const { published, lines } = await run(1)
      expect([published, lines]).toEqual([[], ['source-failed']])
    }
  })
})
