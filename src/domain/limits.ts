/** Longer queries are pasted text, not a search; the rest is ignored. */
export const MAX_QUERY_LENGTH = 200
/** More words than this narrow nothing down any more, and each costs a pass over every paper. */
export const MAX_QUERY_WORDS = 12
