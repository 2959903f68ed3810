import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import type { Day } from '../../src/lib/day.ts'
import { err, type Result } from '../../src/lib/result.ts'
import { dailyPapersUrl, HUGGING_FACE_ORIGIN } from '../../src/sources/huggingface/dailyPapersUrl.ts'
import { parseDailyPapers, type DailyPapers } from '../../src/sources/huggingface/parseDailyPapers.ts'
import type { DayMark } from './dayMarks.ts'
import { dueDays } from './liveDays.ts'
import type { PoliteFetcher } from './politeFetcher.ts'
import type { PublishedDay } from './starterFeed.ts'

export interface LiveFeedOptions {
  readonly fetcher: PoliteFetcher
  now(): number
  wait(ms: number, signal: AbortSignal): Promise<void>
  /** Days up to this one are not asked for. */
  readonly after: Day
  /** Marks of days asked for; changed here, kept by {@link LiveFeedOptions.remember}. */
  readonly marks: Map<Day, DayMark>
  remember(): Promise<void>
  /** Writes a day into the feed; false when it is not on the disk yet. */
  publish(day: PublishedDay): Promise<boolean>
  readonly signal: AbortSignal
  readonly sourceOrigin?: string
}

/** Nothing is asked for more often than this, whatever the clock does. */
const MIN_PAUSE_MS = 1_000

const parseText = (text: string): Result<DailyPapers, string> => {
  try {
    return parseDailyPapers(JSON.parse(text))
  } catch {
    return err('it answered with something that is no JSON')
  }
}

export const toPublishedDay = (day: Day, { papers }: DailyPapers): PublishedDay => {
  const keyed = papers.map((paper) => ({ ...paper, key: paperKeyOf(paper.snapshot) }))
  return {
    day,
    papers: keyed.map(({ key, snapshot }) => ({ key, snapshot })),
    entries: keyed.map(({ key, votes, comments }) => ({
      key,
      ...(votes === undefined ? {} : { votes }),
      ...(comments === undefined ? {} : { comments }),
    })),
  }
}

/** Asks for one day; answers when the host wants to be left alone until, or null. */
const askForDay = async (options: LiveFeedOptions, day: Day): Promise<number | null> => {
  const { fetcher, now, marks } = options
  const mark = marks.get(day)
  const url = dailyPapersUrl({ day, origin: options.sourceOrigin ?? HUGGING_FACE_ORIGIN })
  const answer = await fetcher.get(url, mark ?? {}, parseText)
  if (!answer.ok) {
    if (answer.error.code === 'absent') marks.set(day, { at: now() })
    return answer.error.code === 'resting' ? answer.error.until : null
  }
  if (answer.value.type === 'unchanged') {
    marks.set(day, { ...mark, at: now() })
    return null
  }
  const { value, validators } = answer.value
  // A day without papers (a weekend, or a day that has just begun) is written only when it has some.
  const published = value.papers.length === 0 || (await options.publish(toPublishedDay(day, value)))
  // What could not be written is asked for whole the next time, and no sooner than any other day.
  marks.set(day, published ? { ...validators, at: now() } : { at: now() })
  return null
}

/** Keeps the feed's latest days filled until the signal is aborted. Never rejects. */
export const runLiveFeed = async (options: LiveFeedOptions): Promise<void> => {
  const { now, marks, signal, wait } = options
  while (!signal.aborted) {
    const { due, nextAt } = dueDays(marks, now(), options.after)
    let until = due.length > 0 ? 0 : nextAt
    for (const day of due) {
      if (signal.aborted) return
      const resting = await askForDay(options, day)
      await options.remember()
      if (resting !== null) {
        until = resting
        break
      }
    }
    await wait(Math.max(until - now(), MIN_PAUSE_MS), signal)
  }
}
