import { describe, expect, test } from 'vitest'
import { undoAct, undoActs } from '../../src/doc/undoing.ts'
import { createUndoLook, listActs, mixIn, onActs, readAct } from '../../src/doc/activity.ts'
import {
  addComment,
  addPapers,
  castVote,
  createList,
  joinList,
  removeComment,
  removePaper,
  setTitle,
  setWhy,
} from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { setSchedule, setStage } from '../../src/doc/listSchedule.ts'
import { parseDay } from '../../src/lib/day.ts'
import { createReplica, exchange, paper, seeded, snapshot, type Replica } from './replica.ts'

const LIST = { listId: 'list-1', title: 'Group', description: '', colour: 2, ownerKey: 'key' }
const listed = (number: number) => ({ key: paper(number), snapshots: [snapshot(number)] })
const view = (replica: Replica) => readList(replica.doc).view()
const verbs = (replica: Replica): readonly string[] =>
  listActs(replica.doc).map((id) => readAct(replica.doc, id)?.verb ?? '')
const papers = (replica: Replica): readonly string[] => [...view(replica).entries.keys()].sort()

/** A list with papers 1 to 3, on two devices. */
const two = (): readonly [Replica, Replica] => {
  const ana = createReplica('ana', 1)
  createList(ana, LIST)
  joinList(ana, { name: 'Ana', colour: 1 })
  addPapers(ana, [listed(1), listed(2), listed(3)])
  return [ana, createReplica('ben', 2, ana)]
}

describe('undoing is an act', () => {
  test('D42: it says whose act it took back, and undoing it does that again', () => {
    const [ana, ben] = two()
    const removed = removePaper(ana, paper(1)) ?? ''
    exchange(ana, ben)
    const undo = undoActs(ben, [removed]) ?? ''
    expect(papers(ben)).toContain(paper(1))
    expect(readAct(ben.doc, undo)).toMatchObject({
      by: 'ben',
      verb: 'undo',
      of: { by: 'ana', verb: 'remove' },
    })
    expect(readAct(ben.doc, removed)).toBeNull()
    exchange(ana, ben)
    const redo = undoActs(ana, [undo]) ?? ''
    expect(papers(ana)).not.toContain(paper(1))
    expect(readAct(ana.doc, redo)).toMatchObject({ verb: 'redo', of: { by: 'ana', verb: 'remove' } })
    expect(undoAct(ana, redo)).toBe(true)
    expect(papers(ana)).toContain(paper(1))
    expect(verbs(ana)).toEqual(['undo', 'add'])
    expect([undoAct(ana, redo), undoAct(ana, undo), undoAct(ana, removed)]).toEqual([false, false, false])
  })

  test('D42: doing it again leaves alone what somebody changed since', () => {
    const [ana, ben] = two()
    const undo = undoActs(ana, [setTitle(ana, 'One') ?? '']) ?? ''
    exchange(ana, ben)
    setTitle(ben, 'Two')
    exchange(ana, ben)
    expect(undoActs(ana, [undo])).toBeNull()
    expect(view(ana).meta.title).toBe('Two')
  })

  test('D42: several acts on one thing are undone as one, the newest first, whatever order they are given in', () => {
    const [ana] = two()
    const acts = ['A', 'B', 'C'].map((title) => setTitle(ana, title) ?? '')
    acts.push(removePaper(ana, paper(2)) ?? '')
    const undo = undoActs(ana, [acts[1], acts[3], acts[0], acts[2]].map(String)) ?? ''
    expect(view(ana).meta.title).toBe('Group')
    expect(papers(ana)).toHaveLength(3)
    expect(verbs(ana)).toEqual(['undo', 'add'])
    expect(undoActs(ana, [undo])).not.toBeNull()
    expect([view(ana).meta.title, papers(ana).length]).toEqual(['C', 2])
  })

  test('D42: of two people who undo one act at once nothing is undone twice, and both can do it again', () => {
    const [ana, ben] = two()
    const planned = setStage(ana, paper(1), 'discussed') ?? ''
    exchange(ana, ben)
    const stages = () => [ana, ben].map((one) => view(one).entries.get(paper(1))?.stage)
    const undone = [undoActs(ana, [planned]), undoActs(ben, [planned])]
    exchange(ana, ben)
    expect(stages()).toEqual(['to-read', 'to-read'])
    expect(undoActs(ana, [undone[1] ?? ''])).not.toBeNull()
    expect(undoActs(ana, [undone[0] ?? ''])).toBeNull()
    exchange(ana, ben)
    expect(stages()).toEqual(['discussed', 'discussed'])
  })

  test('D43: nobody takes back or brings back what somebody else said, also not by undoing', () => {
    const [ana, ben] = two()
    const said = addComment(ana, { paper: paper(1), text: 'mine' }) ?? ''
    exchange(ana, ben)
    expect(createUndoLook(ben)([said])).toEqual({ restores: 0, changed: 0, others: 1 })
    expect(undoAct(ben, said)).toBe(false)
    expect(view(ben).comments.get(paper(1))).toHaveLength(1)
    const gone = removeComment(ana, view(ana).comments.get(paper(1))?.[0]?.id ?? '') ?? ''
    exchange(ana, ben)
    expect(undoAct(ben, gone)).toBe(false)
    expect(view(ben).comments.has(paper(1))).toBe(false)
    expect(undoAct(ana, gone)).toBe(true)
    expect(view(ana).comments.get(paper(1))).toHaveLength(1)
  })

  test('D42: whatever is undone and done again at random on two sides, both end alike and the history tells it', () => {
    let done = 0
    for (let seed = 1; seed <= 30; seed++) {
      const random = seeded(seed)
      const [ana, ben] = two()
      for (let step = 0; step < 40; step++) {
        const one = random() < 0.5 ? ana : ben
        one.clock += 1_000
        const number = 1 + Math.floor(random() * 3)
        const ids = listActs(one.doc)
        const verb = Math.floor(random() * 7)
        if (verb === 0) castVote(one, paper(number))
        else if (verb === 1) removePaper(one, paper(number))
        else if (verb === 2) addPapers(one, [listed(number)])
        else if (verb === 3) setWhy(one, paper(number), `why ${step}`)
        else if (verb === 4) exchange(ana, ben)
        else {
          const some = ids.filter(() => random() < 0.2)
          const look = createUndoLook(one)(some)
          const undo = undoActs(one, some)
          if (undo !== null) done++
          if (look.restores === 0) expect(undo).toBeNull()
          // Acts that cancel out stay where they are.
          if (undo === null) expect(listActs(one.doc)).toEqual(ids)
        }
      }
      exchange(ana, ben)
      expect(view(ana)).toEqual(view(ben))
      expect(listActs(ana.doc)).toEqual(listActs(ben.doc))
    }
    expect(done).toBeGreaterThan(150)
  })
})

describe('what happened', () => {
  test('D46: an act tells its papers and what it changed, an undoing what it undid', () => {
    const [ana] = two()
    const day = parseDay('2025-12-11')
    const planned = setSchedule(ana, paper(1), { date: day, presenter: 'ana' }) ?? ''
    const told = readAct(ana.doc, planned)
    expect(told?.papers).toEqual(new Set([paper(1)]))
    expect(told?.facts.map(({ root, subject, before }) => [root, subject, before])).toEqual([
      ['schedule', 'date', null],
      ['schedule', 'presenter', null],
    ])
    const undo = undoActs(ana, [planned]) ?? ''
    expect(readAct(ana.doc, undo)?.facts).toEqual(told?.facts)
  })

  test('D46: garbage among the acts is left out, and an unknown verb is told', () => {
    const [ana] = two()
    const acts = ana.doc.getMap('acts')
    const good = JSON.stringify({ by: 'eve', verb: 'from-tomorrow', key: paper(1), changes: [] })
    acts.set('nonsense', good)
    acts.set(`${ana.clock}-x`, 'not JSON')
    acts.set(`${ana.clock}-y`, 5)
    acts.set(`${ana.clock}-z`, '{"by":"eve"}')
    acts.set(`${ana.clock}-w`, JSON.stringify({ by: 'eve', verb: 'x', key: 7 }))
    acts.set(
      `${ana.clock}-v`,
      JSON.stringify({
        by: 'eve',
        verb: 'undo',
        key: '',
        of: [1],
        changes: [[1], 'a', ['meta', ['listId'], 'a', 'b']],
      }),
    )
    acts.set(`${ana.clock}-u`, good)
    const told = listActs(ana.doc).flatMap((id) => readAct(ana.doc, id) ?? [])
    expect(told.map(({ verb }) => verb).sort()).toEqual(['add', 'from-tomorrow', 'undo'])
    expect(told.find(({ verb }) => verb === 'undo')).toMatchObject({ of: null, facts: [] })
    expect(told.find(({ verb }) => verb === 'from-tomorrow')?.papers).toEqual(new Set([paper(1)]))
    for (const id of acts.keys()) expect(createUndoLook(ana)([id]).restores).toBeLessThanOrEqual(3)
  })

  test('D46: acts stand newest first, and what comes is put in its place', () => {
    const [ana, ben] = two()
    let ids = listActs(ana.doc)
    const stop = onActs(ana.doc, (arrived, gone) => {
      ids = mixIn(
        ids.filter((id) => !gone.has(id)),
        arrived,
      )
    })
    for (let step = 0; step < 60; step++) {
      const one = step % 3 === 0 ? ben : ana
      one.clock += step % 7 === 0 ? -5_000 : 1_000
      setWhy(one, paper(1 + (step % 3)), `why ${step}`)
      if (step % 5 === 0) undoAct(one, listActs(one.doc)[2] ?? '')
      if (step % 10 === 9) exchange(ana, ben)
    }
    exchange(ana, ben)
    expect(ids).toEqual(listActs(ana.doc))
    expect(ids.length).toBeGreaterThan(30)
    stop()
  })
})
