import { describe, expect, test } from 'vitest'
import { createUndoLook, listActs, readAct } from '../../src/doc/activity.ts'
import { bringBack } from '../../src/doc/bringBack.ts'
import { MAX_PAPERS_AT_ONCE } from '../../src/doc/limits.ts'
import {
  addPapers,
  castVote,
  createList,
  joinList,
  removePaper,
  setReadingInList,
  withdrawVote,
} from '../../src/doc/listDoc.ts'
import { setSchedule, setStage } from '../../src/doc/listSchedule.ts'
import { readList } from '../../src/doc/listView.ts'
import { removePapers, setSchedules, setStages, votePapers } from '../../src/doc/severalListed.ts'
import { undoAct, undoActs } from '../../src/doc/undoing.ts'
import type { PaperKey } from '../../src/domain/paperKey.ts'
import { parseDay, type Day } from '../../src/lib/day.ts'
import { createReplica, exchange, paper, snapshot, type Replica } from './replica.ts'

const LIST = { listId: 'list-1', title: 'Group', description: '', colour: 2, ownerKey: 'key' }
const listed = (number: number) => ({ key: paper(number), snapshots: [snapshot(number)] })
const ALL: readonly PaperKey[] = [1, 2, 3].map(paper)
const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`${text} is no day`)
  return parsed
}
const MONDAY = day('2025-12-08')
const TUESDAY = day('2025-12-09')

/** A list with papers 1 to 3, on two devices. */
const two = (): readonly [Replica, Replica] => {
  const ana = createReplica('ana', 1)
  createList(ana, LIST)
  joinList(ana, { name: 'Ana', colour: 1 })
  addPapers(ana, [listed(1), listed(2), listed(3)])
  const ben = createReplica('ben', 2, ana)
  joinList(ben, { name: 'Ben', colour: 2 })
  exchange(ana, ben)
  return [ana, ben]
}
const entries = (replica: Replica) => readList(replica.doc).view().entries
const papers = (replica: Replica): readonly string[] => [...entries(replica).keys()].toSorted()
const votes = (replica: Replica) =>
  Object.fromEntries([...entries(replica)].map(([key, entry]) => [key, entry.votes.toSorted()]))
const verbs = (replica: Replica): readonly string[] =>
  listActs(replica.doc).map((id) => readAct(replica.doc, id)?.verb ?? '')

describe('several papers of a list', () => {
  test('D66: they are taken off in one act, and one undo puts back those that it took off', () => {
    const [ana, ben] = two()
    removePaper(ana, paper(1))
    ana.clock += 1_000
    const act = removePapers(ana, ALL) ?? ''
    expect(verbs(ana)).toEqual(['remove', 'remove', 'add'])
    expect(readAct(ana.doc, act)?.papers).toEqual(new Set([paper(2), paper(3)]))
    exchange(ana, ben)
    expect(papers(ben)).toEqual([])
    expect(removePapers(ben, ALL)).toBeNull()
    expect(undoAct(ben, act)).toBe(true)
    exchange(ana, ben)
    for (const one of [ana, ben]) expect(papers(one)).toEqual([paper(2), paper(3)])
  })

  test('D66: undoing a taking off leaves what others did meanwhile', () => {
    const [ana, ben] = two()
    const act = removePapers(ana, ALL) ?? ''
    exchange(ana, ben)
    // Put back by somebody, and taken off by them again.
    addPapers(ben, [listed(2)])
    ben.clock += 1_000
    const again = addPapers(ben, [listed(3)])
    ben.clock += 1_000
    removePaper(ben, paper(3))
    expect(again).not.toBeNull()
    exchange(ana, ben)
    expect(entries(ana).get(paper(2))?.addedBy).toBe('ben')
    expect(undoAct(ana, act)).toBe(true)
    exchange(ana, ben)
    for (const one of [ana, ben]) {
      expect(entries(one).get(paper(1))?.addedBy).toBe('ana')
      expect(entries(one).get(paper(2))?.addedBy).toBe('ben')
    }
  })

  test('D66: they are voted for in one act, which is undone without the votes that were there', () => {
    const [ana, ben] = two()
    castVote(ana, paper(1))
    castVote(ben, paper(2))
    exchange(ana, ben)
    ana.clock += 1_000
    const act = votePapers(ana, ALL, true) ?? ''
    exchange(ana, ben)
    expect(votes(ben)).toEqual({
      [paper(1)]: ['ana'],
      [paper(2)]: ['ana', 'ben'],
      [paper(3)]: ['ana'],
    })
    expect(votePapers(ana, ALL, true)).toBeNull()
    withdrawVote(ana, paper(3))
    expect(undoAct(ana, act)).toBe(true)
    exchange(ana, ben)
    for (const one of [ana, ben])
      expect(votes(one)).toEqual({ [paper(1)]: ['ana'], [paper(2)]: ['ben'], [paper(3)]: [] })
    const back = votePapers(ana, ALL, false) ?? ''
    expect(votes(ana)[paper(1)]).toEqual([])
    expect(undoAct(ana, back)).toBe(true)
    expect(votes(ana)).toEqual({ [paper(1)]: ['ana'], [paper(2)]: ['ben'], [paper(3)]: [] })
  })

  test('D66: they are moved to a column, and each goes back to its own unless somebody moved it since', () => {
    const [ana, ben] = two()
    setStage(ana, paper(1), 'reading')
    setStage(ana, paper(2), 'discussed')
    exchange(ana, ben)
    ana.clock += 1_000
    const act = setStages(ana, ALL, 'discussed') ?? ''
    expect(readAct(ana.doc, act)?.papers).toEqual(new Set([paper(1), paper(3)]))
    exchange(ana, ben)
    ben.clock += 2_000
    setStage(ben, paper(3), 'reading')
    exchange(ana, ben)
    expect(undoAct(ana, act)).toBe(true)
    exchange(ana, ben)
    for (const one of [ana, ben])
      expect(ALL.map((key) => entries(one).get(key)?.stage)).toEqual(['reading', 'discussed', 'reading'])
  })

  test('D66: they get a date in one act; what is not given stays, and so does what somebody settled since', () => {
    const [ana, ben] = two()
    setSchedule(ana, paper(1), { date: MONDAY, presenter: 'ben' })
    exchange(ana, ben)
    ana.clock += 1_000
    const act = setSchedules(ana, ALL, { date: TUESDAY }) ?? ''
    expect(ALL.map((key) => entries(ana).get(key)?.date)).toEqual([TUESDAY, TUESDAY, TUESDAY])
    expect(entries(ana).get(paper(1))?.presenter).toBe('ben')
    exchange(ana, ben)
    ben.clock += 2_000
    setSchedule(ben, paper(2), { date: MONDAY })
    exchange(ana, ben)
    expect(undoAct(ana, act)).toBe(true)
    exchange(ana, ben)
    for (const one of [ana, ben])
      expect(ALL.map((key) => entries(one).get(key)?.date)).toEqual([MONDAY, MONDAY, null])
    expect(setSchedules(ana, ALL, { date: null, presenter: null })).not.toBeNull()
    expect(entries(ana).get(paper(1))).toMatchObject({ date: null, presenter: null })
  })

  test('D66: at most so many at once, and one more is left out', () => {
    const ana = createReplica('ana', 1)
    createList(ana, LIST)
    const many = Array.from({ length: MAX_PAPERS_AT_ONCE + 1 }, (_, number) => paper(number))
    const halves = [many.slice(0, MAX_PAPERS_AT_ONCE), many.slice(MAX_PAPERS_AT_ONCE)]
    for (const half of halves)
      addPapers(
        ana,
        half.map((key) => ({ key, snapshots: [] })),
      )
    expect(papers(ana)).toHaveLength(MAX_PAPERS_AT_ONCE + 1)
    votePapers(ana, many, true)
    setStages(ana, many, 'reading')
    setSchedules(ana, many, { date: MONDAY })
    const left = [...entries(ana).values()].filter((entry) => entry.votes.length === 0)
    expect(left).toMatchObject([{ votes: [], stage: 'to-read', date: null }])
    const act = removePapers(ana, many) ?? ''
    expect(papers(ana)).toEqual([many.at(-1)])
    undoAct(ana, act)
    expect(papers(ana)).toHaveLength(MAX_PAPERS_AT_ONCE + 1)
  })
})

describe('a vote', () => {
  test('D67: is neither taken back nor given by anybody else, also not by undoing', () => {
    const [ana, ben] = two()
    const voted = castVote(ana, paper(1)) ?? ''
    exchange(ana, ben)
    expect(createUndoLook(ben)([voted])).toEqual({ restores: 0, changed: 0, others: 1 })
    expect(undoActs(ben, [voted])).toBeNull()
    expect(votes(ben)[paper(1)]).toEqual(['ana'])
    const gone = withdrawVote(ana, paper(1)) ?? ''
    exchange(ana, ben)
    expect(undoAct(ben, gone)).toBe(false)
    expect(votes(ben)[paper(1)]).toEqual([])
    const undo = undoActs(ana, [gone]) ?? ''
    exchange(ana, ben)
    expect(votes(ben)[paper(1)]).toEqual(['ana'])
    // What she undid is as much her own.
    expect(undoActs(ben, [undo])).toBeNull()
    expect(undoActs(ana, [undo])).not.toBeNull()
    expect(votes(ana)[paper(1)]).toEqual([])
  })

  test('D67: of acts that are undone together the others are undone, and the votes stay', () => {
    const [ana, ben] = two()
    const acts = [castVote(ana, paper(1)), setStage(ana, paper(1), 'reading')].map(String)
    exchange(ana, ben)
    expect(createUndoLook(ben)(acts)).toEqual({ restores: 1, changed: 0, others: 1 })
    expect(undoActs(ben, acts)).not.toBeNull()
    exchange(ana, ben)
    for (const one of [ana, ben])
      expect(entries(one).get(paper(1))).toMatchObject({ votes: ['ana'], stage: 'to-read' })
    // The vote is still hers to undo.
    expect(undoAct(ana, acts[0] ?? '')).toBe(true)
  })

  test('D67: of several people on one paper each undoes their own', () => {
    const [ana, ben] = two()
    const hers = votePapers(ana, ALL, true) ?? ''
    const his = votePapers(ben, ALL, true) ?? ''
    exchange(ana, ben)
    expect(undoActs(ben, [hers, his])).not.toBeNull()
    exchange(ana, ben)
    for (const one of [ana, ben])
      expect(votes(one)).toEqual({ [paper(1)]: ['ana'], [paper(2)]: ['ana'], [paper(3)]: ['ana'] })
  })

  test('D67: whoever brought votes of others back takes that back', () => {
    const [ana, ben] = two()
    castVote(ben, paper(1))
    exchange(ana, ben)
    const past = createReplica('ana', 7, ana)
    withdrawVote(ben, paper(1))
    removePaper(ben, paper(1))
    exchange(ana, ben)
    ana.clock += 5_000
    const undo = bringBack(ana, past.doc, [{ type: 'paper', key: paper(1) }])
    expect(votes(ana)[paper(1)]).toEqual(['ben'])
    expect(undo?.()).toBe(true)
    expect(papers(ana)).not.toContain(paper(1))
    addPapers(ana, [listed(1)])
    expect(votes(ana)[paper(1)]).toEqual([])
  })
})

describe('a reading state', () => {
  const shown = (replica: Replica): unknown => entries(replica).get(paper(1))?.reading
  test('D67: is taken back by the member who shows it alone, and undone with what else they did', () => {
    const [ana, ben] = two()
    const read = setReadingInList(ana, paper(1), 'read') ?? ''
    exchange(ana, ben)
    expect(createUndoLook(ben)([read])).toEqual({ restores: 0, changed: 0, others: 1 })
    expect(undoActs(ben, [read])).toBeNull()
    expect(shown(ben)).toEqual(new Map([['ana', 'read']]))
    expect(undoAct(ana, read)).toBe(true)
    exchange(ana, ben)
    expect(shown(ben)).toEqual(new Map())
  })
})
