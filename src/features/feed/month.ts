import { addDays, dayToTime, parseDay, timeToDay, type Day } from '../../lib/day.ts'
import { lastOfMonth, monthOf } from './range.ts'

const WEEK = 7
/** Six weeks hold every month, on whatever weekday it begins. */
const WEEKS = 6

/** The same day of another month, or that month's last where it is too short for it. */
export const addMonths = (day: Day, months: number): Day => {
  const date = new Date(dayToTime(monthOf(day)))
  const last = lastOfMonth(timeToDay(date.setUTCMonth(date.getUTCMonth() + months)))
  const same = `${last.slice(0, 8)}${day.slice(8)}`
  return parseDay(same) ?? last
}

/** How many days `day` is into its week, where weeks begin on `first` (0: Sunday). */
export const intoWeek = (day: Day, first: number): number =>
  (new Date(dayToTime(day)).getUTCDay() - first + WEEK) % WEEK

/**
 * The month that holds `day` in six weeks that begin on `first` (0: Sunday); `null` where another month's days would
 * stand. Always six, so that nothing below moves from month to month.
 */
export const weeksOf = (day: Day, first: number): readonly (readonly (Day | null)[])[] => {
  const month = monthOf(day)
  const begin = addDays(month, -intoWeek(month, first))
  return Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: WEEK }, (_, index) => {
      const one = addDays(begin, week * WEEK + index)
      return one.slice(0, 7) === month.slice(0, 7) ? one : null
    }),
  )
}

/** Regions whose week begins on this weekday (0: Sunday) by Unicode's CLDR 48; everywhere else it is a Monday. */
const OTHER_FIRSTS: readonly (readonly [weekday: number, regions: string])[] = [
  [
    0,
    'AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN IS JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW',
  ],
  [5, 'MV'],
  [6, 'AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY'],
]

interface WeekInfo {
  readonly firstDay?: number
}

/** The weekday (0: Sunday) on which weeks begin for whoever reads in `language`, which may name no region. */
export const firstWeekday = (language: string): number => {
  try {
    // reason: a part of Intl that TypeScript does not know, and Firefox does not have
    const locale = new Intl.Locale(language) as Intl.Locale & {
      getWeekInfo?: () => WeekInfo
      weekInfo?: WeekInfo
    }
    const known = (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay
    if (known !== undefined) return known % WEEK
    const region = locale.maximize().region ?? ''
    return OTHER_FIRSTS.find(([, regions]) => regions.split(' ').includes(region))?.[0] ?? 1
  } catch {
    // A language that is written in no known way.
    return 1
  }
}
