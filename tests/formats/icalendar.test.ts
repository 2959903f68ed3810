import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldLine, printCalendar, type CalendarEvent } from '../../src/formats/icalendar.ts'
import { parseDay } from '../../src/lib/day.ts'

const NOW = Date.UTC(2025, 11, 1, 9, 30)
const event = (changes: Partial<CalendarEvent> = {}): CalendarEvent => {
  const day = parseDay('2025-12-11')
  if (!day) throw new Error('no day')
  return {
    uid: 'list-1-2025-12-11@carrel',
    day,
    start: Date.UTC(2025, 11, 11, 14),
    title: 'Group',
    text: '',
    place: '',
    ...changes,
  }
}
const linesOf = (file: string): readonly string[] => file.replace(/\r\n /g, '').split('\r\n')
const bytes = (text: string): number => new TextEncoder().encode(text).length

test('a meeting with a time begins then in UTC, and says under which name it is changed', () => {
  expect(linesOf(printCalendar('Group', [event({ place: 'Room 3', text: 'A paper' })], NOW))).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Carrel//Carrel//EN',
    'CALSCALE:GREGORIAN',
    'X-WR-CALNAME:Group',
    'BEGIN:VEVENT',
    'UID:list-1-2025-12-11@carrel',
    'DTSTAMP:20251201T093000Z',
    `SEQUENCE:${NOW / 60_000}`,
    'DTSTART:20251211T140000Z',
    'DURATION:PT1H',
    'STATUS:CONFIRMED',
    'SUMMARY:Group',
    'DESCRIPTION:A paper',
    'LOCATION:Room 3',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ])
})

test('a meeting without a time lasts all of its day', () => {
  const lines = linesOf(printCalendar('Group', [event({ start: null })], NOW))
  expect(lines).toContain('DTSTART;VALUE=DATE:20251211')
  expect(lines).toContain('DTEND;VALUE=DATE:20251212')
  expect(lines.join()).not.toContain('DURATION')
})

test('a meeting that is off says so in a field of its own, and takes nobody’s time', () => {
  const lines = linesOf(printCalendar('Group', [event({ cancelled: true })], NOW))
  expect(lines).toContain('STATUS:CANCELLED')
  expect(lines).toContain('TRANSP:TRANSPARENT')
  expect(lines).not.toContain('STATUS:CONFIRMED')
  expect(lines).toContain('UID:list-1-2025-12-11@carrel')
})

test('what is handed over again later has the same name and a higher number', () => {
  const of = (now: number, field: string): string =>
    linesOf(printCalendar('Group', [event()], now)).find((line) => line.startsWith(field)) ?? ''
  expect(of(NOW, 'UID')).toBe(of(NOW + 120_000, 'UID'))
  expect(Number(of(NOW + 120_000, 'SEQUENCE').slice(9))).toBe(Number(of(NOW, 'SEQUENCE').slice(9)) + 2)
})

test('words cannot end their line, begin another field or say something else', () => {
  const lines = linesOf(
    printCalendar('A;B', [event({ title: 'a,b;c\\d\r\nEND:VEVENT\rATTACH:x', text: 'x\u0000y\tz' })], NOW),
  )
  expect(lines).toContain('SUMMARY:a\\,b\\;c\\\\d\\nEND:VEVENT\\nATTACH:x')
  expect(lines).toContain('DESCRIPTION:x y z')
  expect(lines).toContain('X-WR-CALNAME:A\\;B')
  expect(lines.filter((line) => line === 'END:VEVENT')).toHaveLength(1)
})

test('no line is longer than 75 bytes, no letter is cut, and unfolded it is what it was', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('a', 'é', '漢', '🙂', ' '),
        minLength: 40,
        maxLength: 400,
        size: 'max',
      }),
      (text) => {
        const folded = foldLine(text)
        const pieces = folded.split('\r\n')
        for (const piece of pieces) expect(bytes(piece)).toBeLessThanOrEqual(75)
        expect(folded).not.toContain('\uFFFD')
        expect(folded.replace(/\r\n /g, '')).toBe(text)
        if (bytes(text) > 75) expect(pieces.length).toBeGreaterThan(1)
      },
    ),
  )
  expect(foldLine('a'.repeat(75))).toBe('a'.repeat(75))
  expect(foldLine('a'.repeat(76))).toBe(`${'a'.repeat(75)}\r\n a`)
})
