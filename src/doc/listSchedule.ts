import type { Meeting } from '../domain/meeting.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Stage } from '../domain/stage.ts'
import type { Day } from '../lib/day.ts'
import { runAct, type ActWriter } from './acts.ts'
import { namesOf } from './aliases.ts'
import type { ActId, Desk } from './desk.ts'
import { parseFields, tidyText } from './entry.ts'
import { MAX_PAPERS_AT_ONCE, MAX_PLACE_LENGTH } from './limits.ts'
import { claimedUnder, clear } from './listDoc.ts'
import { MAIN_MEETING, scheduleSubject, type ScheduleField } from './scheduleEntries.ts'

/** Within an act: where papers stand with the group. */
export const writeStages = (desk: Desk, writer: ActWriter, keys: readonly PaperKey[], stage: Stage): void => {
  for (const key of keys.slice(0, MAX_PAPERS_AT_ONCE)) {
    const names = namesOf(desk.doc, key)
    const before = claimedUnder(writer, 'stage', names)
    if ((before === null ? 'to-read' : parseFields(before)?.['stage']) === stage) continue
    clear(writer, 'stage', names.slice(1))
    // Also the first stage is said: of two who move a paper at once, the later one counts.
    writer.set('stage', names[0], JSON.stringify({ stage, by: desk.by, at: writer.at }))
  }
}

/** Moves a paper to another column of the board. */
export const setStage = (desk: Desk, key: PaperKey, stage: Stage): ActId | null =>
  runAct(desk, 'stage', key, (writer) => writeStages(desk, writer, [key], stage))

/** A meeting was held: what was on it has been discussed, as one act. */
export const holdMeeting = (desk: Desk, keys: readonly PaperKey[]): ActId | null =>
  runAct(desk, 'hold', keys[0] ?? '', (writer) => writeStages(desk, writer, keys, 'discussed'))

/** Within an act: one of the two things that are settled of a paper. */
export const writeSchedule = (
  desk: Desk,
  writer: ActWriter,
  key: PaperKey,
  field: ScheduleField,
  value: string | null,
): void => {
  const [first, ...others] = namesOf(desk.doc, key)
  const subjects = others.map((name) => scheduleSubject(name, field))
  const subject = scheduleSubject(first, field)
  const all = [subject, ...subjects]
  if (value === null) return clear(writer, 'schedule', all)
  if (parseFields(claimedUnder(writer, 'schedule', all))?.[field] === value) return
  clear(writer, 'schedule', subjects)
  writer.set('schedule', subject, JSON.stringify({ [field]: value, by: desk.by, at: writer.at }))
}

/** When a paper is talked about and who presents it; `null` takes away, what is not given stays as it is. */
export const setSchedule = (
  desk: Desk,
  key: PaperKey,
  values: { readonly date?: Day | null; readonly presenter?: string | null },
): ActId | null =>
  runAct(desk, 'schedule', key, (writer) => {
    if (values.date !== undefined) writeSchedule(desk, writer, key, 'date', values.date)
    if (values.presenter !== undefined) writeSchedule(desk, writer, key, 'presenter', values.presenter)
  })

const writeMeeting = (desk: Desk, writer: ActWriter, meeting: Meeting | null): void => {
  if (!meeting) return writer.set('meetings', MAIN_MEETING, null)
  const { from, time, every, zone } = meeting
  const said = { from, time, every, place: tidyText(meeting.place.trim(), MAX_PLACE_LENGTH), zone }
  const before = parseFields(writer.get('meetings', MAIN_MEETING))
  if (before && Object.entries(said).every(([field, value]) => before[field] === value)) return
  writer.set('meetings', MAIN_MEETING, JSON.stringify({ ...said, by: desk.by, at: writer.at }))
}

/**
 * When the group meets regularly; `null` where it does not any longer. `along` are papers that move with it, each to its
 * new date, in the same act.
 */
export const setMeeting = (
  desk: Desk,
  meeting: Meeting | null,
  along: ReadonlyMap<PaperKey, Day> = new Map(),
): ActId | null =>
  runAct(desk, 'meeting', '', (writer) => {
    writeMeeting(desk, writer, meeting)
    for (const [key, day] of [...along].slice(0, MAX_PAPERS_AT_ONCE))
      writeSchedule(desk, writer, key, 'date', day)
  })
