import { dayToTime, type Day } from '../lib/day.ts'

type Form = 'long' | 'short' | 'weekday' | 'weekdayShort' | 'number' | 'full' | 'compact'

const FORMS: Record<Form, Intl.DateTimeFormatOptions> = {
  long: { weekday: 'long', day: 'numeric', month: 'long' },
  short: { weekday: 'long', day: 'numeric', month: 'short' },
  weekday: { weekday: 'long' },
  weekdayShort: { weekday: 'short' },
  number: { day: 'numeric' },
  full: { day: 'numeric', month: 'long', year: 'numeric' },
  compact: { day: 'numeric', month: 'short' },
}
const DATED = new Set<Form>(['long', 'compact'])
const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * A UTC day in the reader's own language. `long` and `compact` gain the year when it is not `thisYear`, by default
 * the current one.
 */
export const printDay = (
  day: Day,
  form: Form,
  options: { readonly locale?: string; readonly thisYear?: number } = {},
): string => {
  const year = Number(day.slice(0, 4))
  const withYear = DATED.has(form) && year !== (options.thisYear ?? new Date().getUTCFullYear())
  const name = `${form} ${withYear} ${options.locale ?? ''}`
  let format = formats.get(name)
  if (!format) {
    format = new Intl.DateTimeFormat(options.locale, {
      ...FORMS[form],
      ...(withYear ? { year: 'numeric' } : {}),
      timeZone: 'UTC',
    })
    formats.set(name, format)
  }
  return format.format(dayToTime(day))
}
