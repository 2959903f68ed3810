import { meetsOn, startOfMeeting, type Meeting } from '../../domain/meeting.ts'
import { printCalendar, type CalendarEvent } from '../../formats/icalendar.ts'
import { squeeze } from '../../lib/text.ts'
import { plainText } from '../../domain/latexText.ts'
import type { Called } from './memberNames.ts'
import type { CalendarPlan } from './calendarPlan.ts'
import type { MeetingGroup } from './meetingGroups.ts'
import { presenterName } from './scheduleWords.ts'

/** Letters of a list's name in that of its file: some disks take no more than 255 bytes. */
const MAX_NAME = 60

/** One meeting for the calendar, with what is talked about and by whom. */
const eventOf = (
  name: string,
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
    uid: `${list.id}-${name}@carrel`,
    day,
    start: regular ? startOfMeeting(meeting, day) : null,
    title: list.title,
    text: papers.join('\n\n'),
    place: regular ? meeting.place : '',
  }
}

/** The meetings of a list as a file for a calendar; `groups` are looked up by their day. */
export const printMeetings = (
  plan: CalendarPlan,
  groups: readonly MeetingGroup[],
  list: { readonly id: string; readonly title: string },
  meeting: Meeting | null,
  names: ReadonlyMap<string, Called>,
  now: number,
): string =>
  printCalendar(
    list.title,
    [
      ...plan.events.map(({ name, day }) =>
        eventOf(
          name,
          groups.find((group) => group.day === day) ?? { day, entries: [] },
          list,
          meeting,
          names,
        ),
      ),
      ...plan.off.map(({ name, day }) => ({
        uid: `${list.id}-${name}@carrel`,
        day,
        start: null,
        // Also for calendars that do not know what a cancelled event is.
        title: `Cancelled: ${list.title}`,
        text: 'The group does not meet on this day any more.',
        place: '',
        cancelled: true,
      })),
    ],
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
