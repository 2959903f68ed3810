/**
 * Letters of what is half written that one device keeps: a hundred comments as long as they may be. The browser's store
 * holds five times that, and what has not reached the disk when the app is closed needs a third of it.
 */
export const MAX_DRAFT_LETTERS = 1_000_000
/**
 * Letters of one draft: a file of a thousand references that was pasted. One that is longer would leave no room for the
 * comments of a year, and is still where it was copied from.
 */
export const MAX_DRAFT_LENGTH = 250_000
/** Drafts that one device keeps: nobody goes back to so many, and all are looked through at each letter. */
export const MAX_DRAFTS = 500
/** A draft that nobody touched for so long makes room where a new one has none; else it stays. */
export const DRAFT_AGE_MS = 365 * 86_400_000
/** A draft that nobody touched for so long goes where its paper or comment has gone: as long as a list that was left stays. */
export const DRAFT_ORPHAN_MS = 30 * 86_400_000
/** That a comment was sent is remembered so long: a browser has written its localStorage to the disk long before. */
export const DRAFT_GONE_MS = 86_400_000
/** A draft is written to the disk when the hand has rested so long... */
export const DRAFT_REST_MS = 400
/** ...and at least so often while it does not rest: what a browser that is killed may lose. */
export const DRAFT_WAIT_MS = 1_000
/** Pause between tries where the disk does not take it. */
export const DRAFT_AGAIN_MS = 20_000
