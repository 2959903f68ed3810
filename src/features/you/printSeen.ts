import { addDays, timeToDay } from '../../lib/day.ts'
import { printDay } from '../../ui/dates.ts'

/** The day of `time` as seen from `now`, both in milliseconds since 1970: `today`, `yesterday`, `on 12 November`. */
export const printSeen = (time: number, now: number): string => {
  const [day, today] = [timeToDay(time), timeToDay(now)]
  // A device whose clock runs ahead was not in use tomorrow.
  if (day >= today) return 'today'
  if (day === addDays(today, -1)) return 'yesterday'
  const thisYear = new Date(now).getUTCFullYear()
  return `on ${new Date(time).getUTCFullYear() === thisYear ? printDay(day, 'compact', { thisYear }) : printDay(day, 'full')}`
}
