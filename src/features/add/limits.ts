import { MAX_PAGE_LENGTH } from '../../sources/limits.ts'

/** Longer pasted text is kept beside the box, not in it: laying it out would hold the page up for seconds. */
export const MAX_SHOWN_LENGTH = 20_000
/** Three bytes for each letter of the longest page that is read; a larger file is refused before it is opened. */
export const MAX_FILE_BYTES = MAX_PAGE_LENGTH * 3
/** Text with ids is a few lines somebody copied; what is longer is a page or nothing. */
export const MAX_IDS_TEXT = 5_000
/** Each of them gets a row on the screen. */
export const MAX_IDS = 20
/** Of what was meant as an id and is none, as many are named, each this long: a few show what went wrong. */
export const MAX_ODD = 10
export const MAX_ODD_LENGTH = 80
/** Reading starts when the typing pauses this long. */
export const READ_AFTER_MS = 150
/** Papers written between two looks at the Stop button. */
export const IMPORT_BATCH = 10
/** The first papers had years of two digits to come: arXiv began in 1991. */
export const FIRST_YEAR = 1991
export const MAX_HAND_TITLE = 500
