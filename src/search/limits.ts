/** Work goes on this long at a time, in ms, before whoever draws the screen has a turn. */
export const SLICE_MS = 6
/** Of a text, this much is weighed; an abstract is shorter. */
export const MAX_WEIGHED_LENGTH = 6_000
/** Words of a paper that are looked for in others: the rarest say what it is about, more only cost time. */
export const MAX_ASKED_TERMS = 40
/** A word in more than this share of the papers tells none of them apart. */
export const FREQUENT_SHARE = 0.25
/** Of what a person kept, and of what they skipped, this many papers make up their taste, the newest. */
export const MAX_LIKED = 500
export const MAX_DISLIKED = 500
/** Papers in one message to the worker: copying them takes the page's thread less than a slice. */
export const MAX_PUT_PAPERS = 100
/** Questions that wait for the worker's answer; the oldest gives way. Whoever types aborts the one before. */
export const MAX_QUESTIONS = 32
