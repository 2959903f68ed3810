import { createEffect, createSignal, onCleanup, untrack } from 'solid-js'
import type { FeedShard } from '../doc/feedView.ts'
import { addDays, parseDay, timeToDay, type Day } from '../lib/day.ts'
import { eraseDocument } from '../storage/erasing.ts'
import { FEED_DAYS_KEPT, FEED_DAYS_LEFT } from '../storage/limits.ts'
import type { FeedDaysKept, Safekeeping } from './carrel.ts'
import { SINCE_NAME, type FeedState } from './feedState.ts'
import type { OpenDocument } from './openDocument.ts'
import type { OpenFeed } from './openFeed.ts'

type FeedShards = Pick<FeedState, 'feeds' | 'since' | 'keepSince'>

/** In localStorage, for this device alone. */
const KEPT_NAME = 'carrel.feed-days-kept'

const parseKept = (text: string | null): FeedDaysKept => {
  const days = Number(text)
  return FEED_DAYS_KEPT.find((one) => one === days) ?? null
}
const readKept = (): FeedDaysKept => {
  try {
    return parseKept(localStorage.getItem(KEPT_NAME))
  } catch {
    return null
  }
}

export interface MakingRoom extends Pick<Safekeeping, 'removable' | 'spared' | 'daysKept'> {
  /** What ends before so many days of the feed goes from this device, now and as days come. */
  setDaysKept(days: FeedDaysKept): void
  /** Takes the oldest days of the feed that are not needed off this device; the day from which on it stays. */
  step(): Day | null
  /** Has what ends on this day, or later, on this device; `null`: everything. Kept for the next start. */
  keepSince(day: Day | null): void
  /** Resolves when the disk has let go of what was sent away. */
  settled(): Promise<void>
}

const newestOf = (shards: ReadonlyMap<string, FeedShard>): Day | undefined =>
  [...shards.values()]
    .map(({ to }) => to)
    .sort()
    .at(-1)

const forget = async (document: OpenDocument, room: string): Promise<void> => {
  await document.close()
  await eraseDocument(`feed:${room}`)
}

/**
 * Days of the feed make room for what the person made: they can be fetched again, and what was saved, tagged or put on
 * a list of them has its own copy. Needs a reactive owner.
 */
export const createMakingRoom = (feed: FeedShards): MakingRoom => {
  const [daysKept, setKept] = createSignal(readKept())
  // Another tab has made room, or fetched it all again.
  const onStorage = ({ key, newValue }: StorageEvent): void => {
    if (key === SINCE_NAME) feed.keepSince(parseDay(newValue ?? ''))
    if (key === KEPT_NAME) setKept(parseKept(newValue))
  }
  addEventListener('storage', onStorage)
  onCleanup(() => removeEventListener('storage', onStorage))

  let leaving = Promise.resolve()
  createEffect(() => {
    for (const each of feed.feeds()) {
      const wanted = each.wanted()
      for (const { id, room, document } of each.shards()) {
        if (wanted.has(id) || !each.view.shards().has(id)) continue
        untrack(() => each.letGo(id))
        leaving = Promise.all([leaving, forget(document, room)]).then(() => {})
      }
    }
  })

  const published = (): readonly OpenFeed[] =>
    feed.feeds().filter(({ capability }) => !capability.ownerSecret)
  /** Shards here that end before `day`, but for each feed's newest: how many papers. */
  const papersBefore = (day: Day): number => {
    let papers = 0
    for (const { view, wanted } of published()) {
      const newest = newestOf(view.shards())
      for (const { to, count } of wanted().values()) if (to < day && to !== newest) papers += count
    }
    return papers
  }
  /** At most tomorrow: a feed that names a day far ahead must not have everything before it taken away. */
  const newestDay = (): Day | undefined => {
    const newest = newestOf(new Map(published().flatMap(({ view }) => [...view.shards()])))
    const tomorrow = addDays(timeToDay(Date.now()), 1)
    return newest !== undefined && newest > tomorrow ? tomorrow : newest
  }

  const plan = (days: number): { readonly papers: number; readonly since: Day } | null => {
    const newest = newestDay()
    if (newest === undefined) return null
    const since = addDays(newest, 1 - days)
    const papers = papersBefore(since)
    return papers === 0 ? null : { papers, since }
  }
  const keepSince = (day: Day | null): void => {
    try {
      if (day === null) localStorage.removeItem(SINCE_NAME)
      else localStorage.setItem(SINCE_NAME, day)
    } catch {
      // Fetched again at the next start, and sent away again when there is no room.
    }
    feed.keepSince(day)
  }
  createEffect(() => {
    const days = daysKept()
    const found = days === null ? null : plan(days)
    if (found) untrack(() => keepSince(found.since))
  })
  return {
    daysKept,
    setDaysKept(days) {
      try {
        if (days === null) localStorage.removeItem(KEPT_NAME)
        else localStorage.setItem(KEPT_NAME, String(days))
      } catch {
        // For this visit only.
      }
      setKept(days)
    },
    removable: () => plan(FEED_DAYS_LEFT.at(-1) ?? 1),
    spared() {
      let papers = 0
      for (const { view, wanted } of published())
        for (const [id, { count }] of view.shards()) if (!wanted().has(id)) papers += count
      return papers
    },
    step() {
      const found = untrack(() => FEED_DAYS_LEFT.map(plan).find((one) => one !== null))
      if (!found) return null
      keepSince(found.since)
      return found.since
    },
    keepSince,
    settled: () => leaving,
  }
}
