/** A page of 41 papers is 72,000 letters; this holds a month of them and is read in well under a second on a phone. */
export const MAX_PAGE_LENGTH = 2_000_000

/** What one shard of a feed holds; a single day has never come near it. */
export const MAX_SOURCE_PAPERS = 1_000

/** The longest titles on arXiv are below 300 letters; a line beyond this is no title. */
export const MAX_TITLE_LENGTH = 500

/** arXiv stops at 1,920 letters and others print up to several pages; more is not an abstract. */
export const MAX_ABSTRACT_LENGTH = 20_000

/** The largest collaborations sign with some 5,000 names; what is longer is counted and not listed. */
export const MAX_AUTHORS = 500

/** A printed name with all its parts. */
export const MAX_AUTHOR_LENGTH = 200

/** Addresses beyond this are not followed by browsers either. */
export const MAX_URL_LENGTH = 2_000

/** A longer report of unreadable lines helps nobody. */
export const MAX_SKIPPED = 200

/** Enough of a line to find it again. */
export const MAX_SKIPPED_TEXT = 120

/** A count above this is a typing error or an attack, not people. */
export const MAX_COUNT = 10_000_000

/** Lines with authors, dates and counts are short; a longer line is never searched for them, so prose costs nothing. */
export const MAX_FACT_LINE = 160

/** Categories and keywords one record gives; arXiv itself allows a handful. */
export const MAX_CATEGORIES = 20

/** `cond-mat.mes-hall` is the longest of arXiv's. */
export const MAX_CATEGORY_LENGTH = 40

/** What a place that is asked by id answers with: fifty records of the largest collaborations stay below it. */
export const MAX_ANSWER_LENGTH = 4_000_000

/** Ids arXiv is asked for at once; each record is some 3,000 letters, and an address stays below 2,000. */
export const MAX_IDS_AT_ONCE = 40

/** An Atom entry's author stands four elements deep, and the parser calls itself for each. */
export const MAX_XML_DEPTH = 40
