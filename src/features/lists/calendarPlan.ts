import type { InCalendar } from '../../state/lists.ts'
import { dayToTime, type Day } from '../../lib/day.ts'

/** Further from its old day than this, a meeting is another one. */
const MOVED_DAYS = 7
const DAY_MS = 86_400_000

/** A meeting under the name that the calendar knows it by. */
export interface NamedMeeting {
  readonly name: string
  readonly day: Day
}

export interface CalendarPlan {
  /** In the order of their days. */
  readonly events: readonly NamedMeeting[]
  /** In the calendar, and not taking place any more. */
  readonly off: readonly NamedMeeting[]
}

const apart = (a: Day, b: Day): number => Math.abs(dayToTime(a) - dayToTime(b)) / DAY_MS

/** The meetings in the calendar, from `today` on, on whose day the group does not meet any more. */
export const goneFrom = (
  known: InCalendar,
  isMeeting: (day: Day) => boolean,
  today: Day,
): readonly NamedMeeting[] =>
  [...known].flatMap(([name, day]) => (day >= today && !isMeeting(day) ? [{ name, day }] : []))

/**
 * What a file for the calendar says. A meeting keeps its name there while it is on its day; one that was moved, by a
 * week at most, keeps it on its new day, so that the calendar moves what it has; one that is off is said to be.
 * `all`: everything that is in the calendar is brought up to date; otherwise only what the days asked for replace.
 */
export const planCalendar = (values: {
  readonly known: InCalendar
  /** Days of meetings to come. */
  readonly coming: readonly Day[]
  readonly isMeeting: (day: Day) => boolean
  readonly today: Day
  /** Days that shall stand in the calendar. */
  readonly wanted: readonly Day[]
  readonly all: boolean
}): CalendarPlan => {
  const { known, coming, isMeeting, today, wanted, all } = values
  const names = new Map<Day, string>()
  for (const [name, day] of known) if (day >= today && isMeeting(day)) names.set(day, name)
  const open = new Set((all ? coming : wanted).filter((day) => !names.has(day)))
  const kept = all ? [...names.keys()] : []
  const off: NamedMeeting[] = []
  for (const gone of goneFrom(known, isMeeting, today)) {
    const [next] = [...open]
      .filter((day) => apart(day, gone.day) <= MOVED_DAYS)
      .sort((a, b) => apart(a, gone.day) - apart(b, gone.day))
    if (next === undefined) {
      if (all) off.push(gone)
      continue
    }
    open.delete(next)
    names.set(next, gone.name)
    kept.push(next)
  }
  const taken = new Set(known.keys())
  const nameFor = (day: Day): string => {
    const before = names.get(day)
    if (before !== undefined) return before
    let name: string = day
    for (let number = 2; taken.has(name); number++) name = `${day}-${number}`
    taken.add(name)
    return name
  }
  const days = [...new Set([...kept, ...wanted])].sort()
  return { events: days.map((day) => ({ name: nameFor(day), day })), off }
}
