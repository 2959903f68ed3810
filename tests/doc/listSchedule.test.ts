import { describe, expect, test } from 'vitest'
import { listActs } from '../../src/doc/activity.ts'
import { undoAct } from '../../src/doc/undoing.ts'
import { bringBack } from '../../src/doc/bringBack.ts'
import { compareLists } from '../../src/doc/earlier.ts'
import { writeAlias } from '../../src/doc/libraryDoc.ts'
import { MAX_PLACE_LENGTH } from '../../src/doc/limits.ts'
import { addPapers, castVote, createList, joinList, removePaper } from '../../src/doc/listDoc.ts'
import { holdMeeting, setMeeting, setSchedule, setStage } from '../../src/doc/listSchedule.ts'
import { readList } from '../../src/doc/listView.ts'
import { createSharedDoc, mergeInto, stateOf } from '../../src/doc/sharedDoc.ts'
import type { Meeting } from '../../src/domain/meeting.ts'
import { titleKey } from '../../src/domain/paperKeyOf.ts'
import { byVotes, STAGES } from '../../src/domain/stage.ts'
import { parseDay, type Day } from '../../src/lib/day.ts'
import { createReplica, exchange, paper, seeded, snapshot, type Replica } from './replica.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`no day: ${text}`)
  return parsed
}
const MEETING: Meeting = {
  from: day('2025-12-11'),
  time: '15:00',
  every: 1,
  place: 'Room 3.12',
  zone: 'Europe/Berlin',
}
const view = (replica: Replica) => readList(replica.doc).view()
const entry = (replica: Replica, number: number) => view(replica).entries.get(paper(number))

/** A list with papers 1 to 3, on two devices. */
const two = (): readonly [Replica, Replica] => {
  const ana = createReplica('ana', 1)
  createList(ana, { listId: 'list-1', title: 'Group', description: '', colour: 2, ownerKey: 'key' })
  joinList(ana, { name: 'Ana', colour: 1 })
  addPapers(
    ana,
    [1, 2, 3].map((number) => ({ key: paper(number), snapshots: [snapshot(number)] })),
  )
  return [ana, createReplica('ben', 2, ana)]
}

describe('where a paper stands with the group', () => {
  test('D21: a paper nobody moved is to read, and of two who move one at once the later move counts', () => {
    const [ana, ben] = two()
    expect(entry(ana, 1)?.stage).toBe('to-read')
    setStage(ana, paper(1), 'reading')
    ben.clock += 1_000
    setStage(ben, paper(1), 'discussed')
    setStage(ben, paper(2), 'reading')
    exchange(ana, ben)
    for (const one of [ana, ben])
      expect([1, 2, 3].map((number) => entry(one, number)?.stage)).toEqual([
        'discussed',
        'reading',
        'to-read',
      ])
    // The later one, whoever it is.
    ben.clock -= 1_000
    setStage(ben, paper(3), 'discussed')
    ana.clock += 60_000
    setStage(ana, paper(3), 'reading')
    exchange(ana, ben)
    for (const one of [ana, ben]) expect(entry(one, 3)?.stage).toBe('reading')
    ben.clock = ana.clock
    // Back at the first column is a move as any other, and not the absence of one.
    setStage(ana, paper(2), 'discussed')
    ben.clock += 1_000
    setStage(ben, paper(2), 'to-read')
    exchange(ana, ben)
    for (const one of [ana, ben]) expect(entry(one, 2)?.stage).toBe('to-read')
  })

  test('D21: the same stage again is no act, and a paper that comes back stands where it stood', () => {
    const [ana] = two()
    expect(setStage(ana, paper(1), 'to-read')).toBeNull()
    expect(setStage(ana, paper(1), 'reading')).not.toBeNull()
    expect(setStage(ana, paper(1), 'reading')).toBeNull()
    removePaper(ana, paper(1))
    expect(entry(ana, 1)).toBeUndefined()
    addPapers(ana, [{ key: paper(1), snapshots: [] }])
    expect(entry(ana, 1)?.stage).toBe('reading')
  })

  test('D22: of two who settle the date and the presenter of one paper at once, both are heard', () => {
    const [ana, ben] = two()
    setSchedule(ana, paper(1), { date: day('2025-12-11') })
    setSchedule(ben, paper(1), { presenter: 'ben' })
    exchange(ana, ben)
    for (const one of [ana, ben])
      expect(entry(one, 1)).toMatchObject({ date: '2025-12-11', presenter: 'ben' })
    setSchedule(ben, paper(1), { date: null })
    exchange(ana, ben)
    expect(entry(ana, 1)).toMatchObject({ date: null, presenter: 'ben' })
    expect(setSchedule(ana, paper(1), { date: null, presenter: 'ben' })).toBeNull()
  })

  test('D5: of taking a date away and setting one at the same time, the one set stands', () => {
    const [ana, ben] = two()
    setSchedule(ana, paper(1), { date: day('2025-12-11') })
    exchange(ana, ben)
    setSchedule(ana, paper(1), { date: null })
    setSchedule(ben, paper(1), { date: day('2025-12-18') })
    exchange(ana, ben)
    for (const one of [ana, ben]) expect(entry(one, 1)?.date).toBe('2025-12-18')
  })

  test('D23: a list meets regularly in one way, said as a whole; the later word counts', () => {
    const [ana, ben] = two()
    expect(view(ana).meeting).toBeNull()
    setMeeting(ana, { ...MEETING, place: `  ${'x'.repeat(MAX_PLACE_LENGTH + 9)}` })
    expect(view(ana).meeting?.place.length).toBeLessThanOrEqual(MAX_PLACE_LENGTH)
    ben.clock += 1_000
    setMeeting(ben, MEETING)
    exchange(ana, ben)
    for (const one of [ana, ben]) expect(view(one).meeting).toEqual(MEETING)
    expect(setMeeting(ana, MEETING)).toBeNull()
    setMeeting(ana, null)
    exchange(ana, ben)
    expect(view(ben).meeting).toBeNull()
  })

  test('D24: a meeting that was held takes its papers to discussed in one act, undone as one', () => {
    const [ana, ben] = two()
    setStage(ana, paper(1), 'reading')
    const before = view(ana).entries
    const acts = listActs(ana.doc).length
    const act = holdMeeting(ana, [paper(1), paper(2)])
    expect(listActs(ana.doc).length).toBe(acts + 1)
    expect([1, 2, 3].map((number) => entry(ana, number)?.stage)).toEqual([
      'discussed',
      'discussed',
      'to-read',
    ])
    // What somebody moved since stays where they put it.
    exchange(ana, ben)
    setStage(ben, paper(2), 'reading')
    exchange(ana, ben)
    expect(undoAct(ana, act ?? '')).toBe(true)
    expect(entry(ana, 1)).toEqual(before.get(paper(1)))
    expect(entry(ana, 2)?.stage).toBe('reading')
    expect(holdMeeting(ana, [])).toBeNull()
  })

  test('D55: a meeting moves with its papers in one act, undone as one but for what somebody dated since', () => {
    const [ana, ben] = two()
    const [thursday, friday, wednesday] = [day('2025-12-11'), day('2025-12-12'), day('2025-12-17')]
    const moved: Meeting = { ...MEETING, from: friday }
    setMeeting(ana, MEETING)
    for (const number of [1, 2]) setSchedule(ana, paper(number), { date: thursday, presenter: 'ana' })
    exchange(ana, ben)
    const acts = listActs(ana.doc).length
    const act = setMeeting(ana, moved, new Map([1, 2].map((number) => [paper(number), friday])))
    expect(listActs(ana.doc).length).toBe(acts + 1)
    expect(view(ana).meeting).toEqual(moved)
    for (const number of [1, 2]) expect(entry(ana, number)).toMatchObject({ date: friday, presenter: 'ana' })
    exchange(ana, ben)
    setSchedule(ben, paper(2), { date: wednesday })
    exchange(ana, ben)
    expect(undoAct(ana, act ?? '')).toBe(true)
    exchange(ana, ben)
    for (const one of [ana, ben]) {
      expect(view(one).meeting).toEqual(MEETING)
      expect([1, 2].map((number) => entry(one, number)?.date)).toEqual([thursday, wednesday])
    }
    // The meeting as it is and a date as it stands are no act.
    expect(setMeeting(ana, MEETING, new Map([[paper(1), thursday]]))).toBeNull()
  })

  test('D55: of two who move the meeting at once the later counts, for it and for every paper both took along', () => {
    const [ana, ben] = two()
    const [thursday, friday, wednesday] = [day('2025-12-11'), day('2025-12-12'), day('2025-12-17')]
    setMeeting(ana, MEETING)
    setSchedule(ana, paper(1), { date: thursday })
    setSchedule(ana, paper(2), { date: thursday })
    exchange(ana, ben)
    // Ana had planned one more paper, of which Ben has not heard; and he gave one of hers a presenter.
    setSchedule(ana, paper(3), { date: thursday })
    setMeeting(ana, { ...MEETING, from: friday }, new Map([1, 2, 3].map((number) => [paper(number), friday])))
    setSchedule(ben, paper(2), { presenter: 'ben' })
    ben.clock = ana.clock + 1_000
    const bens = setMeeting(
      ben,
      { ...MEETING, from: wednesday },
      new Map([1, 2].map((number) => [paper(number), wednesday])),
    )
    exchange(ana, ben)
    for (const one of [ana, ben]) {
      expect(view(one).meeting?.from).toBe(wednesday)
      expect([1, 2, 3].map((number) => entry(one, number)?.date)).toEqual([wednesday, wednesday, friday])
      expect(entry(one, 2)?.presenter).toBe('ben')
    }
    // Ben takes his back: the meeting and what he moved are where he found them.
    expect(undoAct(ben, bens ?? '')).toBe(true)
    exchange(ana, ben)
    for (const one of [ana, ben]) {
      expect(view(one).meeting?.from).toBe(thursday)
      expect([1, 2, 3].map((number) => entry(one, number)?.date)).toEqual([thursday, thursday, friday])
    }
    // What is dated on the old day by somebody who has not heard stays there, and is not lost.
    setSchedule(ben, paper(3), { date: thursday })
    setMeeting(ana, { ...MEETING, from: friday }, new Map([1, 2].map((number) => [paper(number), friday])))
    exchange(ana, ben)
    for (const one of [ana, ben])
      expect([1, 2, 3].map((number) => entry(one, number)?.date)).toEqual([friday, friday, thursday])
  })

  test('D25: by votes, what was discussed comes behind everything else, and its votes are kept', () => {
    const [ana, ben] = two()
    castVote(ana, paper(1))
    castVote(ben, paper(1))
    castVote(ben, paper(2))
    exchange(ana, ben)
    const order = () => [...view(ana).entries].sort(([, a], [, b]) => byVotes(a, b)).map(([key]) => key)
    expect(order()).toEqual([paper(1), paper(2), paper(3)])
    holdMeeting(ana, [paper(1)])
    expect(order()).toEqual([paper(2), paper(3), paper(1)])
    expect(entry(ana, 1)?.votes).toHaveLength(2)
  })

  test('D26, D12: a date, time, zone or stage that makes no sense is left out and counted, and the rest is read', () => {
    const [ana] = two()
    setSchedule(ana, paper(2), { date: day('2025-12-11'), presenter: 'ana' })
    const put = (root: string, key: string, value: unknown): void => {
      ana.doc.getMap(root).set(key, typeof value === 'string' ? value : JSON.stringify(value))
    }
    const garbage: readonly (readonly [string, string, unknown])[] = [
      ['stage', `${paper(1)} zz`, { stage: 'burnt', at: 9e15 }],
      ['stage', 'no paper zz', { stage: 'reading', at: 1 }],
      ['schedule', `${paper(1)} date zz`, { date: '2025-02-30', at: 1 }],
      ['schedule', `${paper(1)} date zy`, { date: '9999-12-31', at: 1 }],
      ['schedule', `${paper(1)} date zx`, { date: 12, at: 1 }],
      ['schedule', `${paper(1)} presenter zz`, { presenter: '<b>', at: 1 }],
      ['schedule', `${paper(1)} colour zz`, { colour: 'red', at: 1 }],
      ['schedule', `${paper(1)} date zw`, 'not JSON'],
      ['meetings', 'main zz', { ...MEETING, every: 3, at: 1 }],
      ['meetings', 'main zy', { ...MEETING, time: '25:00', at: 1 }],
      ['meetings', 'main zx', { ...MEETING, zone: '../../etc', at: 1 }],
      ['meetings', 'main zw', { ...MEETING, from: '0099-01-01', at: 1 }],
      ['meetings', 'main zv', { ...MEETING, place: { a: 1 }, at: 1 }],
    ]
    for (const one of garbage) put(...one)
    expect(view(ana).unreadable).toBe(garbage.length)
    expect(entry(ana, 1)).toMatchObject({ stage: 'to-read', date: null, presenter: null })
    expect(entry(ana, 2)).toMatchObject({ date: '2025-12-11', presenter: 'ana' })
    expect(view(ana).meeting).toBeNull()
    // A verb writes over it.
    setStage(ana, paper(1), 'reading')
    setMeeting(ana, MEETING)
    expect(entry(ana, 1)?.stage).toBe('reading')
    expect(view(ana).meeting).toEqual(MEETING)
  })

  test('D6: every verb is undone by its act, and once', () => {
    const [ana] = two()
    setSchedule(ana, paper(3), { date: day('2025-12-18'), presenter: 'ana' })
    const before = view(ana)
    for (const verb of [
      () => setStage(ana, paper(1), 'discussed'),
      () => setSchedule(ana, paper(1), { date: day('2025-12-11'), presenter: 'ana' }),
      () => setSchedule(ana, paper(3), { date: null, presenter: null }),
      () => setMeeting(ana, MEETING),
      () => holdMeeting(ana, [paper(1), paper(3)]),
    ]) {
      const act = verb()
      expect(act).not.toBeNull()
      expect(undoAct(ana, act ?? '')).toBe(true)
      const after = view(ana)
      expect({ ...after, papers: [] }).toEqual({ ...before, papers: [] })
      expect(undoAct(ana, act ?? '')).toBe(false)
    }
  })

  test('D11: a list of a newer major version is read and not written', () => {
    const [ana] = two()
    setStage(ana, paper(1), 'reading')
    ana.doc.getMap('meta').set('schema', 2)
    const before = stateOf(ana.doc)
    expect(setStage(ana, paper(1), 'discussed')).toBeNull()
    expect(holdMeeting(ana, [paper(1)])).toBeNull()
    expect(setSchedule(ana, paper(1), { presenter: 'ana' })).toBeNull()
    expect(setMeeting(ana, MEETING)).toBeNull()
    expect(stateOf(ana.doc)).toEqual(before)
    expect(entry(ana, 1)?.stage).toBe('reading')
  })

  test('D13: a paper that goes by another name since keeps stage, date and presenter, and has one of each', () => {
    const [ana] = two()
    const weak = titleKey('Paper number 9')
    addPapers(ana, [{ key: weak, snapshots: [snapshot(9)] }])
    setStage(ana, weak, 'reading')
    setSchedule(ana, weak, { date: day('2025-12-11'), presenter: 'ana' })
    writeAlias(ana, weak, paper(9))
    expect(entry(ana, 9)).toMatchObject({ stage: 'reading', date: '2025-12-11', presenter: 'ana' })
    setStage(ana, paper(9), 'discussed')
    setSchedule(ana, weak, { date: day('2025-12-18') })
    expect(entry(ana, 9)).toMatchObject({ stage: 'discussed', date: '2025-12-18', presenter: 'ana' })
    setSchedule(ana, paper(9), { date: null, presenter: null })
    expect(entry(ana, 9)).toMatchObject({ date: null, presenter: null })
  })

  test.each([1, 2, 3, 4])('D1: random acts on three replicas end alike (seed %i)', (seed) => {
    const random = seeded(seed)
    const pick = (below: number): number => Math.floor(random() * below)
    const ana = createReplica('ana', seed * 10)
    createList(ana, { listId: 'l', title: 'Group', description: '', colour: 2, ownerKey: 'key' })
    const all = [ana, createReplica('ben', seed * 10 + 1, ana), createReplica('cy', seed * 10 + 2, ana)]
    const days = [day('2025-12-11'), day('2025-12-18'), null]
    let undone = 0
    for (let step = 0; step < 150; step++) {
      const one = all[pick(3)] ?? ana
      one.clock += pick(5_000)
      const key = paper(pick(4))
      const verb = pick(8)
      if (verb === 0) addPapers(one, [{ key, snapshots: [] }])
      else if (verb === 1) setStage(one, key, STAGES[pick(3)] ?? 'reading')
      else if (verb === 2) setSchedule(one, key, { date: days[pick(3)] ?? null })
      else if (verb === 3) setSchedule(one, key, { presenter: [one.by, null][pick(2)] ?? null })
      else if (verb === 4) setMeeting(one, pick(3) === 0 ? null : { ...MEETING, place: `Room ${step}` })
      else if (verb === 7)
        setMeeting(
          one,
          { ...MEETING, place: `Hall ${step}` },
          new Map([[key, days[pick(2)] ?? MEETING.from]]),
        )
      else if (verb === 5) {
        const last = listActs(one.doc)[0]
        if (last !== undefined && undoAct(one, last)) undone++
      } else exchange(one, all[pick(3)] ?? ana)
    }
    exchange(...all)
    const [first, ...others] = all.map(view)
    for (const other of others) expect(other).toEqual(first)
    expect(first?.entries.size).toBeGreaterThan(0)
    expect(undone).toBeGreaterThan(3)
  })
})

describe('an earlier version', () => {
  test('D40: stage, date, presenter and regular meeting that read otherwise come back, undone as one', () => {
    const [ana, ben] = two()
    setStage(ana, paper(1), 'reading')
    setSchedule(ana, paper(1), { date: day('2025-12-11'), presenter: 'ana' })
    setMeeting(ana, MEETING)
    exchange(ana, ben)
    const then = createSharedDoc()
    mergeInto(then, stateOf(ana.doc), 'test')
    const shown = (replica: Replica) => {
      const { entries, meeting } = view(replica)
      return [
        meeting,
        ...[...entries].map(([key, { stage, date, presenter }]) => [key, stage, date, presenter]),
      ]
    }
    const before = shown(ana)
    holdMeeting(ben, [paper(1), paper(2)])
    setSchedule(ben, paper(1), { date: null, presenter: 'ben' })
    setMeeting(ben, { ...MEETING, every: 2 })
    exchange(ana, ben)
    const spoilt = shown(ana)
    const found = compareLists(
      readList(then).view(),
      view(ana),
      () => false,
      () => '',
      () => '',
    )
    expect(found.map(({ part, key, after }) => [part?.type, key, after])).toEqual([
      ['meeting', null, ['2025-12-11', '15:00', '2', 'Room 3.12', 'Europe/Berlin']],
      ['stage', paper(1), ['discussed']],
      ['date', paper(1), []],
      ['presenter', paper(1), ['ben']],
      ['stage', paper(2), ['discussed']],
    ])
    const parts = found.flatMap(({ part }) => part ?? [])
    const undo = bringBack(ana, then, parts)
    expect(shown(ana)).toEqual(before)
    exchange(ana, ben)
    expect(shown(ben)).toEqual(before)
    expect(bringBack(ana, then, parts)).toBeNull()
    expect(undo?.()).toBe(true)
    expect(shown(ana)).toEqual(spoilt)
  })

  test('D40: a paper that is gone comes back with its stage, its date and its presenter', () => {
    const [ana] = two()
    setStage(ana, paper(1), 'reading')
    setSchedule(ana, paper(1), { date: day('2025-12-11'), presenter: 'ana' })
    const then = createSharedDoc()
    mergeInto(then, stateOf(ana.doc), 'test')
    const before = entry(ana, 1)
    ana.doc.transact(() => {
      for (const root of ['added', 'stage', 'schedule', 'members']) ana.doc.getMap(root).clear()
    })
    bringBack(ana, then, [{ type: 'paper', key: paper(1) }])
    expect(entry(ana, 1)).toEqual(before)
    expect(view(ana).members.get('ana')?.name).toBe('Ana')
  })
})
