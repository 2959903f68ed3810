import { addDays, parseDay, type Day } from '../../lib/day.ts'

/** A date as a page prints it: with or without a year, or counted back from today. */
export type PageDate =
  | {
      readonly type: 'calendar'
      readonly year: number | null
      readonly month: number
      readonly dayOfMonth: number
    }
  | { readonly type: 'ago'; readonly days: number }

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH_NAME =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const LEAD =
  /^(?:daily papers\s*[-–—:,]?\s*)?(?:published|submitted|posted|updated)?\s*(?:on)?:?\s*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s)?\s*/i
const MONTH_FIRST = new RegExp(
  `^${MONTH_NAME}\\.?\\s?(\\d{1,2})(?:st|nd|rd|th)?(?:(?:,\\s?|\\s)(\\d{4}))?(?!\\d)`,
  'i',
)
const DAY_FIRST = new RegExp(
  `^(\\d{1,2})(?:st|nd|rd|th)?\\.?\\s${MONTH_NAME}\\.?(?:,?\\s(\\d{4}))?(?!\\w)`,
  'i',
)
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/
const AGO = /^(?:(today)|(yesterday)|(\d{1,3}) days? ago|(a day ago))(?!\w)/i
/** Years outside are counts or typing errors: arXiv began in 1991, and other papers are older. */
const isYear = (year: number): boolean => year >= 1900 && year < 2200

const monthNumber = (name: string | undefined): number =>
  MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1

/**
 * The date at the beginning of `text` (one short line, white space squeezed), and what stands behind it; `null` where
 * there is none. Reads `Jun 20, 2023`, `Jun 20`, `20 June 2023`, `2023-06-20`, `Published on Jun 20`, `yesterday`.
 */
export const readPageDate = (text: string): { readonly date: PageDate; readonly rest: string } | null => {
  const bare = text.replace(LEAD, '')
  const answer = (date: PageDate, taken: string) => ({ date, rest: bare.slice(taken.length).trim() })
  const iso = ISO.exec(bare)
  if (iso) return answer(calendar(iso[1], Number(iso[2]), iso[3]), iso[0])
  const monthFirst = MONTH_FIRST.exec(bare)
  if (monthFirst)
    return answer(calendar(monthFirst[3], monthNumber(monthFirst[1]), monthFirst[2]), monthFirst[0])
  const dayFirst = DAY_FIRST.exec(bare)
  if (dayFirst) return answer(calendar(dayFirst[3], monthNumber(dayFirst[2]), dayFirst[1]), dayFirst[0])
  const ago = AGO.exec(bare)
  if (ago) return answer({ type: 'ago', days: ago[1] ? 0 : ago[3] ? Number(ago[3]) : 1 }, ago[0])
  return null
}

const calendar = (year: string | undefined, month: number, dayOfMonth: string | undefined): PageDate => ({
  type: 'calendar',
  year: year !== undefined && isYear(Number(year)) ? Number(year) : null,
  month,
  dayOfMonth: Number(dayOfMonth),
})

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

/** The day `date` names when it is of `year` unless it says otherwise; `null` for a day that does not exist. */
export const dayOfPageDate = (date: PageDate, year: number, today: Day): Day | null =>
  date.type === 'ago'
    ? addDays(today, -date.days)
    : parseDay(`${pad(date.year ?? year, 4)}-${pad(date.month, 2)}-${pad(date.dayOfMonth, 2)}`)

/** The latest year in which every one of `dates` that has no year of its own has already come. */
export const latestYear = (dates: readonly PageDate[], today: Day): number => {
  const thisYear = Number(today.slice(0, 4))
  // Eight years reach from one leap day to the next, over 1900 and 2100 too.
  for (let year = thisYear; year >= thisYear - 8; year--) {
    const come = dates.every((date) => {
      if (date.type === 'ago' || date.year !== null) return true
      const day = dayOfPageDate(date, year, today)
      return day !== null && day <= today
    })
    if (come) return year
  }
  return thisYear
}
