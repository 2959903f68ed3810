import { meetsOn, startOfMeeting, type Meeting } from '../../domain/meeting.ts'
import type { Day } from '../../lib/day.ts'
import { printDay } from '../../ui/dates.ts'
import type { Called } from './memberNames.ts'

const LEFT = 'Someone who left'
const RHYTHMS: Record<Meeting['every'], string> = { 1: 'Every', 2: 'Every second', 4: 'Every fourth' }

/** "Thu 11 Dec" */
export const printMeetingDay = (day: Day): string =>
  `${printDay(day, 'weekdayShort')} ${printDay(day, 'compact')}`

/** How a presenter is called; `null` where there is none. */
export const presenterName = (
  presenter: string | null,
  names: ReadonlyMap<string, Called>,
  form: keyof Called = 'short',
): string | null => (presenter === null ? null : (names.get(presenter)?.[form] ?? LEFT))

/** "Thu 11 Dec · Ana presents", or what is settled of it; empty where nothing is. `me` is this person's own id. */
export const printSlot = (
  entry: { readonly date: Day | null; readonly presenter: string | null },
  names: ReadonlyMap<string, Called>,
  me: string | null,
): string => {
  const name = presenterName(entry.presenter, names)
  const presents = name === null ? '' : entry.presenter === me ? 'You present' : `${name} presents`
  return [entry.date ? printMeetingDay(entry.date) : '', presents].filter(Boolean).join(' · ')
}

const clock = (time: number): string => {
  const date = new Date(time)
  return [date.getHours(), date.getMinutes()].map((number) => String(number).padStart(2, '0')).join(':')
}
/** `Europe/Berlin` → `Berlin` */
const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replace(/_/g, ' ')

/**
 * The time of a meeting on `day` on the reader's own clock, and on that of whoever set it where that shows another;
 * empty where none is settled.
 */
export const printMeetingTime = (meeting: Meeting | null, day: Day): string => {
  if (!meeting || meeting.time === '' || !meetsOn(meeting, day)) return ''
  const start = startOfMeeting(meeting, day)
  if (start === null) return `${meeting.time} (${cityOf(meeting.zone)})`
  const here = clock(start)
  return here === meeting.time ? here : `${here} (${meeting.time} in ${cityOf(meeting.zone)})`
}

/** "Every second Thursday at 15:00" */
export const printRhythm = (meeting: Meeting): string => {
  const time = printMeetingTime(meeting, meeting.from)
  return `${RHYTHMS[meeting.every]} ${printDay(meeting.from, 'weekday')}${time ? ` at ${time}` : ''}`
}
