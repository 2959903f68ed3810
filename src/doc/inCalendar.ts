import { parseMeetingDay } from '../domain/meeting.ts'
import type { Day } from '../lib/day.ts'
import type { Desk } from './desk.ts'
import { parseFields, parseId } from './entry.ts'
import { MAX_CALENDAR_MEETINGS } from './limits.ts'
import type { SharedDoc } from './sharedText.ts'
import { openSchema } from './upgrade.ts'

const ROOT = 'calendar'

/** The meetings of a list that a person has put into a calendar of theirs: by their names there, each with its day. */
export type InCalendar = ReadonlyMap<string, Day>

/** From any device of the library's, the earliest first (SPEC.md D35). */
export const readInCalendar = (library: SharedDoc, list: string): InCalendar => {
  const found: [string, Day][] = []
  library.getMap(ROOT).forEach((value, key) => {
    const [id, name, ...rest] = key.split(' ')
    const day = parseMeetingDay(parseFields(value)?.['day'])
    if (id === list && parseId(name) !== null && rest.length === 0 && day) found.push([name ?? '', day])
  })
  found.sort(([a, one], [b, other]) => (one === other ? (a < b ? -1 : 1) : one < other ? -1 : 1))
  return new Map(found.slice(0, MAX_CALENDAR_MEETINGS))
}

/**
 * Notes what a file for the calendar says of a list: on which day each meeting is now, and which do not take place. No
 * act, as nothing is there to undo: the calendar is not ours. Those before `today` are forgotten.
 */
export const noteInCalendar = (
  desk: Desk,
  list: string,
  said: { readonly put: InCalendar; readonly off: readonly string[]; readonly today: Day },
): void => {
  if (openSchema(desk.doc) === 'newer') return
  const root = desk.doc.getMap(ROOT)
  desk.doc.transact(() => {
    const over = [...readInCalendar(desk.doc, list)].filter(([, day]) => day < said.today)
    for (const name of [...said.off, ...over.map(([name]) => name)]) root.delete(`${list} ${name}`)
    for (const [name, day] of said.put)
      root.set(`${list} ${name}`, JSON.stringify({ day, at: Math.floor(desk.now()) }))
  })
}

/** Calls `listener` whenever anything may have been put into a calendar; returns how to stop. */
export const onInCalendar = (library: SharedDoc, listener: () => void): (() => void) => {
  const root = library.getMap(ROOT)
  root.observe(listener)
  return () => root.unobserve(listener)
}
