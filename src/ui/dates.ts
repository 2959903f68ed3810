import { dayToTime, type Day } from '../lib/day.ts'

type Form = 'long' | 'short' | 'weekday' | 'weekdayShort' | 'number' | 'full' | 'compact'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const SHORT = 3

/**
 * A UTC day in words. `long` and `compact` gain the year when it is not `thisYear`, by default the current one.
 *
 * In the language of everything around it rather than in the browser's: a German date in an English page is read out
 * with an English voice. Not by Intl: its first date format costs a start more than all of its papers.
 */
export const printDay = (day: Day, form: Form, options: { readonly thisYear?: number } = {}): string => {
  const date = new Date(dayToTime(day))
  const number = date.getUTCDate()
  const month = MONTHS[date.getUTCMonth()] ?? ''
  const weekday = WEEKDAYS[date.getUTCDay()] ?? ''
  const year = date.getUTCFullYear()
  const withYear = year === (options.thisYear ?? new Date().getUTCFullYear()) ? '' : ` ${year}`
  switch (form) {
    case 'long':
      return `${weekday}, ${number} ${month}${withYear}`
    case 'short':
      return `${weekday}, ${number} ${month.slice(0, SHORT)}`
    case 'weekday':
      return weekday
    case 'weekdayShort':
      return weekday.slice(0, SHORT)
    case 'number':
      return String(number)
    case 'full':
      return `${number} ${month} ${year}`
    case 'compact':
      return `${number} ${month.slice(0, SHORT)}${withYear}`
  }
}
