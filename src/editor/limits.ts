/**
 * UTF-16 units of one note. Some forty pages: more than anybody writes about one paper, and one note typed at once
 * still fits a record many times over.
 */
export const MAX_NOTE_LENGTH = 100_000
