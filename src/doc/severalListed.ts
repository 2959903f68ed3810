import type { PaperKey } from '../domain/paperKey.ts'
import type { Stage } from '../domain/stage.ts'
import type { Day } from '../lib/day.ts'
import { runAct, type ActWriter } from './acts.ts'
import { namesOf } from './aliases.ts'
import type { ActId, Desk } from './desk.ts'
import { MAX_PAPERS_AT_ONCE } from './limits.ts'
import { claimedUnder, clear, ownSubjects } from './listDoc.ts'
import { writeSchedule, writeStages } from './listSchedule.ts'

/** Several papers of a list in one act; those that are as asked already are no part of it (D66). */
const runEach = (
  desk: Desk,
  verb: string,
  keys: readonly PaperKey[],
  change: (writer: ActWriter, key: PaperKey) => void,
): ActId | null =>
  runAct(desk, verb, keys[0] ?? '', (writer) => {
    for (const key of keys.slice(0, MAX_PAPERS_AT_ONCE)) change(writer, key)
  })

/** Takes papers off the list. Votes, comments and places are kept, for when they come back. */
export const removePapers = (desk: Desk, keys: readonly PaperKey[]): ActId | null =>
  runEach(desk, 'remove', keys, (writer, key) => clear(writer, 'added', namesOf(desk.doc, key)))

/** Gives each paper this member's vote, or takes it back. */
export const votePapers = (desk: Desk, keys: readonly PaperKey[], voted: boolean): ActId | null =>
  runEach(desk, voted ? 'vote' : 'unvote', keys, (writer, key) => {
    const subjects = ownSubjects(desk, key)
    if (!voted) clear(writer, 'votes', subjects)
    else if (claimedUnder(writer, 'votes', subjects) === null) writer.set('votes', subjects[0], writer.at)
  })

/** Moves papers to another column of the board. */
export const setStages = (desk: Desk, keys: readonly PaperKey[], stage: Stage): ActId | null =>
  runAct(desk, 'stage', keys[0] ?? '', (writer) => writeStages(desk, writer, keys, stage))

/** When papers are talked about and who presents them; `null` takes away, what is not given stays as it is. */
export const setSchedules = (
  desk: Desk,
  keys: readonly PaperKey[],
  values: { readonly date?: Day | null; readonly presenter?: string | null },
): ActId | null =>
  runEach(desk, 'schedule', keys, (writer, key) => {
    if (values.date !== undefined) writeSchedule(desk, writer, key, 'date', values.date)
    if (values.presenter !== undefined) writeSchedule(desk, writer, key, 'presenter', values.presenter)
  })
