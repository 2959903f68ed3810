import { parseDay, timeToDay, type Day } from '../../lib/day.ts'
import { printDay } from '../../ui/dates.ts'

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const DAY_FIRST = /^(\d{1,2})(?:st|nd|rd|th)?[\s.]+([a-z]{3,9})\.?,?(?:\s+(\d{4}))?$/
const MONTH_FIRST = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?$/
const IN_NUMBERS = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/

const two = (number: string | undefined): string => (number ?? '').padStart(2, '0')

/**
 * The day that somebody typed: `2025-12-08`, `8 December 2025`, `Dec 8`. Without a year it is the last one up to
 * `latest`. `null` where it names none; `8/12/2025` is two days, by who reads it, and so none.
 */
export const parseTypedDay = (text: string, latest: Day): Day | null => {
  const typed = text.trim().toLowerCase()
  const numbers = IN_NUMBERS.exec(typed)
  if (numbers) return parseDay(`${numbers[1]}-${two(numbers[2])}-${two(numbers[3])}`)
  const dayFirst = DAY_FIRST.exec(typed)
  const monthFirst = MONTH_FIRST.exec(typed)
  const [day, word, year] = dayFirst
    ? [dayFirst[1], dayFirst[2], dayFirst[3]]
    : [monthFirst?.[2], monthFirst?.[1], monthFirst?.[3]]
  const month = word === undefined ? -1 : monthNamed(word)
  if (month < 0) return null
  const of = (which: number): Day | null => parseDay(`${which}-${two(String(month + 1))}-${two(day)}`)
  if (year !== undefined) return of(Number(year))
  const newest = Number(latest.slice(0, 4))
  // A 29 February is some years back.
  for (let back = 0; back <= 8; back += 1) {
    const found = of(newest - back)
    if (found && found <= latest) return found
  }
  return null
}

/** By the first three letters of its name or more; -1 for none. */
const monthNamed = (word: string): number => {
  const index = MONTHS.indexOf(word.slice(0, 3))
  if (index < 0) return -1
  const name = printDay(timeToDay(Date.UTC(2024, index)), 'full').replace(/[\d ]/g, '')
  return name.toLowerCase().startsWith(word) ? index : -1
}

/** Today's day or the feed's newest, whichever is later. */
export const latestOf = (newest: Day | undefined): Day => {
  const today = timeToDay(Date.now())
  return newest !== undefined && newest > today ? newest : today
}
