import { describe, expect, test } from 'vitest'
import { undoAct } from '../../src/doc/undoing.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { addComment, addPapers, castVote, createList, setTitle, setWhy } from '../../src/doc/listDoc.ts'
import { readNews } from '../../src/doc/listNews.ts'
import type { NewAct } from '../../src/doc/newActs.ts'
import { markSeen, onSeen, readSeen } from '../../src/doc/listSeen.ts'
import { MAX_NEWS_AHEAD_MS, MAX_SEEN_MEMBERS } from '../../src/doc/limits.ts'
import { stateOf } from '../../src/doc/sharedDoc.ts'
import { createReplica, DAY, exchange, paper, seeded, snapshot, type Replica } from './replica.ts'

const LIST = { listId: 'list-1', title: 'Group', description: '', colour: 2, ownerKey: 'key' }

const three = (): readonly [Replica, Replica, Replica] => {
  const ana = createReplica('ana', 1)
  createList(ana, LIST)
  addPapers(ana, [{ key: paper(1), snapshots: [snapshot(1)] }])
  return [ana, createReplica('ben', 2, ana), createReplica('cy', 3, ana)]
}
const newLibrary = (by = 'laptop', seed = 9): Replica => {
  const library = createReplica(by, seed)
  createLibrary(library)
  return library
}

/** Somebody's list with their library, as a page has them. */
const watch = (list: Replica, library: Replica, since = 0) => {
  const arrived: NewAct[] = []
  const news = readNews(list, (acts) => arrived.push(...acts))
  news.setSeen(readSeen(library.doc, 'list-1'), since)
  onSeen(library.doc, () => news.setSeen(readSeen(library.doc, 'list-1'), since))
  return {
    arrived,
    count: () => news.unseen.all.size,
    by: () => [...news.unseen.all.values()].map(({ by }) => by),
    said: () => [...news.unseen.all.values()].map(({ said }) => said),
    look: () => markSeen(library, 'list-1', { at: library.clock, of: news.latest }),
    stop: () => news.destroy(),
  }
}

describe('how far a list has been seen', () => {
  test('D44: it never goes back, is no act, and is written where something is new', () => {
    const library = newLibrary()
    const mark = (at: number, of: Record<string, number>): boolean =>
      markSeen(library, 'list-1', { at, of: new Map(Object.entries(of)) })
    expect(mark(10, { ana: 5, ben: 7 })).toBe(true)
    expect(mark(11, { ana: 5, ben: 3 })).toBe(false)
    expect(mark(12, { ana: 4, cy: 9 })).toBe(true)
    expect(readSeen(library.doc, 'list-1').of).toEqual(
      new Map([
        ['cy', 9],
        ['ben', 7],
        ['ana', 5],
      ]),
    )
    expect(readSeen(library.doc, 'list-2')).toEqual({ at: 0, of: new Map() })
    expect(library.doc.getMap('acts').size).toBe(0)
  })

  test('D44: what two devices saw apart from each other is seen on both, of each member the latest', () => {
    const laptop = newLibrary()
    const phone = createReplica('phone', 10, laptop)
    markSeen(laptop, 'list-1', {
      at: 20,
      of: new Map([
        ['ana', 20],
        ['ben', 1],
      ]),
    })
    markSeen(phone, 'list-1', {
      at: 15,
      of: new Map([
        ['ana', 12],
        ['ben', 14],
      ]),
    })
    exchange(laptop, phone)
    for (const one of [laptop, phone])
      expect(readSeen(one.doc, 'list-1')).toEqual({
        at: 20,
        of: new Map([
          ['ana', 20],
          ['ben', 14],
        ]),
      })
    // Whoever looks next makes one claim of all of them.
    markSeen(phone, 'list-1', { at: 30, of: new Map([['ben', 30]]) })
    exchange(laptop, phone)
    expect(laptop.doc.getMap('listSeen').size).toBe(1)
    expect(readSeen(laptop.doc, 'list-1').of.get('ana')).toBe(20)
  })

  test('D44: random looks on three devices end alike, at the latest of each member', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed)
      const first = newLibrary('one', seed)
      const all = [first, createReplica('two', seed, first), createReplica('three', seed, first)]
      const best = new Map<string, number>()
      for (let step = 0; step < 30; step++) {
        const one = all[Math.floor(random() * 3)] ?? first
        const member = `m${Math.floor(random() * 4)}`
        const at = Math.floor(random() * 1_000) + 1
        if (random() < 0.3) exchange(one, all[Math.floor(random() * 3)] ?? first)
        else {
          markSeen(one, 'list-1', { at, of: new Map([[member, at]]) })
          best.set(member, Math.max(at, best.get(member) ?? 0))
        }
      }
      exchange(...all)
      for (const one of all)
        expect(Object.fromEntries(readSeen(one.doc, 'list-1').of)).toEqual(Object.fromEntries(best))
    }
  })

  test('D44, D12: garbage is left out, and a wrong clock marks nothing years ahead', () => {
    const library = newLibrary()
    const root = library.doc.getMap('listSeen')
    for (const [at, value] of [
      'x',
      5,
      '{"at":-1,"of":{}}',
      '{"at":1}',
      '{"at":1,"of":[3]}',
      '{"at":2,"of":{"a b":1,"ok":"7","ben":3}}',
    ].entries())
      root.set(`list-1 w${at}`, value)
    root.set('list-1', 5)
    expect(readSeen(library.doc, 'list-1')).toEqual({ at: 2, of: new Map([['ben', 3]]) })
    markSeen(library, 'list-1', { at: library.clock, of: new Map([['eve', 8e15]]) })
    expect(readSeen(library.doc, 'list-1').of.get('eve')).toBe(library.clock + MAX_NEWS_AHEAD_MS)
  })

  test('D11: a library of a newer version is not written', () => {
    const library = newLibrary()
    library.doc.getMap('meta').set('schema', 2)
    const before = stateOf(library.doc)
    expect(markSeen(library, 'list-1', { at: 1, of: new Map([['ana', 1]]) })).toBe(false)
    expect(stateOf(library.doc)).toEqual(before)
  })
})

describe('what is new in a list', () => {
  test('D45: others’ acts are, until one has looked; one’s own never are', () => {
    const [ana, ben] = three()
    const library = newLibrary()
    const hers = watch(ana, library)
    castVote(ana, paper(1))
    castVote(ben, paper(1))
    setWhy(ben, paper(1), 'for the method')
    exchange(ana, ben)
    expect(hers.by()).toEqual(['ben', 'ben'])
    expect(hers.arrived).toHaveLength(2)
    expect([hers.look(), hers.count(), hers.look()]).toEqual([true, 0, false])
    ana.clock += 1_000
    ben.clock += 1_000
    setTitle(ana, 'Mine')
    setTitle(ben, 'His')
    exchange(ana, ben)
    expect(hers.by()).toEqual(['ben'])
  })

  test('D45: what a member did without a network before one looked, and sent after it, is new', () => {
    const [ana, ben, cy] = three()
    const library = newLibrary()
    const hers = watch(ana, library)
    // On the train.
    setWhy(ben, paper(1), 'offline')
    cy.clock += DAY / 2
    castVote(cy, paper(1))
    exchange(ana, cy)
    ana.clock = cy.clock + 1_000
    library.clock = ana.clock
    hers.look()
    expect(hers.count()).toBe(0)
    exchange(ana, ben)
    expect(hers.by()).toEqual(['ben'])
  })

  test('D45: it is the same on a device that opens the list anew, and looking on one is enough', () => {
    const [ana, ben] = three()
    const laptop = newLibrary()
    const phone = createReplica('phone', 10, laptop)
    castVote(ben, paper(1))
    const said = addComment(ben, { paper: paper(1), text: 'Ana, see table 2', mentions: ['ana'] })
    exchange(ana, ben)
    const onLaptop = watch(ana, laptop)
    const again = createReplica('ana', 5, ana)
    const onPhone = watch(again, phone)
    expect([onLaptop.count(), onPhone.count()]).toEqual([2, 2])
    expect(onPhone.said().filter((one) => one !== null)).toMatchObject([{ paper: paper(1) }])
    onPhone.look()
    expect(onLaptop.count()).toBe(2)
    exchange(laptop, phone)
    expect(onLaptop.count()).toBe(0)
    expect(undoAct(ben, said ?? '')).toBe(true)
  })

  test('D45: what is taken back, or stood there before the list came into the library, is not', () => {
    const [ana, ben] = three()
    const act = castVote(ben, paper(1)) ?? ''
    exchange(ana, ben)
    const hers = watch(ana, newLibrary())
    expect(hers.count()).toBe(1)
    undoAct(ben, act)
    exchange(ana, ben)
    // The undoing is.
    expect(hers.count()).toBe(1)
    expect(watch(ana, newLibrary(), ana.clock + 10_000).count()).toBe(0)
  })

  test('D45, D9: an act from further ahead than two days is new to nobody, and hides nothing that follows', () => {
    const [ana, ben] = three()
    const hers = watch(ana, newLibrary())
    const far = JSON.stringify({ by: 'ben', verb: 'vote', key: '', changes: [] })
    ana.doc.getMap('acts').set(`${ana.clock + MAX_NEWS_AHEAD_MS + 1}-x`, far)
    ana.doc.getMap('acts').set('nonsense', far)
    ana.doc.getMap('acts').set(`${ana.clock}-y`, 'nonsense')
    expect(hers.count()).toBe(0)
    hers.look()
    castVote(ben, paper(1))
    exchange(ana, ben)
    expect(hers.count()).toBe(1)
  })

  test('D44: with more members than are remembered, nothing stays new for ever', () => {
    const [ana] = three()
    const library = newLibrary()
    const hers = watch(ana, library)
    for (let number = 0; number < MAX_SEEN_MEMBERS + 50; number++) {
      const id = `${ana.clock - number}-${number}`
      ana.doc.getMap('acts').set(id, JSON.stringify({ by: `m${number}`, verb: 'x', key: '', changes: [] }))
    }
    expect(hers.count()).toBe(MAX_SEEN_MEMBERS + 50)
    library.clock += 1
    hers.look()
    expect(hers.count()).toBe(0)
    expect(watch(createReplica('ana', 7, ana), library).count()).toBe(0)
  })

  test('D45: one more act among 20,000 is counted without looking at the others again', () => {
    const [ana, ben] = three()
    const acts = ana.doc.getMap('acts')
    ana.doc.transact(() => {
      for (let number = 0; number < 20_000; number++)
        acts.set(
          `${ana.clock - number}-${number}`,
          JSON.stringify({ by: 'ben', verb: 'vote', key: paper(1), changes: [] }),
        )
    })
    const hers = watch(ana, newLibrary())
    expect(hers.count()).toBe(20_000)
    let read = 0
    const get = acts.get.bind(acts)
    acts.get = (key: string) => {
      read++
      return get(key)
    }
    acts.forEach = () => {
      throw new Error('all acts were looked at')
    }
    exchange(ben)
    ana.doc.transact(() =>
      acts.set(`${ana.clock + 1}-new`, JSON.stringify({ by: 'ben', verb: 'x', key: '' })),
    )
    expect([hers.count(), read]).toEqual([20_001, 1])
  })
})
