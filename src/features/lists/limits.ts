/**
 * Letters of half-written comments that one device keeps: a hundred as long as they may be. The browser's store holds
 * five times that, and what has not reached the disk when the app is closed needs a third of it.
 */
export const MAX_DRAFT_LETTERS = 1_000_000
