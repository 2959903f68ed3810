import { utf8 } from '../lib/bytes.ts'
import { addDays, type Day } from '../lib/day.ts'

/** One meeting as a calendar takes it (RFC 5545). */
export interface CalendarEvent {
  /** The same whenever the meeting is handed over again, so that the calendar changes the one it has. */
  readonly uid: string
  readonly day: Day
  /** Milliseconds since 1970; `null` lasts all day. */
  readonly start: number | null
  readonly title: string
  readonly text: string
  readonly place: string
  /** Does not take place, and goes out of the calendar. */
  readonly cancelled?: boolean
}

const PRODUCT = '-//Carrel//Carrel//EN'
/** Bytes of a line without its end. */
const MAX_LINE = 75
const MINUTE_MS = 60_000
/** A calendar wants an end, and groups rarely settle one. */
const DURATION = 'PT1H'

/** Letters with a meaning of their own are marked; what no calendar can hold is left out. */
const escapeText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n')

/** A line in pieces of at most 75 bytes, never cut within a letter; each further one begins with a space. */
export const foldLine = (line: string): string => {
  const lines: string[] = []
  let piece = ''
  let bytes = 0
  for (const letter of line) {
    const length = utf8(letter).length
    if (bytes + length > MAX_LINE) {
      lines.push(piece)
      piece = ' '
      bytes = 1
    }
    piece += letter
    bytes += length
  }
  return [...lines, piece].join('\r\n')
}

const plainDay = (day: Day): string => day.replace(/-/g, '')
/** `20251211T140000Z` */
const plainTime = (time: number): string =>
  new Date(time).toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '')

const printEvent = (event: CalendarEvent, now: number): readonly string[] => [
  'BEGIN:VEVENT',
  `UID:${escapeText(event.uid)}`,
  `DTSTAMP:${plainTime(now)}`,
  // Of two with one UID a calendar takes the higher one: the later.
  `SEQUENCE:${Math.floor(now / MINUTE_MS)}`,
  ...(event.start === null
    ? [`DTSTART;VALUE=DATE:${plainDay(event.day)}`, `DTEND;VALUE=DATE:${plainDay(addDays(event.day, 1))}`]
    : [`DTSTART:${plainTime(event.start)}`, `DURATION:${DURATION}`]),
  ...(event.cancelled ? ['STATUS:CANCELLED', 'TRANSP:TRANSPARENT'] : ['STATUS:CONFIRMED']),
  `SUMMARY:${escapeText(event.title)}`,
  ...(event.text ? [`DESCRIPTION:${escapeText(event.text)}`] : []),
  ...(event.place ? [`LOCATION:${escapeText(event.place)}`] : []),
  'END:VEVENT',
]

/** A file that any calendar opens; `now` is when it was made. */
export const printCalendar = (name: string, events: readonly CalendarEvent[], now: number): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:${PRODUCT}`,
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escapeText(name)}`,
    ...events.flatMap((event) => printEvent(event, now)),
    'END:VCALENDAR',
  ]
    .map((line) => `${foldLine(line)}\r\n`)
    .join('')
