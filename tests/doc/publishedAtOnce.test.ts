import { describe, expect, test } from 'vitest'
import { parseDayClaim } from '../../src/doc/dayClaims.ts'
import { printDayClaim } from '../../src/doc/dayWriting.ts'
import { putFeedDay } from '../../src/doc/feedDoc.ts'
import { papersToPublish, type ToPublish } from '../../src/doc/feedPlan.ts'
import { readFeedShard } from '../../src/doc/feedView.ts'
import { MAX_DAY_WRITERS, MAX_DOTS } from '../../src/doc/limits.ts'
import { addPapers, createList, removePaper } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { mergeInto, stateOf } from '../../src/doc/sharedDoc.ts'
import type { PaperKey } from '../../src/domain/paperKey.ts'
import { addDays, parseDay, timeToDay, type Day } from '../../src/lib/day.ts'
import { createShards, on, papersOf } from './publishedShards.ts'
import { createReplica, DAY, exchange, paper, seeded, snapshot, type Replica } from './replica.ts'

const MONDAY = parseDay('2025-12-08') ?? timeToDay(0)
const PAPERS = papersOf(...Array.from({ length: 40 }, (_, at) => at))
type Shards = ReturnType<typeof createShards>
type Shown = ReturnType<Shards['shown']>

/** `to` hears everything that `from` has said. */
const hear = (to: Shards, ...from: readonly Shards[]): void => {
  for (const one of from)
    for (const [id, { doc }] of one.shards) mergeInto(to.shardOf(id).doc, stateOf(doc), 'test')
}
/** What somebody sees who hears of the devices in this order. */
const followed = (...order: readonly Shards[]): Shown => {
  const follower = createShards('follower', 900)
  hear(follower, ...order)
  return follower.shown()
}

describe('a feed that two devices of its publisher change at once', () => {
  test('D68: a paper that one took off is gone, and one that the other put on is there, whichever is heard first', () => {
    const [phone, desk] = [createShards('phone', 1), createShards('desk', 100)]
    phone.publish(on(MONDAY, 1, 2))
    hear(desk, phone)
    phone.publish(on(MONDAY, 1))
    desk.publish(on(MONDAY, 1, 2, 3))
    for (const order of [
      [phone, desk],
      [desk, phone],
    ])
      expect(followed(...order)).toEqual([[MONDAY, [paper(1), paper(3)]]])
  })

  test('D68: a day that one emptied holds what the other put on it, and nothing of it can be read otherwise', () => {
    const [phone, desk] = [createShards('phone', 1), createShards('desk', 100)]
    phone.publish(on(MONDAY, 1, 2))
    hear(desk, phone)
    phone.publish([])
    expect(phone.shown()).toEqual([])
    expect(JSON.stringify(phone.shardOf('0').doc.toJSON())).not.toContain('2501')
    desk.publish(on(MONDAY, 1, 2, 3))
    for (const order of [
      [phone, desk],
      [desk, phone],
    ])
      expect(followed(...order)).toEqual([[MONDAY, [paper(3)]]])
    // Emptied again by both, and used again.
    hear(desk, phone)
    hear(phone, desk)
    for (const each of [phone, desk]) each.publish([])
    expect(followed(desk, phone)).toEqual([])
    phone.publish(on(MONDAY, 2))
    expect(followed(desk, phone)).toEqual([[MONDAY, [paper(2)]]])
  })

  test('D68: a paper that is put on two days is shown once, on the later', () => {
    const [phone, desk] = [createShards('phone', 1), createShards('desk', 100)]
    phone.publish(on(MONDAY, 1, 2))
    desk.publish([...on(MONDAY, 2), ...on(addDays(MONDAY, 1), 1)])
    const once: Shown = [
      [MONDAY, [paper(2)]],
      [addDays(MONDAY, 1), [paper(1)]],
    ]
    expect(followed(phone, desk)).toEqual(once)
    expect(followed(desk, phone)).toEqual(once)
  })

  test('D68: a paper that both put on stays where one that has not heard of the other takes it off', () => {
    const [phone, desk] = [createShards('phone', 1), createShards('desk', 100)]
    phone.shardOf('0').clock += 5_000
    for (const each of [phone, desk]) each.publish(on(MONDAY, 1))
    hear(desk, phone)
    desk.publish(on(MONDAY, 1, 2))
    phone.publish([])
    expect(followed(phone, desk)).toEqual([[MONDAY, [paper(1), paper(2)]]])
    hear(phone, desk)
    phone.publish(on(MONDAY, 2))
    expect(followed(desk, phone)).toEqual([[MONDAY, [paper(2)]]])
  })

  test('D68: whatever both do in whatever order, followers see what each put on and nobody who knew of it took off', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed)
      const pick = (below: number): number => Math.floor(random() * below)
      const devices = [createShards('phone', 1 + seed * 10), createShards('desk', 5 + seed * 10)] as const
      /** Additions by a name of their own, per device: those that stand there, and those it has heard of. */
      const models = devices.map(() => ({ stand: new Map<string, string>(), heard: new Set<string>() }))
      let additions = 0
      const publish = (at: number): void => {
        const [device, model] = [devices[at], models[at]]
        if (!device || !model) return
        const wanted = new Set([...model.stand.values()].map(Number))
        for (let change = 0; change <= pick(3); change++) {
          const number = pick(8)
          if (wanted.has(number)) wanted.delete(number)
          else wanted.add(number)
        }
        device.publish(on(MONDAY, ...wanted), PAPERS)
        const shown = new Set([...model.stand.values()].map(Number))
        for (const [name, number] of model.stand) if (!wanted.has(Number(number))) model.stand.delete(name)
        for (const number of wanted) {
          if (shown.has(number)) continue
          const name = `addition ${++additions}`
          model.stand.set(name, String(number))
          model.heard.add(name)
        }
      }
      const joined = (): ReadonlyMap<string, string> =>
        new Map(
          models.flatMap(({ stand }) =>
            [...stand].filter(([name]) => models.every((one) => one.stand.has(name) || !one.heard.has(name))),
          ),
        )
      publish(0)
      for (let step = 0; step < 14; step++) {
        if (random() < 0.25) {
          const [at, from] = random() < 0.5 ? [0, 1] : [1, 0]
          const [to, model] = [devices[at], models[at]]
          const [other, others] = [devices[from], models[from]]
          if (!to || !model || !other || !others) throw new Error('two devices')
          model.stand = new Map(joined())
          for (const name of others.heard) model.heard.add(name)
          hear(to, other)
        } else publish(pick(2))
        const expected = [...new Set(joined().values())].map((number) => paper(Number(number))).sort()
        const [one, other] = [followed(...devices), followed(devices[1], devices[0])]
        expect(one, `seed ${seed}, step ${step}`).toEqual(other)
        expect([...(one[0]?.[1] ?? [])].sort(), `seed ${seed}, step ${step}`).toEqual(expected)
      }
    }
  })

  test('D68: once both have both lists, one look of either sets the feed right, and the other finds nothing to do', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = seeded(seed)
      const pick = (below: number): number => Math.floor(random() * below)
      const lists = [createReplica('ada', seed * 10), createReplica('ada', seed * 10 + 1)] as const
      createList(lists[0], { listId: 'l', title: 'Group', description: '', colour: 0, ownerKey: 'k' })
      exchange(...lists)
      const feeds = [createShards('phone', seed * 100), createShards('desk', seed * 100 + 50)] as const
      const wantedOf = (list: Replica): readonly ToPublish[] =>
        papersToPublish(readList(list.doc).view().entries)
      for (let step = 0; step < 24; step++) {
        const at = pick(2) === 0 ? 0 : 1
        const number = pick(10)
        const list = lists[at]
        list.clock += pick(3) * (DAY / 4)
        if (readList(list.doc).view().entries.has(paper(number))) removePaper(list, paper(number))
        else addPapers(list, [{ key: paper(number), snapshots: [snapshot(number)] }])
        if (random() < 0.6) feeds[at].publish(wantedOf(list), PAPERS)
        if (random() < 0.2) hear(feeds[1 - at === 0 ? 0 : 1], feeds[at])
        if (random() < 0.15) exchange(...lists)
      }
      exchange(...lists)
      const wanted = wantedOf(lists[0])
      hear(feeds[0], feeds[1])
      hear(feeds[1], feeds[0])
      expect(feeds[0].shown()).toEqual(feeds[1].shown())
      feeds[0].publish(wanted, PAPERS)
      const days = new Map<Day, PaperKey[]>()
      for (const { key, day } of wanted) days.set(day, [...(days.get(day) ?? []), key])
      const right = [...days].sort(([a], [b]) => (a < b ? -1 : 1))
      for (const order of [feeds, [feeds[1], feeds[0]]])
        expect(followed(...order), `seed ${seed}`).toEqual(right)
      hear(feeds[1], feeds[0])
      let updates = 0
      for (const { doc } of feeds[1].shards.values()) doc.on('update', () => updates++)
      feeds[1].publish(wanted, PAPERS)
      expect(feeds[1].shown(), `seed ${seed}`).toEqual(right)
      feeds[1].publish(wanted, PAPERS)
      feeds[1].publish(wanted, PAPERS)
      expect(updates, `seed ${seed}`).toBe(0)
    }
  })

  test('D68: a device of an older version takes nothing off by it, and is understood', () => {
    const [phone, old] = [createShards('phone', 1), createReplica('old', 50)]
    phone.publish(on(MONDAY, 1, 2))
    mergeInto(old.doc, stateOf(phone.shardOf('0').doc), 'test')
    // It says the whole day, and knows of no dots.
    const entries = [2, 3].map((number) => ({ key: paper(number) }))
    const papers = [2, 3].map((number) => ({ key: paper(number), snapshot: snapshot(number) }))
    putFeedDay(old, { day: MONDAY, papers, entries })
    mergeInto(phone.shardOf('0').doc, stateOf(old.doc), 'test')
    expect(phone.shown()).toEqual([[MONDAY, [paper(2), paper(3)]]])
    phone.publish(on(MONDAY, 3))
    expect(phone.shown()).toEqual([[MONDAY, [paper(3)]]])
    // What it reads is what it always read.
    const [stored] = [...phone.shardOf('0').doc.getMap('days').values()]
    expect(JSON.parse(String(stored))).toMatchObject({ entries: [[paper(3)]] })
  })

  test('D68, D12: dots that make no sense take nothing off; at the limits they are read, and one past them not', () => {
    const subject = MONDAY
    const read = (dots: unknown, seen: unknown) =>
      parseDayClaim({ subject, value: JSON.stringify({ at: 1, entries: [[paper(1)]], dots, seen }) })
    for (const seen of [null, 3, 'x', { a: -1 }, { a: 1.5 }, { a: '1' }])
      expect(read(['a.1'], seen)).toMatchObject({ seen: null, entries: [{ dots: [] }] })
    for (const dots of [null, 'a.1', [5], ['a'], ['A.1'], [['a.1']]])
      expect(read(dots, { a: 1 })?.entries[0]?.dots).toEqual([])
    const writers = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`w${at}`, at + 1]))
    expect(read(['a.1'], writers(MAX_DAY_WRITERS))?.seen?.size).toBe(MAX_DAY_WRITERS)
    expect(read(['a.1'], writers(MAX_DAY_WRITERS + 1))?.seen).toBeNull()
    const many = Array.from({ length: MAX_DOTS + 1 }, (_, at) => `a.${at}`)
    expect(read([many.slice(1).join(' ')], {})?.entries[0]?.dots).toHaveLength(MAX_DOTS)
    expect(read([many.join(' ')], {})?.entries[0]?.dots).toHaveLength(MAX_DOTS)
    // Of more writers those that were last are written.
    const seen = new Map(Object.entries(writers(MAX_DAY_WRITERS + 1)))
    const back = parseDayClaim({ subject, value: printDayClaim(1, [], seen) })
    expect([back?.seen?.size, back?.seen?.has('w0'), back?.seen?.has(`w${MAX_DAY_WRITERS}`)]).toEqual([
      MAX_DAY_WRITERS,
      false,
      true,
    ])
  })

  test('D68: a day that shows what it should is not written anew, also where several devices said so', () => {
    const [phone, desk] = [createShards('phone', 1), createShards('desk', 100)]
    for (const each of [phone, desk]) each.publish(on(MONDAY, 1, 2), PAPERS)
    hear(phone, desk)
    let updates = 0
    phone.shardOf('0').doc.on('update', () => updates++)
    phone.publish(on(MONDAY, 1, 2), PAPERS)
    expect(updates).toBe(0)
    expect(readFeedShard(phone.shardOf('0').doc).view().days.size).toBe(1)
  })
})
