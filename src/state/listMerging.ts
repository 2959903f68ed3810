import { untrack } from 'solid-js'
import { undoAct } from '../doc/undoing.ts'
import { archiveList } from '../doc/archive.ts'
import type { Desk } from '../doc/desk.ts'
import { MAX_PAPERS_AT_ONCE } from '../doc/limits.ts'
import { takeInPapers, type PaperFromList } from '../doc/takeInPapers.ts'
import type { PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { count } from '../lib/text.ts'
import { canCopy } from './frozenCopies.ts'
import type { MergePlan } from './lists.ts'
import type { HeldList } from './openListState.ts'
import type { ActHistory } from './undoHistory.ts'

type SnapshotsOf = (key: PaperKey) => readonly PaperSnapshot[]

/** The papers of a list as another one takes them in. */
export const papersFrom = (
  from: HeldList,
  snapshotsOf: SnapshotsOf,
  keyIn: (key: PaperKey) => PaperKey = (key) => key,
): readonly PaperFromList[] =>
  untrack(() =>
    from.open.entries('hand').map((entry) => ({
      key: keyIn(entry.key),
      snapshots: snapshotsOf(entry.key),
      why: entry.why,
      tags: from.open.tags()?.of(entry.key) ?? [],
      stage: entry.stage,
      date: entry.date,
      present: entry.presenter === from.desk.by,
      vote: entry.votedByMe,
      reading: entry.reading.get(from.desk.by) ?? null,
    })),
  )

/** What merging would do; reactive, and nothing is written. */
export const planMerge = (from: HeldList, into: HeldList): MergePlan => {
  const entries = from.open.entries('hand')
  const known = entries.filter(({ key }) => into.open.entry(key) !== null)
  const comments = entries.reduce((sum, { comments: number }) => sum + number, 0)
  const others = entries.filter(
    ({ votes, reading, presenter }) =>
      votes.some((id) => id !== from.desk.by) ||
      [...reading.keys()].some((id) => id !== from.desk.by) ||
      (presenter !== null && presenter !== from.desk.by),
  )
  return {
    fresh: entries.length - known.length,
    known: known.length,
    comments,
    notes: entries.filter(({ noted }) => noted).length,
    ofOthers: others.length > 0,
    tooMany: entries.length > MAX_PAPERS_AT_ONCE,
  }
}

/** Takes the papers of one list into another, and archives the first where that is wished: one thing to undo. */
export const mergeLists = (
  from: HeldList,
  into: HeldList,
  options: {
    readonly archive: boolean
    readonly desk: Desk
    readonly history: ActHistory
    readonly snapshotsOf: SnapshotsOf
  },
): Result<null, string> => {
  const { desk, history } = options
  const title = untrack(into.open.title)
  if (from.id === into.id || untrack(into.open.role) === 'reader')
    return err(`${title} cannot be written to.`)
  // What is on its way cannot be told from what is not there.
  if (!untrack(() => canCopy(from) && canCopy(into)))
    return err('What is in these lists has not all reached this device yet. Merge them once it has.')
  const plan = untrack(() => planMerge(from, into))
  if (plan.tooMany) return err(`More than ${MAX_PAPERS_AT_ONCE} papers cannot be merged at once.`)
  const keyIn = (key: PaperKey): PaperKey => into.open.entry(key)?.key ?? key
  const taken = takeInPapers(into.desk, papersFrom(from, options.snapshotsOf, keyIn))
  const archived = options.archive ? archiveList(desk, from.id) : null
  if (taken === null && archived === null) {
    history.say(`Everything was in ${title} already.`)
    return ok(null)
  }
  const sentence =
    taken === null
      ? `Everything was in ${title} already`
      : `${count(plan.fresh, 'paper', 'papers')} added to ${title}`
  history.did(archived === null ? sentence : `${sentence}, ${untrack(from.open.title)} archived`, () => {
    const back = taken !== null && undoAct(into.desk, taken)
    return (archived !== null && undoAct(desk, archived)) || back
  })
  return ok(null)
}
