/** The palette is for jumping: what does not fit on a phone is behind "all results". */
export const MAX_PALETTE_PAPERS = 5
export const MAX_PALETTE_PLACES = 6
/** Nobody reads further; the count says how many there are. */
export const MAX_RESULTS = 500
/** Two lines in the page's column, and one and a half in the palette. */
export const EXCERPT_LENGTH = 180
export const SHORT_EXCERPT_LENGTH = 100
/** Of the authors that were searched for, this many are named beside the first. */
export const MAX_NAMED_AUTHORS = 3
