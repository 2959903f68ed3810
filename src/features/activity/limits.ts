/** Acts that are read at once, and more on request: a lively list has twenty thousand of a month. */
export const ACTS_AT_ONCE = 200
