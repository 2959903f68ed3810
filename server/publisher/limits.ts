/** A day of Hugging Face is about 1 MB of JSON with everything it says of people; more is not a day. */
export const MAX_ANSWER_BYTES = 8 * 1024 * 1024

/** From the first byte asked to the last one read. */
export const ANSWER_TIMEOUT_MS = 30_000

/** Pause between two requests to one host, beyond what the host itself asks for. */
export const REQUEST_GAP_MS = 2_000

/** A busy host is asked again after this, then after twice as long each time, … */
export const FIRST_BACKOFF_MS = 60_000

/** … but at least this often. */
export const MAX_BACKOFF_MS = 6 * 3_600_000

/** A longer `Retry-After` is taken for a mistake. */
export const MAX_RETRY_AFTER_MS = 24 * 3_600_000

/** A host that is this far behind gets nothing new asked of it; the next round asks again. */
export const MAX_WAITING_REQUESTS = 100

/** Days before today that the live feed is filled with: two weeks, as far back as a reader returns from a holiday. */
export const LIVE_DAYS = 14

/** How often the newest day is asked for again: votes and comments still move. */
export const TODAY_EVERY_MS = 30 * 60_000

/** The three days before it. */
export const RECENT_EVERY_MS = 3 * 3_600_000
export const RECENT_DAYS = 3

/** All other days of the window. */
export const OLDER_EVERY_MS = 24 * 3_600_000

/** Days whose marks (entity tag, time) are remembered; older ones are never asked for again. */
export const MAX_REMEMBERED_DAYS = 60

/** An entity tag or a date of HTTP beyond this is thrown away, and the day simply asked for whole. */
export const MAX_VALIDATOR_LENGTH = 500

/** A stored document beyond this is none of ours: a full shard is some 2 MB. */
export const MAX_STORED_BYTES = 64 * 1024 * 1024

/** How long a start waits for what the relay still knows before it writes live papers. */
export const REPLAY_WAIT_MS = 30_000

/** A day further than this from all others of a shard begins a new one, so that a reader can drop what is old. */
export const MAX_SHARD_GAP_DAYS = 30

/** Shards one publisher holds in memory: some twenty years of days, at 2 MB each only where they are full. */
export const MAX_SHARDS = 200

/** How long a start waits for the relay to acknowledge the feed before it says that it is ready all the same. */
export const FIRST_SETTLE_MS = 5_000
