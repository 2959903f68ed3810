import { addDays, timeToDay, type Day } from '../../src/lib/day.ts'
import type { DayMarks } from './dayMarks.ts'
import { LIVE_DAYS, OLDER_EVERY_MS, RECENT_DAYS, RECENT_EVERY_MS, TODAY_EVERY_MS } from './limits.ts'

/** How often a day is asked for that lies `age` days before today. */
const intervalOf = (age: number): number =>
  age === 0 ? TODAY_EVERY_MS : age <= RECENT_DAYS ? RECENT_EVERY_MS : OLDER_EVERY_MS

/**
 * Days of the window of {@link LIVE_DAYS} before today that are due, newest first, and when the next falls due.
 * Days up to `after` belong to the starter feed and are left alone.
 */
export const dueDays = (
  marks: DayMarks,
  now: number,
  after: Day,
): { readonly due: readonly Day[]; readonly nextAt: number } => {
  const today = timeToDay(now)
  const due: Day[] = []
  // A new day begins at midnight, whatever else is due.
  let nextAt = (Math.floor(now / 86_400_000) + 1) * 86_400_000
  for (let age = 0; age <= LIVE_DAYS; age++) {
    const day = addDays(today, -age)
    if (day <= after) break
    const at = marks.get(day)?.at
    const interval = intervalOf(age)
    // A mark from the future is left from a wrong clock and counts for nothing.
    if (at === undefined || at > now || at + interval <= now) due.push(day)
    else nextAt = Math.min(nextAt, at + interval)
  }
  return { due, nextAt }
}
