/**
 * UTF-16 units of one note. Some forty pages: more than anybody writes about one paper, and one note typed at once
 * still fits a record many times over.
 */
export const MAX_NOTE_LENGTH = 100_000
/** What several wrote at once may come out longer; beyond this it is shown in part, so that no page is held up. */
export const MAX_SHOWN_LENGTH = 400_000
/** Lines drawn each by itself; those behind are drawn together, as forty pages have fewer. */
export const MAX_LINES = 2_000
/** Carets drawn in one note: a group that writes one text at once is smaller. */
export const MAX_CARETS = 32
/** Stretches of lines drawn of one selection: a page of a tall window. */
export const MAX_RANGE_BOXES = 100
/** A caret is said at most so often: what moves in between nobody follows. */
export const CARET_MS = 150
/** How long a name stays beside a caret that has moved. */
export const FLAG_MS = 2_500
