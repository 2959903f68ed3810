import { describe, expect, test } from 'vitest'
import { endFeed, createFeed, retitleFeed } from '../../src/doc/feedDoc.ts'
import { papersToPublish, planShards, type ToPublish } from '../../src/doc/feedPlan.ts'
import { createFeedTelling } from '../../src/doc/feedTelling.ts'
import { readFeedIndex, type FeedShardView } from '../../src/doc/feedView.ts'
import { createFeedJoin } from '../../src/doc/joinFeeds.ts'
import { MAX_PUBLISHED_PAPERS, MAX_SHARD_PAPERS } from '../../src/doc/limits.ts'
import { addPapers, createList } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { sayPublished, sayUnpublished } from '../../src/doc/publishing.ts'
import { undoAct } from '../../src/doc/undoing.ts'
import { mergeSnapshots } from '../../src/domain/paper.ts'
import { addDays, parseDay, timeToDay, type Day } from '../../src/lib/day.ts'
import { createShards, on, papersOf } from './publishedShards.ts'
import { createReplica, DAY, exchange, paper, snapshot } from './replica.ts'

const dayOf = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`${text} is no day`)
  return parsed
}
const MONDAY = dayOf('2025-12-08')
const upTo = (count: number, day = MONDAY): readonly ToPublish[] =>
  on(day, ...Array.from({ length: count }, (_, at) => at))
describe('a feed that is published of a list', () => {
  test('D65: shows its papers on the UTC days they were added, in the order they came', () => {
    const at = (hours: number) => ({ addedAt: Date.UTC(2025, 11, 8, hours) })
    const entries = new Map([
      [paper(3), at(25)],
      [paper(1), at(2)],
      [paper(2), at(1)],
    ])
    expect(papersToPublish(entries)).toEqual([...on(MONDAY, 2, 1), ...on(addDays(MONDAY, 1), 3)])
  })

  test('D65: goes along with the list: what comes, goes, and is added again on another day', () => {
    const mine = createShards('phone', 1)
    mine.publish([...on(MONDAY, 1, 2), ...on(addDays(MONDAY, 1), 3)])
    expect(mine.shown()).toEqual([
      [MONDAY, [paper(1), paper(2)]],
      [addDays(MONDAY, 1), [paper(3)]],
    ])
    mine.publish([...on(MONDAY, 2), ...on(addDays(MONDAY, 2), 1)])
    expect(mine.shown()).toEqual([
      [MONDAY, [paper(2)]],
      [addDays(MONDAY, 2), [paper(1)]],
    ])
    const [view] = mine.views().values()
    // Nothing is left of what went, neither the day nor what it was.
    expect([...(view?.papers.keys() ?? [])].sort()).toEqual([paper(1), paper(2)])
    expect(view?.days.has(addDays(MONDAY, 1))).toBe(false)
  })

  test('D65: writes nothing where it shows what it should, and what is known otherwise of a paper where it does not', () => {
    const mine = createShards('phone', 1)
    mine.publish(on(MONDAY, 1, 2))
    let updates = 0
    mine.shardOf('0').doc.on('update', () => updates++)
    mine.publish(on(MONDAY, 1, 2))
    expect(updates).toBe(0)
    const said = { ...snapshot(1), abstract: 'Now known.' }
    const known = mergeSnapshots(paper(1), [said])
    mine.publish(on(MONDAY, 1, 2), new Map([...papersOf(2), ...(known ? [[paper(1), known] as const] : [])]))
    expect(mine.views().get('0')?.papers.get(paper(1))).toEqual([said])
  })

  test('D65: says nothing of what somebody calls a file of theirs', () => {
    const mine = createShards('phone', 1)
    mine.publish(on(MONDAY, 1))
    expect(JSON.stringify(mine.shardOf('0').doc.toJSON())).not.toContain('private name')
    expect(JSON.stringify(mine.shardOf('0').doc.toJSON())).toContain('Paper number 1')
  })

  test('D73: says nothing of the key by which somebody cites a paper, nor of a note of theirs', () => {
    const mine = createShards('phone', 1)
    const details = { key: 'ownkey2010', note: 'for my eyes', volume: '12' }
    const known = mergeSnapshots(paper(1), [{ ...snapshot(1), details }])
    mine.publish(on(MONDAY, 1), new Map(known ? [[paper(1), known]] : []))
    expect(mine.views().get('0')?.papers.get(paper(1))).toMatchObject([{ details: { volume: '12' } }])
    expect(JSON.stringify(mine.shardOf('0').doc.toJSON())).not.toMatch(/ownkey2010|for my eyes/)
  })

  test('D65: two devices that publish at once choose the same shards, and show each paper once', () => {
    const [phone, desk] = [createShards('phone', 1), createShards('desk', 100)]
    phone.publish(on(MONDAY, 1, 2))
    desk.publish(on(MONDAY, 1, 2, 3))
    expect([...phone.shards.keys()]).toEqual([...desk.shards.keys()])
    exchange(phone.shardOf('0'), desk.shardOf('0'))
    desk.publish(on(MONDAY, 1, 3))
    exchange(phone.shardOf('0'), desk.shardOf('0'))
    for (const each of [phone, desk]) expect(each.shown()).toEqual([[MONDAY, [paper(1), paper(3)]]])
  })

  test('D65: a shard is full at its limit, and one paper more begins another; a paper stays where it is', () => {
    expect(planShards(upTo(MAX_SHARD_PAPERS), new Map()).map(({ count }) => count)).toEqual([
      MAX_SHARD_PAPERS,
    ])
    const more = planShards(upTo(MAX_SHARD_PAPERS + 1), new Map())
    expect(more.map(({ id, count }) => [id, count])).toEqual([
      ['0', MAX_SHARD_PAPERS],
      ['1', 1],
    ])
    const mine = createShards('phone', 1)
    mine.publish(upTo(MAX_SHARD_PAPERS + 1))
    mine.publish(upTo(MAX_SHARD_PAPERS + 1).slice(1))
    const plans = planShards(upTo(MAX_SHARD_PAPERS + 1).slice(1), mine.views())
    expect(plans.map(({ count }) => count)).toEqual([MAX_SHARD_PAPERS - 1, 1])
    expect(plans.every(({ days, dropped }) => days.size === 0 && dropped.size === 0)).toBe(true)
    expect(mine.shown()[0]?.[1]).toHaveLength(MAX_SHARD_PAPERS)
  })

  test('D65: of more papers than a feed takes those added last are shown', () => {
    const counted = (count: number): number =>
      planShards(upTo(count), new Map()).reduce((sum, plan) => sum + plan.count, 0)
    expect(counted(MAX_PUBLISHED_PAPERS)).toBe(MAX_PUBLISHED_PAPERS)
    const plans = planShards(upTo(MAX_PUBLISHED_PAPERS + 1), new Map())
    expect(plans.reduce((sum, plan) => sum + plan.count, 0)).toBe(MAX_PUBLISHED_PAPERS)
    expect(plans.some(({ keys }) => keys.has(paper(0)))).toBe(false)
    expect(plans.some(({ keys }) => keys.has(paper(MAX_PUBLISHED_PAPERS)))).toBe(true)
  })

  test('D65: the members see who publishes it, and any of them may take that back', () => {
    const ada = createReplica('ada', 1)
    createList(ada, { listId: 'l', title: 'Group', description: '', colour: 0, ownerKey: 'k' })
    addPapers(ada, [{ key: paper(1), snapshots: [snapshot(1)] }])
    const bob = createReplica('bob', 2, ada)
    const act = sayPublished(ada, 'code')
    exchange(ada, bob)
    expect([...readList(bob.doc).view().published]).toEqual([
      ['ada', { link: 'code', at: expect.any(Number) }],
    ])
    expect(sayPublished(ada, 'code')).toBeNull()
    expect(act !== null && undoAct(bob, act)).toBeTruthy()
    exchange(ada, bob)
    expect(readList(ada.doc).view().published.size).toBe(0)
    sayPublished(ada, 'code')
    sayUnpublished(bob, 'ada')
    exchange(ada, bob)
    // Said at the same time, the saying stands; said before, it is gone.
    expect(readList(ada.doc).view().published.size).toBe(1)
    sayUnpublished(bob, 'ada')
    exchange(ada, bob)
    expect(readList(ada.doc).view().published.size).toBe(0)
  })

  test('D65, D69: its index says what it is called, and that it has ended, and takes that back', () => {
    const me = createReplica('publisher')
    expect(endFeed(me, true)).toBe(false)
    expect(retitleFeed(me, { title: 'x', about: '' })).toBe(false)
    createFeed(me, { feedId: 'f', title: 'Group', about: '', kind: 'published' })
    const meta = () => readFeedIndex(me.doc).view().meta
    retitleFeed(me, { title: 'Other', about: 'Words' })
    expect(meta()).toMatchObject({ title: 'Other', about: 'Words', ended: false })
    endFeed(me, true)
    expect(meta().ended).toBe(true)
    endFeed(me, false)
    expect(meta().ended).toBe(false)
  })
})

describe('a feed that is followed', () => {
  const now = (): number => 1_765_195_200_000
  const TODAY = timeToDay(now())
  const forged = (): FeedShardView => {
    const other = createShards('somebody', 1)
    const said = mergeSnapshots(paper(1), [
      { source: 'hand', title: 'A title that nobody gave it', arxivId: '2501.10001', from: 'x.bib' },
    ])
    const fresh = mergeSnapshots(paper(2), [{ source: 'hand', title: 'New here' }])
    other.publish(
      [...on(TODAY, 1, 2), ...on(timeToDay(now() + DAY), 3), ...on(timeToDay(now() + 2 * DAY), 4)],
      new Map([
        ...papersOf(3, 4),
        ...(said && fresh
          ? ([
              [paper(1), said],
              [paper(2), fresh],
            ] as const)
          : []),
      ]),
    )
    const [view] = other.views().values()
    if (!view) throw new Error('nothing was published')
    return view
  }

  test('D64: replaces nothing that is known, and is the word of a feed whatever it says it is', () => {
    const own = createShards('me', 7)
    own.publish(on(TODAY, 1))
    const told = createFeedTelling(now)(forged())
    const joined = createFeedJoin()([...own.views().values()], new Map(), [told])
    expect(joined.papers.get(paper(1))?.title).toBe('Paper number 1')
    expect(joined.papers.get(paper(2))).toMatchObject({ title: 'New here', sources: ['feed'] })
    // Both are on the day, the known one once.
    expect(joined.days.get(TODAY)?.entries.map(({ key }) => key)).toEqual([paper(1), paper(2)])
  })

  test('D64: shows tomorrow, and nothing after it; and no votes of its own', () => {
    const view = forged()
    const told = createFeedTelling(now)({
      ...view,
      days: new Map([
        ...view.days,
        [TODAY, { day: TODAY, entries: [{ key: paper(1), votes: 9_999, comments: 3 }] }],
      ]),
    })
    expect([...told.days.keys()].sort()).toEqual([TODAY, addDays(TODAY, 1)])
    expect(told.days.get(TODAY)?.entries).toEqual([{ key: paper(1) }])
  })
})
