import { joinSaid, mergeSnapshots, snapshotsOf, type PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { addDays, timeToDay } from '../lib/day.ts'
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
