/** A client that has not sent its header by then is not one of ours. */
export const HEADERS_MS = 10_000
/** Longer than the idle time of usual proxies (60 s), so that they and not we end a connection they want to reuse. */
export const KEEP_ALIVE_MS = 65_000
/** Only GET and HEAD are answered, so nobody needs longer. */
export const REQUEST_MS = 30_000
/** A path of ours is a route, a day and a paper key; a mangled link adds a hundred letters. */
export const MAX_PATH = 2_048
/** How long connections may take to end after a polite signal. */
export const STOP_MS = 8_000
/** A start writes some 150 KB of log and feed; with less room than this it would end half done. */
export const MIN_FREE_BYTES = 1024 * 1024
