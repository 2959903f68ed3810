import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_SHARD_GAP_DAYS } from '../../server/publisher/limits.ts'
import { openPublishedFeed, type PublishedFeed } from '../../server/publisher/publishedFeed.ts'
import { readStarterFeed, type PublishedDay } from '../../server/publisher/starterFeed.ts'
import { createCapability, type Capability } from '../../src/crypto/capability.ts'
import { parseLink } from '../../src/crypto/link.ts'
import { readFeedIndex, readFeedShard } from '../../src/doc/feedView.ts'
import { MAX_SHARD_PAPERS } from '../../src/doc/limits.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import { addDays, type Day } from '../../src/lib/day.ts'
import { createMemoryRelay, type MemoryRelay } from './memoryRelay.ts'

const starter = readStarterFeed()
const words = { title: 'Daily papers', about: 'What they are.' }

const makeDay = (day: Day, count: number, votes = 1): PublishedDay => {
  const papers = Array.from({ length: count }, (_, index) => {
    const snapshot = { source: 'huggingface', title: `Paper ${index} of ${day}` } as const
    return { key: paperKeyOf(snapshot), snapshot }
  })
  return { day, papers, entries: papers.map(({ key }) => ({ key, votes })) }
}

let folder: string
let relay: MemoryRelay
let capability: Capability
let lines: string[]
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'carrel-feed-'))
  relay = createMemoryRelay()
  capability = await createCapability()
  lines = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = async (): Promise<PublishedFeed> => {
  const opened = await openPublishedFeed({
    folder,
    capability,
    words,
    carry: relay.carry,
    now: () => 1_000,
    random: () => 0.5,
    log: (event) => lines.push(event),
    signal: AbortSignal.timeout(20_000),
  })
  if (!opened.ok) throw new Error(opened.error)
  return opened.value
}

/** What a follower finds on the relay who starts from the index's room. */
const follow = async () => {
  const held = relay.rooms.get(capability.room)
  if (!held) throw new Error('the index is not on the relay')
  const index = readFeedIndex(held).view()
  const shards = []
  for (const [id, { link, from, to, count }] of index.shards) {
    const parsed = await parseLink(link)
    if (!parsed.ok) throw new Error(parsed.error)
    const room = relay.rooms.get(parsed.value.capability.room)
    if (!room) throw new Error(`shard ${id} is not on the relay`)
    shards.push({ id, from, to, count, role: parsed.value.capability.role, view: readFeedShard(room).view() })
  }
  return { meta: index.meta, shards: shards.sort((a, b) => (a.id < b.id ? -1 : 1)) }
}
const totals = async () =>
  (await follow()).shards.map(({ id, from, to, count, view }) => [id, from, to, count, view.papers.size])

describe('a feed that is published', () => {
  it('stands on the relay as an index, marked as a starter, and a shard behind a link for reading', async () => {
    const feed = await open()
    expect(feed.has(starter.day)).toBe(false)
    expect(await feed.put(starter)).toBe(true)
    const { meta, shards } = await follow()
    expect(meta).toMatchObject({ ...words, kind: 'starter', newer: false })
    expect(shards).toHaveLength(1)
    expect(shards[0]).toMatchObject({ from: starter.day, to: starter.day, count: 41, role: 'reader' })
    expect(shards[0]?.view.days.get(starter.day)?.entries).toEqual(starter.entries)
    for (const { key, snapshot } of starter.papers)
      expect(shards[0]?.view.papers.get(key), key).toEqual([snapshot])
    await feed.close()
  })

  it('is the same after any number of starts, and not a byte goes out for it', async () => {
    const first = await open()
    await first.put(starter)
    await first.close()
    const before = await totals()
    const sent = relay.received()
    for (let start = 0; start < 3; start++) {
      const again = await open()
      expect([again.whole, again.has(starter.day)]).toEqual([true, true])
      expect(await again.put(starter)).toBe(true)
      await again.close()
    }
    expect(await totals()).toEqual(before)
    expect(relay.received()).toBe(sent)
  })

  it('heals a relay that lost everything', async () => {
    const first = await open()
    await first.put(starter)
    await first.close()
    relay.wipe()
    await (await open()).close()
    expect(await totals()).toEqual([[starter.day, starter.day, starter.day, 41, 41]])
  })

  it('heals a disk that lost its documents, from the relay, and says that it was not whole', async () => {
    const first = await open()
    await first.put(starter)
    await first.put(makeDay(addDays(starter.day, 100), 3))
    await first.close()
    const before = await follow()
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name))
    const second = await open()
    expect([second.whole, second.has(starter.day), second.has(addDays(starter.day, 100))]).toEqual([
      false,
      true,
      true,
    ])
    await second.put(starter)
    await second.close()
    expect(JSON.stringify(await follow())).toBe(JSON.stringify(before))
    relay.wipe()
    const third = await open()
    expect(third.whole).toBe(true)
    await third.close()
    rmSync(path.join(folder, `shard-${starter.day}.ydoc`))
    const fourth = await open()
    expect([fourth.whole, fourth.has(starter.day)]).toEqual([false, true])
    await fourth.close()
    expect(JSON.stringify(await follow())).toBe(JSON.stringify(before))
  })

  it('makes a lost or damaged index again from its shards, on a relay that lost everything too', async () => {
    const first = await open()
    await first.put(starter)
    await first.put(makeDay(addDays(starter.day, 100), 3))
    await first.close()
    const before = await totals()
    relay.wipe()
    writeFileSync(path.join(folder, 'index.ydoc'), 'nothing')
    await (await open()).close()
    expect(await totals()).toEqual(before)
    expect((await follow()).meta).toMatchObject(words)
    expect(lines).toEqual(['document-damaged'])
  })

  it('moves whole to new rooms when its key was replaced', async () => {
    const first = await open()
    await first.put(starter)
    await first.close()
    const before = await totals()
    relay.wipe()
    capability = await createCapability()
    await (await open()).close()
    expect(await totals()).toEqual(before)
  })

  it('takes a day again in place of what it had', async () => {
    const feed = await open()
    const day = addDays(starter.day, 1)
    await feed.put(starter)
    await feed.put(makeDay(day, 5, 1))
    const again = await feed.put(makeDay(day, 6, 8))
    await feed.close()
    const { shards } = await follow()
    expect([again, shards.length, shards[0]?.count]).toEqual([true, 1, 47])
    expect(shards[0]?.view.days.get(day)?.entries.map(({ votes }) => votes)).toEqual([8, 8, 8, 8, 8, 8])
  })

  it('fills a shard to its limit and begins another one past it, at a day’s boundary', async () => {
    const feed = await open()
    const [first, second, third] = [0, 1, 2].map((ahead) => addDays(starter.day, ahead))
    if (!first || !second || !third) throw new Error('three days')
    await feed.put(makeDay(first, MAX_SHARD_PAPERS - 10))
    await feed.put(makeDay(second, 10))
    await feed.put(makeDay(third, 1))
    await feed.put(makeDay(second, 11))
    await feed.close()
    expect(await totals()).toEqual([
      [first, first, second, MAX_SHARD_PAPERS + 1, MAX_SHARD_PAPERS + 1],
      [third, third, third, 1, 1],
    ])
  })

  it('keeps days far from each other in shards of their own, so that old ones can be dropped', async () => {
    const feed = await open()
    await feed.put(starter)
    const near = addDays(starter.day, MAX_SHARD_GAP_DAYS)
    await feed.put(makeDay(near, 1))
    const far = addDays(near, MAX_SHARD_GAP_DAYS + 1)
    await feed.put(makeDay(far, 1))
    await feed.put(makeDay(addDays(far, -1), 1))
    await feed.close()
    expect((await totals()).map(([id, from, to]) => [id, from, to])).toEqual([
      [starter.day, starter.day, near],
      [far, addDays(far, -1), far],
    ])
  })

  it('says so when a day did not reach the disk', async () => {
    const feed = await open()
    await feed.put(starter)
    rmSync(folder, { recursive: true })
    expect(await feed.put(makeDay(addDays(starter.day, 1), 1))).toBe(false)
    expect(lines).toContain('document-unkept')
  })
})
