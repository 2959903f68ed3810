import type { Day } from '../lib/day.ts'
import type { PaperKey } from './paperKey.ts'

/** What a community said of a paper on a feed's day; absent = the source did not say. */
export interface FeedEntry {
  readonly key: PaperKey
  readonly votes?: number
  readonly comments?: number
}

/** One UTC day of a feed, in the source's own order. */
export interface FeedDay {
  readonly day: Day
  readonly entries: readonly FeedEntry[]
}

/** `foryou`: by what the person kept and skipped before. */
export const FEED_SORTS = ['top', 'new', 'foryou'] as const
export type FeedSort = (typeof FEED_SORTS)[number]

/**
 * Entries in the order of Top: by votes, then by comments, then in the source's order. An entry without votes comes
 * after those that have some; a feed without any votes is thus ordered by comments and its page's order.
 */
export const topOrder = (entries: readonly FeedEntry[]): readonly FeedEntry[] =>
  entries
    .map((entry, index) => ({ entry, index }))
    .sort(
      (a, b) =>
        (b.entry.votes ?? -1) - (a.entry.votes ?? -1) ||
        (b.entry.comments ?? 0) - (a.entry.comments ?? 0) ||
        a.index - b.index,
    )
    .map(({ entry }) => entry)
