import { expect, test } from 'vitest'
import { noteInCalendar, onInCalendar, readInCalendar } from '../../src/doc/inCalendar.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { MAX_CALENDAR_MEETINGS } from '../../src/doc/limits.ts'
import { mergeLibrary } from '../../src/doc/mergeLibrary.ts'
import { addDays, parseDay, type Day } from '../../src/lib/day.ts'
import { createReplica, exchange, type Replica } from './replica.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`no day: ${text}`)
  return parsed
}
const TODAY = day('2025-12-08')
const newLibrary = (by = 'laptop', seed = 9): Replica => {
  const library = createReplica(by, seed)
  createLibrary(library)
  return library
}
const note = (
  library: Replica,
  put: Readonly<Record<string, string>>,
  off: readonly string[] = [],
  today = TODAY,
): void =>
  noteInCalendar(library, 'list-1', {
    put: new Map(Object.entries(put).map(([name, on]) => [name, day(on)])),
    off,
    today,
  })
const read = (library: Replica) => Object.fromEntries(readInCalendar(library.doc, 'list-1'))

test('D35: what was put into a calendar is known to every device, moved under its name, and forgotten when it is off', () => {
  const laptop = newLibrary()
  note(laptop, { '2025-12-09': '2025-12-09', '2025-12-16': '2025-12-16' })
  const phone = createReplica('phone', 2, laptop)
  expect(read(phone)).toEqual({ '2025-12-09': '2025-12-09', '2025-12-16': '2025-12-16' })
  note(phone, { '2025-12-09': '2025-12-10' }, ['2025-12-16'])
  exchange(laptop, phone)
  expect(read(laptop)).toEqual({ '2025-12-09': '2025-12-10' })
  expect(readInCalendar(laptop.doc, 'list-10').size).toBe(0)
  expect(laptop.doc.getMap('acts').size).toBe(0)
})

test('D35: of noting and forgetting at once the noting stands', () => {
  const laptop = newLibrary()
  note(laptop, { a: '2025-12-09' })
  const phone = createReplica('phone', 2, laptop)
  note(laptop, {}, ['a'])
  note(phone, { a: '2025-12-10' })
  exchange(laptop, phone)
  expect(read(laptop)).toEqual({ a: '2025-12-10' })
  expect(read(phone)).toEqual({ a: '2025-12-10' })
})

test('D35: days that are over go when something is noted, and what makes no sense is passed over', () => {
  const laptop = newLibrary()
  note(laptop, { a: '2025-12-09', b: '2025-12-16' })
  note(laptop, { c: '2025-12-23' }, [], day('2025-12-10'))
  expect(read(laptop)).toEqual({ b: '2025-12-16', c: '2025-12-23' })
  const root = laptop.doc.getMap('calendar')
  for (const [key, value] of [
    ['list-1 x', 'nonsense'],
    ['list-1 y', JSON.stringify({ day: '1969-12-31' })],
    ['list-1 two words', JSON.stringify({ day: '2025-12-30' })],
    ['list-1', JSON.stringify({ day: '2025-12-30' })],
    ['list-1 ', JSON.stringify({ day: '2025-12-30' })],
  ] as const)
    root.set(key, value)
  expect(read(laptop)).toEqual({ b: '2025-12-16', c: '2025-12-23' })
})

test('D35: of a list as many are read as there may be, and not one more', () => {
  const laptop = newLibrary()
  const names = Array.from({ length: MAX_CALENDAR_MEETINGS + 1 }, (_, at) => [`m${at}`, addDays(TODAY, at)])
  note(laptop, Object.fromEntries(names.slice(0, -1)))
  expect(readInCalendar(laptop.doc, 'list-1').size).toBe(MAX_CALENDAR_MEETINGS)
  note(laptop, Object.fromEntries(names.slice(-1)))
  const kept = readInCalendar(laptop.doc, 'list-1')
  expect(kept.size).toBe(MAX_CALENDAR_MEETINGS)
  // The latest is the one that is not read.
  expect(kept.has(`m${MAX_CALENDAR_MEETINGS}`)).toBe(false)
})

test('D35: linking two devices keeps what either put into a calendar, and a newer library is not written', () => {
  const [laptop, phone] = [newLibrary('laptop', 1), newLibrary('phone', 2)]
  note(laptop, { a: '2025-12-09' })
  note(phone, { b: '2025-12-16' })
  mergeLibrary(laptop.doc, phone.doc, { better: new Set(), selves: new Map(), foreign: false })
  expect(read(laptop)).toEqual({ a: '2025-12-09', b: '2025-12-16' })
  let heard = 0
  const stop = onInCalendar(laptop.doc, () => heard++)
  laptop.doc.getMap('meta').set('schema', 99)
  note(laptop, { c: '2025-12-23' })
  expect(read(laptop)).toEqual({ a: '2025-12-09', b: '2025-12-16' })
  expect(heard).toBe(0)
  stop()
})
