import { addDays, dayToTime, type Day } from '../../lib/day.ts'

const DAY_MS = 86_400_000
const STRIP = 7

/**
 * The seven days of the strip that hold `day`: weeks counted back from `newest`, so that going from day to day within
 * a week moves nothing. Oldest first.
 */
export const stripOf = (day: Day, newest: Day): readonly Day[] => {
  const back = Math.floor((dayToTime(newest) - dayToTime(day)) / DAY_MS / STRIP)
  const last = addDays(newest, -STRIP * back)
  return Array.from({ length: STRIP }, (_, index) => addDays(last, index - STRIP + 1))
}

/** The nearest day with papers before (-1) or after (1) `day`; `days` in any order. */
export const neighbourOf = (days: readonly Day[], day: Day, direction: 1 | -1): Day | null => {
  const side = days.filter((other) => (direction === 1 ? other > day : other < day)).sort()
  return (direction === 1 ? side[0] : side.at(-1)) ?? null
}
