const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

/** Midnight of the reader's own day that holds `time`. */
const startOfDay = (time: number): number => new Date(time).setHours(0, 0, 0, 0)

/**
 * How long ago something was said, in the reader's language: minutes and hours, then "yesterday" by the reader's own
 * midnight, days up to a week, then the date, with the year where it is another one. A clock that runs ahead says
 * "now".
 */
export const printAge = (at: number, now: number, locale?: string): string => {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  const age = Math.max(0, now - at)
  if (age < MINUTE) return relative.format(0, 'second')
  if (age < HOUR) return relative.format(-Math.floor(age / MINUTE), 'minute')
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY)
  if (days <= 0) return relative.format(-Math.floor(age / HOUR), 'hour')
  if (days < 7) return relative.format(-days, 'day')
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at)
}

/** The whole date and time, for whoever points at the short one. */
export const printMoment = (at: number, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(at)
