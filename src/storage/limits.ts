/** Rows a document may have when it is opened before they are folded into one: each opening adds one, each edit one. */
export const MAX_ROWS_AT_OPEN = 50
/** Rows a document may gather while it stays open, and as many again before a refused folding is tried once more. */
export const MAX_ROWS_IN_USE = 300
/** Changes kept apart while the disk refuses; beyond that they are merged into one, so that memory does not pile up. */
export const MAX_QUEUED_UPDATES = 64
/** One parting update: localStorage holds some five million letters for the whole app, and this takes 1.4 of them. */
export const MAX_PARTING_BYTES = 1_048_576
/** Libraries a device has gone over from whose databases are still here: each goes as soon as its successor is safe. */
export const MAX_FORMER_LIBRARIES = 8
/** Length of a name under which a small value is kept. */
export const MAX_VALUE_NAME = 200

/** All in milliseconds. */
export interface StoreTiming {
  /** How long the disk may take to hand over a document before the person hears of it. */
  readonly loadMs: number
  /** Pause before the one silent retry. */
  readonly retryMs: number
  /** Pause between tries once the person has been told. */
  readonly againMs: number
  /** Rows are folded this long after loading, out of the way of the first paint. */
  readonly trimMs: number
}

export const STORE_TIMING: StoreTiming = { loadMs: 10_000, retryMs: 250, againMs: 20_000, trimMs: 4_000 }

/** The part of what the browser lends at which days of the feed make room; it refuses everybody's writes at the whole. */
export const NEAR_FULL = 0.85
/** Days of the feed that stay, in steps: the next step is taken where one was not enough. */
export const FEED_DAYS_LEFT: readonly number[] = [60, 30, 7]
/** For how many days the person may have the feed kept; beyond, or without, all of it is while there is room. */
export const FEED_DAYS_KEPT = [30, 90, 365] as const
/** How often a page that stays open looks how much is in use. */
export const LOOK_EVERY_MS = 600_000
/** Who said no to keeping is asked again after so long, and not before something was made. */
export const ASK_AGAIN_MS = 30 * 86_400_000
/** Documents nobody refers to go after the month in which leaving a list, and deleting a copy, can be undone... */
export const LEFT_KEPT_MS = 30 * 86_400_000
/** ...and after having been found so on as many days: a clock that jumps a month ahead must not be enough. */
export const LEFT_DAYS_SEEN = 3
/** A feed that was left can be fetched again, but a tab or a server that is a day behind may still be using it. */
export const FEED_LEFT_KEPT_MS = 3 * 86_400_000
