import { createMemo, createSignal, type Accessor } from 'solid-js'
import { meetsOn } from '../../domain/meeting.ts'
import type { Day } from '../../lib/day.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import type { InCalendar, ListLife } from '../../state/lists.ts'
import { calendarName, printMeetings, saveFile } from './calendarFile.ts'
import { goneFrom, planCalendar, type NamedMeeting } from './calendarPlan.ts'
import type { ListViewProps } from './listViews.ts'
import type { MeetingGroups } from './meetingGroups.ts'

const NOTHING: InCalendar = new Map()

const sentenceOf = (events: number, off: number): string => {
  const gone = off === 0 ? '' : `, and ${count(off, 'meeting that is off', 'meetings that are off')}`
  if (events === 0) return `Saved for your calendar: ${count(off, 'meeting', 'meetings')} to take out of it.`
  return events === 1 && off === 0
    ? 'Saved for your calendar. Open the file to add the meeting.'
    : `Saved for your calendar: ${count(events, 'meeting', 'meetings')}${gone}. Open the file to add them.`
}

export interface MeetingCalendar {
  /** In this person's calendar, on a day on which the group does not meet any more. */
  gone(): readonly NamedMeeting[]
  /** Saves a file with these days; with `all` also what else in the calendar has changed. */
  save(days: readonly Day[], all: boolean): void
}

/** Hands meetings to the person's calendar, and remembers which, so that they can be moved there. Needs a reactive owner. */
export const createMeetingCalendar = (
  page: ListViewProps,
  groups: Accessor<MeetingGroups>,
  today: Accessor<Day>,
): MeetingCalendar => {
  const carrel = useCarrel()
  const [life, setLife] = createSignal<ListLife | null>(null)
  void carrel.lists.life().then((one) => setLife(one))
  const known = createMemo(() => life()?.inCalendar(page.list.id) ?? NOTHING)
  const dates = createMemo(() => new Set(page.list.entries('hand').map(({ date }) => date)))
  const isMeeting = (day: Day): boolean => {
    const meeting = page.list.meeting()
    return dates().has(day) || (meeting !== null && meetsOn(meeting, day))
  }
  const gone = createMemo(() => goneFrom(known(), isMeeting, today()))
  return {
    gone,
    save(wanted, all) {
      const { coming, past } = groups()
      const plan = planCalendar({
        known: known(),
        coming: coming.map(({ day }) => day),
        isMeeting,
        today: today(),
        wanted,
        all,
      })
      const { list, names } = page
      const [only] = plan.events.length === 1 ? plan.events : []
      saveFile(
        calendarName(list.title(), only?.day ?? ''),
        printMeetings(
          plan,
          [...coming, ...past],
          { id: list.id, title: list.title() },
          list.meeting(),
          names,
          Date.now(),
        ),
      )
      life()?.noteInCalendar(list.id, {
        put: new Map(plan.events.map(({ name, day }) => [name, day])),
        off: plan.off.map(({ name }) => name),
        today: today(),
      })
      carrel.undo.say(sentenceOf(plan.events.length, plan.off.length))
    },
  }
}
