/** More than this is not read through in a menu; the tags' own pages have the rest. */
export const MAX_TAG_FILTERS = 12
