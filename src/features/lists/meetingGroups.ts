import { nextMeetings, type Meeting } from '../../domain/meeting.ts'
import type { Day } from '../../lib/day.ts'
import type { ListEntry } from '../../state/lists.ts'

/** Regular meetings that are shown although nothing is planned for them yet. */
export const PROPOSED = 3

/** What is talked about on one day. */
export interface MeetingGroup {
  readonly day: Day
  readonly entries: readonly ListEntry[]
}

export interface MeetingGroups {
  /** From today on, the next one first. */
  readonly coming: readonly MeetingGroup[]
  readonly undated: readonly ListEntry[]
  /** Days before today, and days on which everything has been discussed; the latest first. */
  readonly past: readonly MeetingGroup[]
  /** Discussed on a day nobody noted. */
  readonly discussed: readonly ListEntry[]
}

/** What of a meeting has not been discussed yet. */
export const openEntries = ({ entries }: MeetingGroup): readonly ListEntry[] =>
  entries.filter(({ stage }) => stage !== 'discussed')

/** A list by its meetings; a regular meeting stands among them also while it is empty. */
export const groupMeetings = (
  entries: readonly ListEntry[],
  meeting: Meeting | null,
  today: Day,
): MeetingGroups => {
  const byDay = new Map<Day, ListEntry[]>()
  for (const entry of entries) {
    if (entry.date === null) continue
    const known = byDay.get(entry.date)
    if (known) known.push(entry)
    else byDay.set(entry.date, [entry])
  }
  for (const day of meeting ? nextMeetings(meeting, today, PROPOSED) : [])
    if (!byDay.has(day)) byDay.set(day, [])
  const groups = [...byDay]
    .map(([day, these]): MeetingGroup => ({ day, entries: these }))
    .sort((a, b) => (a.day < b.day ? -1 : 1))
  const isPast = (group: MeetingGroup): boolean =>
    group.day < today || (group.entries.length > 0 && openEntries(group).length === 0)
  const undated = entries.filter(({ date }) => date === null)
  return {
    coming: groups.filter((group) => !isPast(group)),
    undated: undated.filter(({ stage }) => stage !== 'discussed'),
    past: groups.filter(isPast).reverse(),
    discussed: undated.filter(({ stage }) => stage === 'discussed'),
  }
}
