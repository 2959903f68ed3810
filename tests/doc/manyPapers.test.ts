import { describe, expect, test } from 'vitest'
import { listActs, readAct } from '../../src/doc/activity.ts'
import { undoAct } from '../../src/doc/undoing.ts'
import { setDaysDone } from '../../src/doc/daysDone.ts'
import {
  createLibrary,
  savePaper,
  savePapers,
  setReading,
  setReadings,
  unsavePaper,
  unsavePapers,
} from '../../src/doc/libraryDoc.ts'
import { tagPaper, tagPapers } from '../../src/doc/tagging.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { skipPapers } from '../../src/doc/skips.ts'
import { skipOnDays, unskipDays } from '../../src/doc/skipsOfDays.ts'
import { parseDay, type Day } from '../../src/lib/day.ts'
import { createReplica, exchange, paper, snapshot, type Replica } from './replica.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`${text} is no day`)
  return parsed
}
const MONDAY = day('2025-06-16')
const TUESDAY = day('2025-06-17')
const known = (...numbers: readonly number[]) =>
  numbers.map((number) => ({ key: paper(number), snapshots: [snapshot(number)] }))

const library = (): Replica => {
  const ana = createReplica('ana', 1)
  createLibrary(ana)
  return ana
}
const viewOf = (replica: Replica) => readLibrary(replica.doc).view()
const savedIn = (replica: Replica) => [...viewOf(replica).saved.keys()].toSorted()
const skippedIn = (replica: Replica) => [...viewOf(replica).skipped].toSorted()
/** How often the document speaks while something is done: once for each transaction that changed it. */
const transactionsOf = (replica: Replica, act: () => void): number => {
  let count = 0
  const root = replica.doc.getMap('acts')
  const packed = replica.doc.getMap('skipped')
  const seen = new Set<unknown>()
  const note = (_event: unknown, transaction: unknown): void => {
    if (!seen.has(transaction)) count += 1
    seen.add(transaction)
  }
  root.observe(note)
  packed.observe(note)
  act()
  root.unobserve(note)
  packed.unobserve(note)
  return count
}

describe('acts on several papers', () => {
  test('D32: saving several is one act in one transaction, with what is known of each', () => {
    const ana = library()
    expect(transactionsOf(ana, () => savePapers(ana, known(1, 2, 3)))).toBe(1)
    expect(savedIn(ana)).toEqual([paper(1), paper(2), paper(3)])
    expect(listActs(ana.doc).map((id) => readAct(ana.doc, id)?.verb)).toEqual(['save'])
    expect(viewOf(ana).papers.get(paper(3))?.title).toBe('Paper number 3')
  })

  test('D32: undoing leaves alone what was saved before, and what was changed since', () => {
    const ana = library()
    savePaper(ana, paper(1), [])
    ana.clock += 1_000
    const act = savePapers(ana, known(1, 2, 3, 4))
    unsavePaper(ana, paper(3))
    expect(undoAct(ana, act ?? '')).toBe(true)
    expect(savedIn(ana)).toEqual([paper(1)])
    expect(savePapers(ana, known(1))).toBeNull()
  })

  test('D32: taking several from the saved ones is undone as one', () => {
    const ana = library()
    savePapers(ana, known(1, 2))
    const act = unsavePapers(ana, [paper(1), paper(2), paper(3)])
    expect(savedIn(ana)).toEqual([])
    undoAct(ana, act ?? '')
    expect(savedIn(ana)).toEqual([paper(1), paper(2)])
  })

  test('D32: a tag on several is undone where it was not before', () => {
    const ana = library()
    tagPaper(ana, paper(1), 'Optics', [])
    ana.clock += 1_000
    const act = tagPapers(ana, known(1, 2), 'optics')
    expect([...viewOf(ana).tags]).toEqual([
      [paper(1), ['optics']],
      [paper(2), ['optics']],
    ])
    expect(viewOf(ana).tagNames.get('optics')?.name).toBe('Optics')
    undoAct(ana, act ?? '')
    expect([...viewOf(ana).tags]).toEqual([[paper(1), ['optics']]])
    expect(tagPapers(ana, known(3), '   ')).toBeNull()
  })

  test('D32: each gets its own reading state back', () => {
    const ana = library()
    setReading(ana, paper(1), 'reading')
    setReading(ana, paper(2), 'read')
    ana.clock += 1_000
    const act = setReadings(ana, known(1, 2, 3), 'read')
    expect([...viewOf(ana).reading.values()]).toEqual(['read', 'read', 'read'])
    undoAct(ana, act ?? '')
    expect(new Map(viewOf(ana).reading)).toEqual(
      new Map([
        [paper(1), 'reading'],
        [paper(2), 'read'],
      ]),
    )
    const cleared = setReadings(ana, known(1, 2), null)
    expect(viewOf(ana).reading.size).toBe(0)
    undoAct(ana, cleared ?? '')
    expect(viewOf(ana).reading.size).toBe(2)
  })

  test('D32: a paper saved elsewhere at the time of a taking away stays saved', () => {
    const ana = library()
    savePapers(ana, known(1, 2))
    const ben = createReplica('ben', 2, ana)
    unsavePapers(ana, [paper(1), paper(2)])
    unsavePaper(ben, paper(2))
    savePaper(ben, paper(2), [])
    exchange(ana, ben)
    for (const one of [ana, ben]) expect(savedIn(one)).toEqual([paper(2)])
  })
})

describe('skips of several days', () => {
  const days = new Map([
    [MONDAY, [paper(1), paper(2)]],
    [TUESDAY, [paper(3)]],
  ])

  test('D33: they are one transaction with an entry for each day', () => {
    const ana = library()
    expect(transactionsOf(ana, () => skipOnDays(ana, days))).toBe(1)
    expect(ana.doc.getMap('skipped').toJSON()).toEqual({
      '2025-06-16 ana': JSON.stringify([paper(1), paper(2)]),
      '2025-06-17 ana': JSON.stringify([paper(3)]),
    })
    expect(skipOnDays(ana, days)).toBeNull()
  })

  test('D33: one undo takes them back, and none that was there before', () => {
    const ana = library()
    skipPapers(ana, MONDAY, [paper(1)])
    const act = skipOnDays(ana, days)
    expect(skippedIn(ana)).toEqual([paper(1), paper(2), paper(3)])
    expect(transactionsOf(ana, () => unskipDays(ana, act ?? []))).toBe(1)
    expect(skippedIn(ana)).toEqual([paper(1)])
    expect(unskipDays(ana, act ?? [])).toBe(false)
  })

  test('D33: another device of the person takes them back too', () => {
    const ana = library()
    const act = skipOnDays(ana, days)
    const ben = createReplica('ben', 2, ana)
    expect(unskipDays(ben, act ?? [])).toBe(true)
    exchange(ana, ben)
    for (const one of [ana, ben]) expect(skippedIn(one)).toEqual([])
  })

  test('D33: an act with a part that is no skip undoes the rest', () => {
    const ana = library()
    const acts = [...(skipOnDays(ana, days) ?? []), 'nonsense']
    expect(unskipDays(ana, acts)).toBe(true)
    expect(skippedIn(ana)).toEqual([])
  })
})

describe('days that are done', () => {
  test('D34: several are one act, and undoing leaves what was done before', () => {
    const ana = library()
    setDaysDone(ana, [MONDAY], true)
    ana.clock += 1_000
    const act = setDaysDone(ana, [MONDAY, TUESDAY], true)
    expect([...viewOf(ana).days.keys()]).toEqual([MONDAY, TUESDAY])
    expect(setDaysDone(ana, [MONDAY, TUESDAY], true)).toBeNull()
    undoAct(ana, act ?? '')
    expect([...viewOf(ana).days.keys()]).toEqual([MONDAY])
    const taken = setDaysDone(ana, [MONDAY, TUESDAY], false)
    expect(viewOf(ana).days.size).toBe(0)
    undoAct(ana, taken ?? '')
    expect([...viewOf(ana).days.keys()]).toEqual([MONDAY])
  })

  test('D34: of two devices that mark a day it is done on both', () => {
    const ana = library()
    const ben = createReplica('ben', 2, ana)
    setDaysDone(ana, [MONDAY], true)
    setDaysDone(ben, [MONDAY, TUESDAY], true)
    exchange(ana, ben)
    for (const one of [ana, ben]) expect([...viewOf(one).days.keys()].toSorted()).toEqual([MONDAY, TUESDAY])
  })
})
