import { meetsOn, startOfMeeting, type Meeting } from '../../domain/meeting.ts'
import { printCalendar, type CalendarEvent } from '../../formats/icalendar.ts'
import { squeeze } from '../../lib/text.ts'
import { plainText } from '../../domain/latexText.ts'
import type { Called } from './memberNames.ts'
import type { MeetingGroup } from './meetingGroups.ts'
import { presenterName } from './scheduleWords.ts'

/** Letters of a list's name in that of its file: some disks take no more than 255 bytes. */
const MAX_NAME = 60

/** One meeting for the calendar, with what is talked about and by whom. */
const eventOf = (
  { day, entries }: MeetingGroup,
  list: { readonly id: string; readonly title: string },
  meeting: Meeting | null,
  names: ReadonlyMap<string, Called>,
): CalendarEvent => {
  const regular = meeting !== null && meetsOn(meeting, day)
  const papers = entries.map((entry) => {
    const name = presenterName(entry.presenter, names, 'full')
    const title = plainText(entry.paper?.title ?? entry.key)
    const address = entry.paper?.arxivId ? `\nhttps://arxiv.org/abs/${entry.paper.arxivId}` : ''
    return `${title}${name === null ? '' : ` (${name} presents)`}${address}`
  })
  return {
    uid: `${list.id}-${day}@carrel`,
    day,
    start: regular ? startOfMeeting(meeting, day) : null,
    title: list.title,
    text: papers.join('\n\n'),
    place: regular ? meeting.place : '',
  }
}

/** The meetings of a list as a file for a calendar. */
export const printMeetings = (
  groups: readonly MeetingGroup[],
  list: { readonly id: string; readonly title: string },
  meeting: Meeting | null,
  names: ReadonlyMap<string, Called>,
  now: number,
): string =>
  printCalendar(
    list.title,
    groups.map((group) => eventOf(group, list, meeting, names)),
    now,
  )

/** `Thursday reading group 2025-12-11.ics` */
export const calendarName = (title: string, day: string): string => {
  const words = squeeze(title.replace(/[^\p{L}\p{N} _-]+/gu, ' '))
  const plain = [...words].slice(0, MAX_NAME).join('').trim()
  return [plain || 'Meetings', day].filter(Boolean).join(' ').concat('.ics')
}

/** Hands a file to the browser to be saved or opened. */
export const saveFile = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the address by then; revoked at once, some save nothing.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
