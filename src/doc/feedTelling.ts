import type { FeedDay } from '../domain/feedDay.ts'
import { joinSaid, mergeSnapshots, snapshotsOf, type PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { addDays, timeToDay, type Day } from '../lib/day.ts'
import type { FeedShardView } from './feedView.ts'

/**
 * Shards as a follower sees them (SPEC.md D64). Whoever publishes a feed may say anything of a paper, under any source's
 * name: in a follower's eyes it is the word of a feed, below what registries say. Nothing is shown on a day that is still
 * far off, where it would be the newest for years.
 */
export const createFeedTelling = (now: () => number): ((view: FeedShardView) => FeedShardView) => {
  const told = new WeakMap<readonly PaperSnapshot[], readonly PaperSnapshot[]>()
  const views = new WeakMap<FeedShardView, FeedShardView>()
  const asFeed = (key: PaperKey, said: readonly PaperSnapshot[]): readonly PaperSnapshot[] => {
    const known = told.get(said)
    if (known) return known
    const { from: _from, ...fields } = joinSaid<Partial<PaperSnapshot>>(
      snapshotsOf(mergeSnapshots(key, said)),
    )
    const snapshots: readonly PaperSnapshot[] = [{ title: key, ...fields, source: 'feed' }]
    told.set(said, snapshots)
    return snapshots
  }
  return (view) => {
    const known = views.get(view)
    if (known) return known
    const last = addDays(timeToDay(now()), 1)
    const shown: FeedShardView = {
      ...view,
      papers: new Map([...view.papers].map(([key, said]) => [key, asFeed(key, said)])),
      days: new Map(
        [...view.days]
          .filter(([day]) => day <= last)
          .map(([day, { entries }]) => [day, { day, entries: entries.map(({ key }) => ({ key })) }]),
      ),
    }
    views.set(view, shown)
    return shown
  }
}

/**
 * Shards of one feed with each paper on the last of its days alone (SPEC.md D68): two devices of its publisher that add
 * it to the list at once, or one that takes it off and adds it again, may have put it on several.
 */
export const createLastDays = (): ((shards: readonly FeedShardView[]) => readonly FeedShardView[]) => {
  const lastIn = new WeakMap<FeedShardView, ReadonlyMap<PaperKey, Day>>()
  const lastDaysOf = (shard: FeedShardView): ReadonlyMap<PaperKey, Day> => {
    const known = lastIn.get(shard)
    if (known) return known
    const last = new Map<PaperKey, Day>()
    for (const [day, { entries }] of shard.days)
      for (const { key } of entries) if (day > (last.get(key) ?? '')) last.set(key, day)
    lastIn.set(shard, last)
    return last
  }
  return (shards) => {
    const last = new Map<PaperKey, Day>()
    for (const shard of shards)
      for (const [key, day] of lastDaysOf(shard)) if (day > (last.get(key) ?? '')) last.set(key, day)
    return shards.map((shard) => {
      const isLast = (day: Day, { entries }: FeedDay): boolean =>
        entries.every(({ key }) => last.get(key) === day)
      if ([...shard.days].every(([day, one]) => isLast(day, one))) return shard
      const days = [...shard.days].map(([day, one]): readonly [Day, FeedDay] =>
        isLast(day, one)
          ? [day, one]
          : [day, { day, entries: one.entries.filter(({ key }) => last.get(key) === day) }],
      )
      return { ...shard, days: new Map(days) }
    })
  }
}
