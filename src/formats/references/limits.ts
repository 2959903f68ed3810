/** A larger file is refused before it is opened: the largest libraries people export are near 40 MB. */
export const MAX_REFERENCE_BYTES = 50_000_000
/** References of one file that are read; what follows is named as not read. */
export const MAX_REFERENCES = 100_000
/** Places that could not be read and are described one by one; the others are counted. */
export const MAX_TOLD_SKIPS = 1_000
/** What is quoted of a place that could not be read. */
export const MAX_QUOTE = 100
/** A value longer than this is no field of a reference; its beginning is. */
export const MAX_VALUE = 100_000
/** As the documents keep them. */
export const MAX_TITLE = 1_000
export const MAX_ABSTRACT = 20_000
export const MAX_NAMES = 6_000
export const MAX_NAME = 200
export const MAX_EDITORS = 500
/** Longer keys are nobody's to type. */
export const MAX_KEY = 200
export const MAX_ADDRESS = 2_000
export const MAX_NOTE = 20_000
/** Keywords of one reference: some databases add a hundred. */
export const MAX_KEYWORDS = 100
/** References inherit from references that inherit: longer chains are circles. */
export const MAX_INHERITANCE = 8
/** References that one reference inherits from: a book, its series and a few parts that many share. */
export const MAX_LENDERS = 100
/** Keys that one field names as lenders, and the letters they are looked for in. */
export const MAX_LENDER_KEYS = 20
export const MAX_LENDER_LETTERS = 2_000
/** Fields of all its lenders that are looked at for one reference: biblatex knows about 300. */
export const MAX_LENT_FIELDS = 1_000
/** An abbreviation made of abbreviations grows no longer than this. */
export const MAX_MACRO = 10_000
/** Letters of a file read once more for entries quoted in abstracts: few quote any, and broken files are long. */
export const MAX_LOOKED_BEHIND = 5_000_000
/** Lists in objects in lists: a reference has five levels. */
export const MAX_DEPTH = 64
/** Work between two looks at the clock, in letters read or references made. */
export const STEP_LETTERS = 50_000
export const STEP_ITEMS = 200
