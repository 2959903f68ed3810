const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000
/** English as everything around it, the day before the month as in every other date here. */
const LOCALE = 'en-GB'

/** Midnight of the reader's own day that holds `time`. */
const startOfDay = (time: number): number => new Date(time).setHours(0, 0, 0, 0)

type Form = 'moment' | 'day' | 'dayOfYear'

const FORMS: Record<Form, Intl.DateTimeFormatOptions> = {
  moment: { dateStyle: 'full', timeStyle: 'short' },
  day: { day: 'numeric', month: 'short' },
  dayOfYear: { day: 'numeric', month: 'short', year: 'numeric' },
}
const dates = new Map<string, Intl.DateTimeFormat>()
const ages = new Map<string, Intl.RelativeTimeFormat>()

/** Making a format takes longer than a hundred uses of it, and a discussion prints two for each of its comments. */
const dateFormat = (form: Form, locale: string): Intl.DateTimeFormat => {
  // A format keeps the time zone it was made in, while whoever leaves the app open may travel.
  const name = `${form} ${new Date().getTimezoneOffset()} ${locale}`
  const known = dates.get(name)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, FORMS[form])
  dates.set(name, made)
  return made
}

const ageFormat = (locale: string): Intl.RelativeTimeFormat => {
  const known = ages.get(locale)
  if (known) return known
  const made = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  ages.set(locale, made)
  return made
}

/**
 * How long ago something was said, in the language of the page: minutes and hours, then "yesterday" by the reader's own
 * midnight, days up to a week, then the date, with the year where it is another one. A clock that runs ahead says
 * "now".
 */
export const printAge = (at: number, now: number, locale = LOCALE): string => {
  const relative = ageFormat(locale)
  const age = Math.max(0, now - at)
  if (age < MINUTE) return relative.format(0, 'second')
  if (age < HOUR) return relative.format(-Math.floor(age / MINUTE), 'minute')
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY)
  if (days <= 0) return relative.format(-Math.floor(age / HOUR), 'hour')
  if (days < 7) return relative.format(-days, 'day')
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return dateFormat(sameYear ? 'day' : 'dayOfYear', locale).format(at)
}

/** The whole date and time, for whoever points at the short one. */
export const printMoment = (at: number, locale = LOCALE): string => dateFormat('moment', locale).format(at)
