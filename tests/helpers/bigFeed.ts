import path from 'node:path'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { openFeedKey } from '../../server/publisher/feedKey.ts'
import { openPublishedFeed } from '../../server/publisher/publishedFeed.ts'
import type { FeedEntry } from '../../src/domain/feedDay.ts'
import type { PaperSnapshot } from '../../src/domain/paper.ts'
import type { PaperKey } from '../../src/domain/paperKey.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import { addDays, parseDay } from '../../src/lib/day.ts'
import { createMemoryRelay } from '../publisher/memoryRelay.ts'

const WORDS = starter.papers.flatMap(({ title }) => title.split(' ')).filter((word) => word.length > 3)
const SENTENCES = starter.papers.map(({ summary }) => summary)

/** Words and sentences of the starter feed in another order, the same ones for the same number. */
const paperNumbered = (number: number): PaperSnapshot => {
  const pick = <T>(from: readonly T[], step: number): T => {
    const one = from[(number * 7919 + step * 104_729) % from.length]
    if (one === undefined) throw new Error('there is nothing to choose from')
    return one
  }
  return {
    arxivId: `2512.${String(number + 1).padStart(5, '0')}`,
    title: `${Array.from({ length: 7 + (number % 6) }, (_, at) => pick(WORDS, at)).join(' ')} ${number}`,
    abstract: `${pick(SENTENCES, 1)} ${pick(SENTENCES, 2)} ${pick(SENTENCES, 3)}`,
    authorCount: 1 + (number % 9),
    source: 'feed',
  }
}

/** The month that {@link publishBigFeed} fills. */
export const BIG_MONTH = '2025-12-01'
const DAYS = 31

/** Writes a feed with `papers` papers in one month where a server whose data is in `data` finds and publishes it. */
export const publishBigFeed = async (data: string, papers: number): Promise<void> => {
  const folder = path.join(data, 'publisher')
  const key = await openFeedKey(folder)
  if (!key.ok) throw new Error(key.error)
  const feed = await openPublishedFeed({
    folder,
    capability: key.value,
    words: { title: 'Daily papers', about: 'Papers made for a measurement.' },
    carry: createMemoryRelay().carry,
    now: Date.now,
    random: Math.random,
    log: (event) => console.error(event),
    signal: new AbortController().signal,
  })
  if (!feed.ok) throw new Error(feed.error)
  const from = parseDay(BIG_MONTH)
  if (!from) throw new Error('no such day')
  for (let at = 0, day = from; at < DAYS; at++, day = addDays(day, 1)) {
    const first = Math.round((papers * at) / DAYS)
    const ofDay: { key: PaperKey; snapshot: PaperSnapshot }[] = []
    for (let number = first; number < Math.round((papers * (at + 1)) / DAYS); number++) {
      const snapshot = { ...paperNumbered(number), date: day }
      ofDay.push({ key: paperKeyOf(snapshot), snapshot })
    }
    const entries: FeedEntry[] = ofDay.map((paper, place) => ({
      key: paper.key,
      votes: 90 - place,
      comments: place % 5,
    }))
    if (!(await feed.value.put({ day, papers: ofDay, entries }))) throw new Error(`${day} was not kept`)
  }
  await feed.value.close()
}
