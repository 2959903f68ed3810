import { describe, expect, test } from 'vitest'
import { addShard, createFeed, putFeedDay } from '../../src/doc/feedDoc.ts'
import { readFeedIndex, readFeedShard } from '../../src/doc/feedView.ts'
import { createFeedJoin } from '../../src/doc/joinFeeds.ts'
import { titleKey } from '../../src/domain/paperKeyOf.ts'
import { parseDay, type Day } from '../../src/lib/day.ts'
import { createReplica, exchange, paper, snapshot, type Replica } from './replica.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`${text} is no day`)
  return parsed
}
const MONDAY = day('2025-12-08')
const shard = (replica: Replica) => readFeedShard(replica.doc).view()
const put = (replica: Replica, numbers: readonly number[]): void => {
  putFeedDay(replica, {
    day: MONDAY,
    papers: numbers.map((number) => ({ key: paper(number), snapshot: snapshot(number) })),
    entries: numbers.map((number) => ({ key: paper(number), comments: number })),
  })
}

describe('a feed', () => {
  test('D2: an index is begun once, and tells its shards', () => {
    const me = createReplica('publisher')
    expect(createFeed(me, { feedId: 'f', title: 'Daily', about: 'A feed', kind: 'starter' })).toBe(true)
    expect(createFeed(me, { feedId: 'g', title: 'Other', about: '', kind: 'own' })).toBe(false)
    addShard(me, { shardId: 's1', link: 'code', from: MONDAY, to: MONDAY, count: 41 })
    const view = readFeedIndex(me.doc).view()
    expect(view.meta).toMatchObject({ feedId: 'f', title: 'Daily', kind: 'starter' })
    expect(view.shards.get('s1')).toEqual({ link: 'code', from: MONDAY, to: MONDAY, count: 41 })
  })

  test('D5: a day that two devices wrote at once holds the papers of both', () => {
    const [one, other] = [createReplica('a', 1), createReplica('b', 2)]
    put(one, [1, 2])
    put(other, [2, 3])
    exchange(one, other)
    for (const each of [one, other])
      expect([...(shard(each).days.get(MONDAY)?.entries ?? [])].map(({ key }) => key).sort()).toEqual([
        paper(1),
        paper(2),
        paper(3),
      ])
    expect(shard(one)).toEqual(shard(other))
  })

  test('writing a day again as it is writes nothing', () => {
    const me = createReplica('publisher')
    put(me, [1, 2])
    let updates = 0
    me.doc.on('update', () => updates++)
    me.clock += 60_000
    put(me, [1, 2])
    expect(updates).toBe(0)
    put(me, [2, 1])
    expect(updates).toBe(1)
    expect(
      shard(me)
        .days.get(MONDAY)
        ?.entries.map(({ key }) => key),
    ).toEqual([paper(2), paper(1)])
  })

  test('D13: an import by title alone joins the paper of exactly that title, its abstract with it', () => {
    const [published, own] = [createReplica('p', 1), createReplica('o', 2)]
    put(published, [1, 2])
    const key = titleKey('Paper NUMBER 1')
    putFeedDay(own, {
      day: MONDAY,
      papers: [{ key, snapshot: { source: 'file', title: 'Paper NUMBER 1', abstract: 'An abstract.' } }],
      entries: [{ key }],
    })
    const joined = createFeedJoin()([shard(published), shard(own)], new Map())
    expect(joined.days.get(MONDAY)?.entries.map((entry) => entry.key)).toEqual([paper(1), paper(2)])
    expect(joined.papers.get(paper(1))?.abstract).toBe('An abstract.')
    expect(joined.aliases.get(key)).toBe(paper(1))
  })

  test('D13: where two papers share a title, nobody is joined', () => {
    const me = createReplica('p')
    const title = 'The same words'
    const key = titleKey(title)
    putFeedDay(me, {
      day: MONDAY,
      papers: [1, 2].map((n) => ({ key: paper(n), snapshot: { ...snapshot(n), title } })),
      entries: [],
    })
    putFeedDay(me, {
      day: MONDAY,
      papers: [{ key, snapshot: { source: 'file', title } }],
      entries: [{ key }],
    })
    const joined = createFeedJoin()([shard(me)], new Map())
    expect(joined.aliases.has(key)).toBe(false)
    expect(joined.papers.size).toBe(3)
  })

  test('D15: what did not change is the same object after a join', () => {
    const me = createReplica('p')
    put(me, [1, 2])
    const join = createFeedJoin()
    const reader = readFeedShard(me.doc)
    const before = join([reader.view()], new Map())
    putFeedDay(me, { day: day('2025-12-09'), papers: [], entries: [{ key: paper(1), votes: 3 }] })
    const after = join([reader.view()], new Map())
    expect(after.days.get(MONDAY)).toBe(before.days.get(MONDAY))
    expect(after.papers.get(paper(1))).toBe(before.papers.get(paper(1)))
    expect(after.days.size).toBe(2)
  })

  test('D12: a day and a shard that make no sense are skipped and counted', () => {
    const me = createReplica('p')
    put(me, [1])
    me.doc.getMap('days').set('yesterday x', '{}')
    me.doc.getMap('days').set('2025-12-10 x', '{"entries":[["nonsense"],["arxiv:2501.00001",-3,"many"]]}')
    expect(shard(me).unreadable).toBe(1)
    expect(shard(me).days.get(day('2025-12-10'))?.entries).toEqual([{ key: 'arxiv:2501.00001' }])
    me.doc.getMap('shards').set('s', '{"link":5}')
    expect(readFeedIndex(me.doc).view().unreadable).toBe(1)
  })
})
