import { expect, test } from 'vitest'
import type { Meeting } from '../../../src/domain/meeting.ts'
import { parsePaperKey } from '../../../src/domain/paperKey.ts'
import type { Stage } from '../../../src/domain/stage.ts'
import { calendarName, printMeetings } from '../../../src/features/lists/calendarFile.ts'
import { groupMeetings, openEntries } from '../../../src/features/lists/meetingGroups.ts'
import { papersAlong } from '../../../src/features/lists/papersAlong.ts'
import { memberNames } from '../../../src/features/lists/memberNames.ts'
import { printMeetingTime, printRhythm, printSlot } from '../../../src/features/lists/scheduleWords.ts'
import { parseDay, type Day } from '../../../src/lib/day.ts'
import { nextTurn } from '../../../src/state/listSchedule.ts'
import type { ListEntry } from '../../../src/state/lists.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`no day: ${text}`)
  return parsed
}
const TODAY = day('2025-12-10')
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
const meeting = (changes: Partial<Meeting> = {}): Meeting => ({
  from: day('2025-12-11'),
  time: '15:00',
  every: 1,
  place: 'Room 3.12',
  zone: ZONE,
  ...changes,
})
const entry = (
  number: number,
  date: string | null,
  stage: Stage = 'to-read',
  presenter: string | null = null,
): ListEntry => {
  const key = parsePaperKey(`arxiv:2501.0000${number}`)
  if (!key) throw new Error('no key')
  return {
    key,
    paper: { key, title: `Paper, number ${number}`, arxivId: `2501.0000${number}`, sources: ['page'] },
    addedBy: 'ana',
    addedAt: 1,
    why: '',
    votes: [],
    votedByMe: false,
    reading: new Map(),
    comments: 0,
    noted: false,
    stage,
    date: date === null ? null : day(date),
    presenter,
  }
}
const names = memberNames([
  { id: 'm1', name: 'Ana Silva' },
  { id: 'm2', name: 'Ana Silva' },
])
const shape = (groups: readonly { readonly day: Day; readonly entries: readonly ListEntry[] }[]) =>
  groups.map((group) => [group.day, group.entries.length])

test('D55: papers of the meeting are offered to go along, and taken for granted while no other has a date to come', () => {
  const along = (entries: readonly ListEntry[], after: Meeting | null, before: Meeting | null = meeting()) =>
    papersAlong({ meeting: () => before, entries: () => entries }, after, TODAY)
  const friday = meeting({ from: day('2025-12-12') })
  const regular = [
    entry(1, '2025-12-11'),
    entry(2, '2025-12-18'),
    entry(3, null),
    entry(4, '2025-12-04'),
    entry(5, '2025-12-11', 'discussed'),
  ]
  const found = along(regular, friday)
  expect([...found.papers]).toEqual([
    [regular[0]?.key, '2025-12-12'],
    [regular[1]?.key, '2025-12-19'],
  ])
  expect(found.days).toEqual([
    ['2025-12-11', '2025-12-12'],
    ['2025-12-18', '2025-12-19'],
  ])
  expect(found.alone).toBe(true)
  // One was put on a day of its own: it stays there, and whether the others go is asked.
  const mixed = along([...regular, entry(6, '2025-12-15')], friday)
  expect([...mixed.papers.keys()]).toEqual([...found.papers.keys()])
  expect(mixed.alone).toBe(false)
  expect(along(regular, null).papers.size).toBe(0)
  expect(along(regular, friday, null).papers.size).toBe(0)
})

test('the next meeting is on top, then later ones, and regular ones stand there also while they are empty', () => {
  const entries = [entry(1, '2025-12-18'), entry(2, '2025-12-13'), entry(3, '2025-12-18'), entry(4, null)]
  const { coming, undated, past } = groupMeetings(entries, meeting(), TODAY)
  expect(shape(coming)).toEqual([
    ['2025-12-11', 0],
    ['2025-12-13', 1],
    ['2025-12-18', 2],
    ['2025-12-25', 0],
  ])
  expect(undated.map(({ key }) => key)).toEqual([entries[3]?.key])
  expect(past).toEqual([])
  expect(shape(groupMeetings(entries, null, TODAY).coming)).toEqual([
    ['2025-12-13', 1],
    ['2025-12-18', 2],
  ])
})

test('a meeting is past when its day is over or all of it was discussed, and one today is not', () => {
  const entries = [
    entry(1, '2025-12-03'),
    entry(2, '2025-12-09', 'discussed'),
    entry(3, '2025-12-11', 'discussed'),
    entry(4, '2025-12-10'),
    entry(5, '2025-12-10', 'discussed'),
    entry(6, null, 'discussed'),
    entry(7, null, 'reading'),
  ]
  const { coming, past, undated, discussed } = groupMeetings(entries, meeting(), TODAY)
  expect(shape(coming)).toEqual([
    ['2025-12-10', 2],
    ['2025-12-18', 0],
    ['2025-12-25', 0],
  ])
  expect(shape(past)).toEqual([
    ['2025-12-11', 1],
    ['2025-12-09', 1],
    ['2025-12-03', 1],
  ])
  expect(past.map((group) => openEntries(group).length)).toEqual([0, 0, 1])
  expect([undated.length, discussed.length]).toEqual([1, 1])
})

test('this person’s turn is the next day on which they present something that was not discussed', () => {
  const view = (entries: readonly ListEntry[]) =>
    new Map(entries.map((one) => [one.key, { ...one, position: '' }]))
  const mine = [
    entry(1, '2025-12-09', 'to-read', 'm1'),
    entry(2, '2025-12-11', 'discussed', 'm1'),
    entry(3, '2025-12-18', 'to-read', 'm1'),
    entry(4, '2025-12-12', 'to-read', 'm2'),
    entry(5, null, 'to-read', 'm1'),
  ]
  expect(nextTurn(view(mine), 'm1', TODAY)).toBe('2025-12-18')
  expect(nextTurn(view(mine), 'm1', day('2025-12-18'))).toBe('2025-12-18')
  expect(nextTurn(view(mine), 'm1', day('2025-12-04'))).toBe('2025-12-09')
  expect(nextTurn(view(mine), 'm1', day('2025-12-19'))).toBeNull()
  // Two weeks ahead, and no further.
  expect(nextTurn(view([entry(1, '2025-12-24', 'to-read', 'm1')]), 'm1', TODAY)).toBe('2025-12-24')
  expect(nextTurn(view([entry(1, '2025-12-25', 'to-read', 'm1')]), 'm1', TODAY)).toBeNull()
})

test('two of one name are told apart, whoever reads is called you, and who left is said to have', () => {
  const of = (date: string | null, presenter: string | null, me = 'm9'): string =>
    printSlot(entry(1, date, 'to-read', presenter), names, me)
  expect(of(`${new Date().getUTCFullYear()}-12-11`, 'm2')).toMatch(
    /^\w{3} 11 Dec · Ana Silva \(2\) presents$/,
  )
  expect(of(null, 'm1')).toBe('Ana Silva presents')
  expect(of(null, 'm1', 'm1')).toBe('You present')
  expect(of(null, 'm7')).toBe('Someone who left presents')
  expect(of(null, null)).toBe('')
})

test('a time is said on the reader’s clock, with that of whoever set it where it is another', () => {
  expect(printMeetingTime(meeting(), day('2025-12-11'))).toBe('15:00')
  expect(printMeetingTime(meeting(), day('2025-12-12'))).toBe('')
  expect(printMeetingTime(meeting({ time: '' }), day('2025-12-11'))).toBe('')
  // No clock of a zone with a quarter of an hour shows the same as this machine's, unless it is there.
  const far = printMeetingTime(meeting({ zone: 'Pacific/Chatham' }), day('2025-12-11'))
  expect(far).toMatch(/^\d\d:\d\d \(15:00 in Chatham\)$/)
  expect(printMeetingTime(meeting({ zone: 'Mars/Olympus_Mons' }), day('2025-12-11'))).toBe(
    '15:00 (Olympus Mons)',
  )
  expect(printRhythm(meeting({ every: 2 }))).toBe('Every second Thursday at 15:00')
})

test('the calendar’s file holds each meeting with its papers, its time where it is a regular one, and its place', () => {
  const entries = [entry(1, '2025-12-11', 'to-read', 'm1'), entry(2, '2025-12-13')]
  const { coming } = groupMeetings(entries, meeting({ zone: 'UTC' }), TODAY)
  const file = printMeetings(
    { events: coming.slice(0, 2).map(({ day }) => ({ name: day, day })), off: [] },
    coming,
    { id: 'list-1', title: 'Group' },
    meeting({ zone: 'UTC' }),
    names,
    0,
  )
  const events = file.replace(/\r\n /g, '').split('BEGIN:VEVENT').slice(1)
  expect(events).toHaveLength(2)
  expect(events[0]).toContain('UID:list-1-2025-12-11@carrel')
  expect(events[0]).toContain('DTSTART:20251211T150000Z')
  expect(events[0]).toContain('LOCATION:Room 3.12')
  expect(events[0]).toContain(
    'DESCRIPTION:Paper\\, number 1 (Ana Silva presents)\\nhttps://arxiv.org/abs/2501.00001',
  )
  expect(events[1]).toContain('DTSTART;VALUE=DATE:20251213')
  expect(events[1]).not.toContain('LOCATION')
})

test('a file’s name holds nothing that a disk refuses', () => {
  expect(calendarName('../Group: “A/B” ☕', '2025-12-11')).toBe('Group A B 2025-12-11.ics')
  expect(calendarName('🙂', '')).toBe('Meetings.ics')
  expect(calendarName('漢'.repeat(200), '')).toBe(`${'漢'.repeat(60)}.ics`)
})
