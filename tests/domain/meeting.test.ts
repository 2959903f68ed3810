import { expect, test } from 'vitest'
import {
  localDay,
  meetsOn,
  movedDays,
  nextMeetings,
  parseMeetingDay,
  parseTimeOfDay,
  parseZone,
  startOfMeeting,
  type Meeting,
} from '../../src/domain/meeting.ts'
import { parseDay, type Day } from '../../src/lib/day.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`no day: ${text}`)
  return parsed
}
const meeting = (changes: Partial<Meeting> = {}): Meeting => ({
  from: day('2025-12-11'),
  time: '15:00',
  every: 1,
  place: '',
  zone: 'Europe/Berlin',
  ...changes,
})
const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())

test('the next meetings begin today, follow the rhythm, and never lie before the first one', () => {
  expect(nextMeetings(meeting(), day('2025-12-18'), 3)).toEqual(['2025-12-18', '2025-12-25', '2026-01-01'])
  expect(nextMeetings(meeting(), day('2025-12-19'), 1)).toEqual(['2025-12-25'])
  expect(nextMeetings(meeting({ every: 2 }), day('2025-12-12'), 2)).toEqual(['2025-12-25', '2026-01-08'])
  expect(nextMeetings(meeting({ every: 4 }), day('2020-01-01'), 2)).toEqual(['2025-12-11', '2026-01-08'])
})

test('D55: what is on a coming meeting moves as far as the next one does, and two meetings never become one', () => {
  const moves = (after: Partial<Meeting>, days: readonly string[], before: Partial<Meeting> = {}) =>
    [...movedDays(meeting(before), meeting(after), days.map(day), day('2025-12-10'))].map(([from, to]) => [
      from.slice(5),
      to.slice(5),
    ])
  const thursdays = ['2025-12-18', '2025-12-11', '2026-01-01']
  // To Fridays; put off by a week; to the Wednesday before.
  expect(moves({ from: day('2025-12-12') }, thursdays)).toEqual([
    ['12-11', '12-12'],
    ['12-18', '12-19'],
    ['01-01', '01-02'],
  ])
  expect(moves({ from: day('2025-12-18') }, thursdays)).toEqual([
    ['12-11', '12-18'],
    ['12-18', '12-25'],
    ['01-01', '01-08'],
  ])
  expect(moves({ from: day('2025-12-10') }, ['2025-12-11'])).toEqual([['12-11', '12-10']])
  // Every second week only: each still has a meeting of its own, in the same order.
  expect(moves({ every: 2 }, ['2025-12-11', '2025-12-18', '2025-12-25'])).toEqual([
    ['12-18', '12-25'],
    ['12-25', '01-08'],
  ])
  // Every week in place of every second: the days are meetings still.
  expect(moves({}, ['2025-12-11', '2025-12-25'], { every: 2 })).toEqual([])
  // Another time or place moves nothing; neither do days that are past, or were no meeting of theirs.
  expect(moves({ time: '16:00', place: 'Room 4' }, thursdays)).toEqual([])
  expect(moves({ from: day('2025-12-12') }, ['2025-12-04', '2025-12-15'])).toEqual([])
})

test('a group meets on the days of its rhythm and on no other', () => {
  const every2 = meeting({ every: 2 })
  expect([day('2025-12-11'), day('2025-12-25')].map((one) => meetsOn(every2, one))).toEqual([true, true])
  expect(
    [day('2025-11-27'), day('2025-12-18'), day('2025-12-26')].map((one) => meetsOn(every2, one)),
  ).toEqual([false, false, false])
})

test('the time is that of the zone it was set in, before and after the clocks are changed', () => {
  expect(iso(startOfMeeting(meeting(), day('2025-12-11')))).toBe('2025-12-11T14:00:00.000Z')
  expect(iso(startOfMeeting(meeting(), day('2026-07-02')))).toBe('2026-07-02T13:00:00.000Z')
  // The night on which they are changed, before and after, east and west of Greenwich.
  expect(iso(startOfMeeting(meeting({ time: '01:30' }), day('2026-03-29')))).toBe('2026-03-29T00:30:00.000Z')
  const west = meeting({ zone: 'America/New_York', time: '03:30' })
  expect(iso(startOfMeeting(west, day('2026-03-08')))).toBe('2026-03-08T07:30:00.000Z')
  expect(iso(startOfMeeting(meeting({ time: '04:00' }), day('2026-03-29')))).toBe('2026-03-29T02:00:00.000Z')
  expect(iso(startOfMeeting(meeting({ zone: 'Asia/Kathmandu', time: '00:15' }), day('2025-12-11')))).toBe(
    '2025-12-10T18:30:00.000Z',
  )
  expect(iso(startOfMeeting(meeting({ zone: 'America/St_Johns', time: '23:59' }), day('2025-06-01')))).toBe(
    '2025-06-02T02:29:00.000Z',
  )
})

test('without a time, or in a zone nobody knows, only the day is known', () => {
  expect(startOfMeeting(meeting({ time: '' }), day('2025-12-11'))).toBeNull()
  expect(startOfMeeting(meeting({ zone: 'Mars/Olympus' }), day('2025-12-11'))).toBeNull()
})

test('what is no day, time or zone is none', () => {
  expect(['2025-02-29', '1969-12-31', '3000-01-01', '2025-1-1', 5, null].map(parseMeetingDay)).toEqual(
    Array(6).fill(null),
  )
  expect(parseMeetingDay('2999-12-31')).toBe('2999-12-31')
  expect(['24:00', '9:00', '12:60', '', 900].map(parseTimeOfDay)).toEqual(Array(5).fill(null))
  expect(parseTimeOfDay('23:59')).toBe('23:59')
  expect(['', '../x', 'Europe/', 'a'.repeat(65), 'Euro pe', 3].map(parseZone)).toEqual(Array(6).fill(null))
  for (const zone of ['UTC', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires', 'America/Port-au-Prince'])
    expect(parseZone(zone)).toBe(zone)
})

test('today is the day of this device’s own clock', () => {
  const noon = new Date(2025, 11, 11, 12)
  const late = new Date(2025, 11, 11, 23, 59)
  expect([noon, late].map((date) => localDay(date.getTime()))).toEqual(['2025-12-11', '2025-12-11'])
})
