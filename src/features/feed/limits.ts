import { timeToDay } from '../../lib/day.ts'

/** More than this is not read through in a menu; the tags' own pages have the rest. */
export const MAX_TAG_FILTERS = 12

/** The years a calendar leafs through: those in which any date may lie (D26). */
export const FIRST_DAY = timeToDay(0)
export const LAST_DAY = timeToDay(Date.UTC(2999, 11, 31))
