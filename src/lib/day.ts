/** A calendar day in UTC, written `YYYY-MM-DD`; sorts as text. */
export type Day = string & { readonly __day: unique symbol }

const DAY_MS = 86_400_000
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/

/** The day `text` names, or `null` where it is misspelt or does not exist (2025-02-30). */
export const parseDay = (text: string): Day | null => {
  const parts = SHAPE.exec(text)
  if (!parts) return null
  const time = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))
  return timeToDay(time) === text ? timeToDay(time) : null
}

/** The UTC day that holds `time` (milliseconds since 1970). */
export const timeToDay = (time: number): Day => {
  // reason: the one place where the brand is put on; toISOString gives exactly this shape for years 0 to 9999
  return new Date(time).toISOString().slice(0, 10) as Day
}

/** Midnight UTC at which `day` begins, in milliseconds since 1970. */
export const dayToTime = (day: Day): number => Date.parse(`${day}T00:00:00Z`)

/** `day` moved by `count` days, backwards where negative. */
export const addDays = (day: Day, count: number): Day => timeToDay(dayToTime(day) + count * DAY_MS)

/** The seven days, Monday first, of the week that holds `day`. */
export const weekOf = (day: Day): readonly Day[] => {
  const sinceMonday = (new Date(dayToTime(day)).getUTCDay() + 6) % 7
  return Array.from({ length: 7 }, (_, index) => addDays(day, index - sinceMonday))
}
