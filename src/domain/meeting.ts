import { addDays, dayToTime, parseDay, timeToDay, type Day } from '../lib/day.ts'

/** Weeks from one regular meeting to the next. */
export const MEETING_RHYTHMS = [1, 2, 4] as const
export type MeetingRhythm = (typeof MEETING_RHYTHMS)[number]

/** When and where a group meets regularly; the weekday is the first day's. */
export interface Meeting {
  readonly from: Day
  /** `HH:MM` on the clocks of `zone`; empty where the day is all that is settled. */
  readonly time: string
  readonly every: MeetingRhythm
  /** A room or a link, in the group's own words. */
  readonly place: string
  /** IANA name of the zone of whoever set the time. */
  readonly zone: string
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const DAYS_OF_WEEK = 7
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/
const ZONE = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/
const MAX_ZONE_LENGTH = 64
/** Days outside of these belong to no meeting, and those near the year 10,000 have no successor. */
const FIRST_DAY = '1970-01-01'
const LAST_DAY = '2999-12-31'

/** A day a meeting can be on; `null` for anything else. */
export const parseMeetingDay = (value: unknown): Day | null =>
  typeof value === 'string' && value >= FIRST_DAY && value <= LAST_DAY ? parseDay(value) : null

export const parseTimeOfDay = (value: unknown): string | null =>
  typeof value === 'string' && TIME.test(value) ? value : null

export const parseRhythm = (value: unknown): MeetingRhythm | null =>
  MEETING_RHYTHMS.find((rhythm) => rhythm === value) ?? null

/** The name of a time zone by its shape; whether this machine knows it shows when it is used. */
export const parseZone = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= MAX_ZONE_LENGTH && ZONE.test(value) ? value : null

/** The calendar day of this device's own clock that holds `time`. */
export const localDay = (time: number): Day => {
  const date = new Date(time)
  const two = (number: number): string => String(number).padStart(2, '0')
  const text = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  // A clock beyond the years that a day can name is wrong anyway.
  return parseDay(text) ?? timeToDay(0)
}

const stepOf = ({ every }: Meeting): number => every * DAYS_OF_WEEK

/** Whether the group meets regularly on `day`. */
export const meetsOn = (meeting: Meeting, day: Day): boolean =>
  day >= meeting.from && ((dayToTime(day) - dayToTime(meeting.from)) / DAY_MS) % stepOf(meeting) === 0

/** The next `number` days on which the group meets, `today` included. */
export const nextMeetings = (meeting: Meeting, today: Day, number: number): readonly Day[] => {
  const step = stepOf(meeting)
  const since = (dayToTime(today) - dayToTime(meeting.from)) / DAY_MS
  const first = Math.max(0, Math.ceil(since / step))
  return Array.from({ length: number }, (_, index) => addDays(meeting.from, (first + index) * step))
}

/**
 * Where the papers of a meeting go when its days change: from each of `days`, on which the group met before, to a day on
 * which it meets now. All move by as much as the next meeting does, to the first meeting from there on; those of two
 * meetings never come together. A day that is past or was none of the meeting's is left out, and so is one that stays.
 */
export const movedDays = (
  before: Meeting,
  after: Meeting,
  days: readonly Day[],
  today: Day,
): ReadonlyMap<Day, Day> => {
  const [old] = nextMeetings(before, today, 1)
  const [now] = nextMeetings(after, today, 1)
  const moved = new Map<Day, Day>()
  if (old === undefined || now === undefined) return moved
  const shift = Math.round((dayToTime(now) - dayToTime(old)) / DAY_MS)
  let taken: Day | null = null
  for (const day of [...new Set(days)].sort()) {
    if (day < today || !meetsOn(before, day)) continue
    const from = addDays(day, shift)
    const earliest: Day = taken !== null && taken >= from ? addDays(taken, 1) : from
    taken = nextMeetings(after, earliest, 1)[0] ?? now
    // Days that no meeting can be on are not written.
    if (taken !== day && parseMeetingDay(taken)) moved.set(day, taken)
  }
  return moved
}

/** How far the clocks of `zone` are ahead of UTC at `time`, in ms; `null` for a zone this machine does not know. */
const offsetAt = (zone: string, time: number): number | null => {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(time)
    const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value)
    const shown = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    )
    return shown - time
  } catch {
    return null
  }
}

/**
 * When the meeting on `day` begins, in ms since 1970; `null` where only the day is settled, or where this machine does
 * not know the zone.
 */
export const startOfMeeting = (meeting: Meeting, day: Day): number | null => {
  if (meeting.time === '') return null
  const [hours, minutes] = meeting.time.split(':').map(Number)
  const wall = dayToTime(day) + ((hours ?? 0) * 60 + (minutes ?? 0)) * MINUTE_MS
  const guess = offsetAt(meeting.zone, wall)
  if (guess === null) return null
  // The clocks may be changed between the guess and the time meant.
  return wall - (offsetAt(meeting.zone, wall - guess) ?? guess)
}
