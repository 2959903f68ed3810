import { createRoot } from 'solid-js'
import { beforeEach, expect, test } from 'vitest'
import { capabilityFromOwnerSecret } from '../../src/crypto/capability.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { setFeed } from '../../src/doc/libraryLists.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { MAX_SHARD_PAPERS } from '../../src/doc/limits.ts'
import { parseDay } from '../../src/lib/day.ts'
import type { ImportPlan } from '../../src/state/carrel.ts'
import { createDeferredSync } from '../../src/state/deferredSync.ts'
import { createDesk } from '../../src/state/desk.ts'
import { createFeedState } from '../../src/state/feedState.ts'
import { fromReader } from '../../src/state/fromReader.ts'
import { openDocument } from '../../src/state/openDocument.ts'
import { paper, snapshot } from '../doc/replica.ts'
import { failWriting, freshBrowser } from '../storage/faults.ts'

const SECRET = new Uint8Array(32).fill(7)
const DAY = parseDay('2026-11-28')
if (!DAY) throw new Error('a day')
beforeEach(freshBrowser)

const planOf = (from: number, to: number): ImportPlan => ({
  day: DAY,
  papers: Array.from({ length: to - from }, (_, at) => ({ snapshot: snapshot(from + at) })),
  fresh: to - from,
  known: 0,
})

/** The app with the network off, as far as its own feed is concerned. */
const start = async (secret = SECRET) => {
  const transport = createDeferredSync(() => new Promise(() => {}))
  const capability = await capabilityFromOwnerSecret(secret)
  const { room } = capability
  const library = openDocument({ name: `library:${room}`, capability, transport, presence: false })
  await library.whenLoaded
  const desk = createDesk(library.doc, 'phone')
  createLibrary(desk)
  return createRoot((dispose) => {
    const view = fromReader(readLibrary(library.doc))
    const feed = createFeedState({
      transport,
      publishedLink: () => null,
      desk,
      librarySecret: secret,
      library: view,
      libraryReady: () => true,
      libraryKept: () => library.store.flushed(),
      triaged: () => () => false,
    })
    /** Everything that the library names has been read. */
    const settled = async (): Promise<void> => {
      await expect
        .poll(() => feed.feeds().length)
        .toBe(new Set([...view.feeds().values()].map(({ link }) => link)).size)
      for (const one of feed.feeds()) {
        await one.index.whenLoaded
        await expect.poll(() => one.shards().length).toBe(one.view.shards().size)
        for (const { document } of one.shards()) await document.whenLoaded
      }
    }
    return {
      feed,
      view,
      desk,
      settled,
      papers: () => feed.papersOn(DAY).map(({ key }) => key),
      /** As kill -9 leaves it: what waits for the disk is never written. */
      async kill() {
        for (const one of feed.feeds())
          for (const { document } of [{ document: one.index }, ...one.shards()]) await document.store.drop()
        await library.store.drop()
        dispose()
      },
    }
  })
}
const keysOf = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, at) => paper(from + at))

test('a first import that is cut off at any write is there or is not, and doing it again has it once', async () => {
  let refused = 0
  for (let writes = 0; ; writes++) {
    freshBrowser()
    const device = await start()
    // What a new library writes of itself is no part of it.
    await device.settled()
    const mend = failWriting('QuotaExceededError', -1, writes)
    const outcome = await device.feed.importPapers(planOf(0, 3))
    await device.kill()
    mend()
    const after = await start()
    await after.settled()
    const named = [...after.view.feeds().values()]
    expect(named.length, `after ${writes} writes`).toBeLessThanOrEqual(1)
    // A feed that is named has its papers, and papers that are told to be here are here.
    expect(after.papers(), `after ${writes} writes`).toEqual(named.length === 1 ? keysOf(0, 3) : [])
    expect(outcome.ok).toBe(named.length === 1)
    expect(await after.feed.importPapers(planOf(0, 3))).toMatchObject({ ok: true })
    await after.kill()
    const again = await start()
    await again.settled()
    expect(again.papers()).toEqual(keysOf(0, 3))
    expect(again.view.feeds().size).toBe(1)
    // Nothing is left over of the one that was cut off.
    expect((await indexedDB.databases()).filter(({ name }) => name?.startsWith('carrel/feed:'))).toHaveLength(
      2,
    )
    await again.kill()
    if (outcome.ok) break
    refused++
  }
  expect(refused).toBeGreaterThanOrEqual(3)
})

test('after the library has moved, what is imported goes where a device that was lost has no way to', async () => {
  const before = await start()
  expect(await before.feed.importPapers(planOf(0, 3))).toMatchObject({ ok: true })
  const [old] = before.view.feeds()
  if (!old) throw new Error('a feed')
  const [feedId, { link }] = old
  await before.kill()

  const moved = await start(new Uint8Array(32).fill(8))
  setFeed(moved.desk, { feedId, link, own: true })
  await moved.settled()
  await expect.poll(moved.papers).toEqual(keysOf(0, 3))
  expect(await moved.feed.importPapers(planOf(3, 5))).toMatchObject({ ok: true })
  await moved.settled()
  await expect.poll(() => moved.papers().toSorted()).toEqual(keysOf(0, 5).toSorted())
  const behind = moved.feed.feeds().find(({ capability }) => capability.room === feedId)
  expect(behind?.shards().flatMap((shard) => [...shard.view().papers.keys()])).toEqual(keysOf(0, 3))
  await moved.kill()
})

test('a later import that is cut off leaves what was there, and doing it again works', async () => {
  for (let writes = 0; ; writes++) {
    freshBrowser()
    const device = await start()
    expect(await device.feed.importPapers(planOf(0, 3))).toMatchObject({ ok: true })
    const mend = failWriting('QuotaExceededError', -1, writes)
    const outcome = await device.feed.importPapers(planOf(3, 6))
    await device.kill()
    mend()
    const after = await start()
    await after.settled()
    expect(after.papers()).toEqual(outcome.ok ? keysOf(0, 6) : keysOf(0, 3))
    expect(await after.feed.importPapers(planOf(3, 6))).toMatchObject({ ok: true })
    expect(after.papers()).toEqual(keysOf(0, 6))
    await after.kill()
    if (outcome.ok) break
  }
})

test('a day with more papers than a shard holds has all of them', async () => {
  const device = await start()
  for (let from = 0; from < MAX_SHARD_PAPERS + 200; from += 400)
    expect(await device.feed.importPapers(planOf(from, from + 400))).toMatchObject({ ok: true })
  await device.kill()
  const after = await start()
  await after.settled()
  expect(new Set(after.papers()).size).toBe(1_200)
  expect(after.feed.feeds()[0]?.shards().length).toBe(2)
  await after.kill()
})

test('two tabs that import for the first time at once make one feed', async () => {
  const [one, other] = [await start(), await start()]
  const done = await Promise.all([one.feed.importPapers(planOf(0, 2)), other.feed.importPapers(planOf(2, 4))])
  expect(done.every(({ ok }) => ok)).toBe(true)
  await one.kill()
  await other.kill()
  const after = await start()
  await after.settled()
  expect(after.view.feeds().size).toBe(1)
  expect([...after.papers()].sort()).toEqual([...keysOf(0, 4)].sort())
  await after.kill()
})
