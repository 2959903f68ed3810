import { describe, expect, test } from 'vitest'
import { runAct } from '../../src/doc/acts.ts'
import { undoAct } from '../../src/doc/undoing.ts'
import { createLibrary, savePaper, setSetting } from '../../src/doc/libraryDoc.ts'
import { KEPT_MS, MAX_AHEAD_MS, MAX_PURGED_ACTS, MAX_PURGED_TOMBSTONES } from '../../src/doc/limits.ts'
import { addComment, addPapers, castVote, createList, removeComment } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { purge } from '../../src/doc/purge.ts'
import { plainText } from '../../src/doc/sharedText.ts'
import { createReplica, DAY, exchange, paper, snapshot, type Replica } from './replica.ts'

const LIST = { listId: 'list-1', title: 'Group', description: '', colour: 2, ownerKey: 'key' }

const newList = (): Replica => {
  const ana = createReplica('ana')
  createList(ana, LIST)
  addPapers(ana, [{ key: paper(1), snapshots: [snapshot(1)] }])
  return ana
}
const newLibrary = (): Replica => {
  const ana = createReplica('ana')
  createLibrary(ana)
  return ana
}
const actIds = ({ doc }: Replica): readonly string[] => [...doc.getMap('acts').keys()]
const timeOf = (act: string | null): number => Number(act?.split('-', 1)[0])
const comment = (replica: Replica, text: string): string => {
  addComment(replica, { paper: paper(1), text })
  const said = readList(replica.doc).view().comments.get(paper(1))
  return said?.find((one) => one.text === text)?.id ?? ''
}
const textOf = ({ doc }: Replica, id: string): string => plainText(doc.getText(`comment:${id}`))

describe('the time of a verb', () => {
  test('D9: it is the clock’s, and one past the latest the document knows where the clock is behind', () => {
    const ana = newLibrary()
    const now = ana.clock
    expect(timeOf(setSetting(ana, 'a', 1))).toBe(now)
    expect(timeOf(setSetting(ana, 'a', 2))).toBe(now + 1)
    ana.clock = now - DAY / 2
    expect(timeOf(setSetting(ana, 'a', 3))).toBe(now + 2)
    ana.clock = now + 0.9
    expect(timeOf(setSetting(ana, 'a', 4))).toBe(now + 3)
    ana.clock = now + 50
    expect(timeOf(setSetting(ana, 'a', 5))).toBe(now + 50)
  })

  test('D9: whoever has heard of a verb writes after it, whatever their clock says', () => {
    const ana = newLibrary()
    const ben = createReplica('ben', 2, ana)
    ben.clock -= DAY / 4
    const first = savePaper(ana, paper(1), [])
    exchange(ana, ben)
    const second = savePaper(ben, paper(2), [])
    expect(timeOf(second)).toBe(timeOf(first) + 1)
  })

  test.each([
    [MAX_AHEAD_MS - 1, MAX_AHEAD_MS],
    [MAX_AHEAD_MS, MAX_AHEAD_MS + 1],
    [MAX_AHEAD_MS + 1, MAX_AHEAD_MS + 1],
    [8.64e15 - 1_750_000_000_000, MAX_AHEAD_MS + 1],
  ])('D9: of an act %i ms ahead a verb is %i ms ahead', (ahead, own) => {
    const ana = newLibrary()
    ana.doc
      .getMap('acts')
      .set(`${ana.clock + ahead}-far`, JSON.stringify({ by: 'eve', verb: 'save', key: '' }))
    expect(timeOf(setSetting(ana, 'a', 1)) - ana.clock).toBe(own)
  })

  test.each(['nonsense', '-5-x', '1e15-x', '9999999999999999999-x', 'NaN-x'])(
    'D9: an act called %s has no time that counts',
    (id) => {
      const ana = newLibrary()
      ana.doc.getMap('acts').set(id, JSON.stringify({ by: 'eve', verb: 'save', key: '' }))
      expect(timeOf(setSetting(ana, 'a', 1))).toBe(ana.clock)
    },
  )
})

describe('the purge', () => {
  test('D10: an act of exactly 30 days stays, and one a millisecond older goes', () => {
    const ana = newLibrary()
    const older = setSetting(ana, 'a', 1)
    ana.clock += 1
    const old = setSetting(ana, 'a', 2)
    ana.clock += KEPT_MS
    const now = setSetting(ana, 'a', 3)
    expect(actIds(ana)).not.toContain(older)
    expect(actIds(ana).toSorted()).toEqual([old, now])
    expect(undoAct(ana, older ?? '')).toBe(false)
  })

  test('D10: a tombstone of exactly 30 days stays, one a millisecond older goes with the comment’s text', () => {
    const ana = newList()
    const [first, second] = [comment(ana, 'first'), comment(ana, 'second')]
    const kept = comment(ana, 'kept')
    ana.clock += DAY
    removeComment(ana, first)
    ana.clock += 1
    removeComment(ana, second)
    ana.clock += KEPT_MS
    castVote(ana, paper(1))
    expect([...ana.doc.getMap('removed').keys()]).toEqual([`comment ${second}`])
    expect([textOf(ana, first), textOf(ana, second), textOf(ana, kept)]).toEqual(['', 'second', 'kept'])
    expect([...ana.doc.getMap('comments').keys()].toSorted()).toEqual([second, kept].toSorted())
    ana.clock += 1
    addComment(ana, { paper: paper(1), text: 'later' })
    expect([...ana.doc.getMap('removed').keys()]).toEqual([])
    expect(textOf(ana, second)).toBe('')
    const shown = readList(ana.doc).view().comments.get(paper(1)) ?? []
    expect(shown.map(({ text }) => text)).toEqual(['kept', 'later'])
  })

  test('D10: the time is the document’s own: where it is a day ahead of the clock, that day counts', () => {
    const ana = newLibrary()
    const old = setSetting(ana, 'a', 1)
    ana.clock += KEPT_MS - DAY / 2
    setSetting(ana, 'a', 2)
    expect(actIds(ana)).toContain(old)
    ana.doc.getMap('acts').set(`${ana.clock + DAY}-ben`, JSON.stringify({ by: 'ben', verb: 'save', key: '' }))
    setSetting(ana, 'a', 3)
    expect(actIds(ana)).not.toContain(old)
  })

  test('D10: a clock years ahead elsewhere does not empty the history', () => {
    const ana = newLibrary()
    const old = setSetting(ana, 'a', 1)
    const far = `${ana.clock + 1_000 * DAY}-eve`
    ana.doc.getMap('acts').set(far, JSON.stringify({ by: 'eve', verb: 'save', key: '' }))
    setSetting(ana, 'a', 2)
    expect(actIds(ana)).toContain(old)
  })

  test('D10: one verb purges so many and no more, and the next ones the rest', () => {
    const ana = newList()
    const begun = ana.clock
    const acts = ana.doc.getMap('acts')
    const removed = ana.doc.getMap('removed')
    for (let at = 0; at < MAX_PURGED_ACTS + 5; at++)
      acts.set(`${begun}-old${at}`, JSON.stringify({ by: 'ana', verb: 'x', key: '' }))
    for (let at = 0; at < MAX_PURGED_TOMBSTONES + 5; at++)
      removed.set(`comment c${at}`, JSON.stringify({ by: 'ana', at: begun }))
    ana.clock += 2 * KEPT_MS
    const before = acts.size
    castVote(ana, paper(1))
    expect([acts.size, removed.size]).toEqual([before + 1 - MAX_PURGED_ACTS, 5])
    addComment(ana, { paper: paper(1), text: 'hello' })
    expect([acts.size, removed.size]).toEqual([2, 0])
  })

  test('D10: a verb that changes nothing purges nothing', () => {
    const ana = newLibrary()
    const old = setSetting(ana, 'a', 1)
    ana.clock += 2 * KEPT_MS
    expect(runAct(ana, 'nothing', '', () => undefined)).toBeNull()
    expect(actIds(ana)).toEqual([old])
  })

  test('D10: tombstones that cannot go yet do not keep the others from going', () => {
    const ana = newLibrary()
    const removed = ana.doc.getMap('removed')
    for (let at = 0; at < 2 * MAX_PURGED_TOMBSTONES; at++)
      removed.set(`of a later version ${at}`, JSON.stringify({ at: 1 }))
    removed.set('comment c1', JSON.stringify({ by: 'ana', at: 1 }))
    purge(ana, ana.clock)
    expect(removed.has('comment c1')).toBe(false)
    expect(removed.size).toBe(2 * MAX_PURGED_TOMBSTONES)
  })

  test('D7, D10: a comment that was brought back after its removal keeps its text', () => {
    const ana = newList()
    const id = comment(ana, 'words')
    const act = removeComment(ana, id)
    ana.clock += KEPT_MS - DAY
    undoAct(ana, act ?? '')
    ana.clock += 2 * DAY
    castVote(ana, paper(1))
    expect(textOf(ana, id)).toBe('words')
    expect(
      readList(ana.doc)
        .view()
        .comments.get(paper(1))
        ?.map(({ text }) => text),
    ).toEqual(['words'])
  })

  test('D7, D10: a removal brought back by undoing counts from then', () => {
    const ana = newList()
    const id = comment(ana, 'words')
    const gone = removeComment(ana, id)
    undoAct(ana, gone ?? '')
    const [undo = ''] = actIds(ana).toSorted().toReversed()
    ana.clock += KEPT_MS - DAY
    expect(undoAct(ana, undo)).toBe(true)
    ana.clock += 2 * DAY
    castVote(ana, paper(1))
    expect(textOf(ana, id)).toBe('words')
    ana.clock += KEPT_MS
    addComment(ana, { paper: paper(1), text: 'other' })
    expect(textOf(ana, id)).toBe('')
  })

  test('D1, D10: two who purge at once, and one who writes meanwhile, end alike', () => {
    const ana = newList()
    const id = comment(ana, 'words')
    removeComment(ana, id)
    const [ben, cy] = [createReplica('ben', 2, ana), createReplica('cy', 3, ana)]
    for (const one of [ana, ben, cy]) one.clock += KEPT_MS + DAY
    castVote(ana, paper(1))
    castVote(ben, paper(1))
    addComment(cy, { paper: paper(1), text: 'mine', replyTo: id })
    exchange(ana, ben, cy)
    for (const one of [ana, ben, cy]) {
      expect([textOf(one, id), one.doc.getMap('removed').size]).toEqual(['', 0])
      expect(readList(one.doc).view()).toEqual(readList(ana.doc).view())
    }
  })
})
