import { createRoot } from 'solid-js'
import { beforeEach, expect, test, vi } from 'vitest'
import { asReader, capabilityFromOwnerSecret, type Capability } from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { addShard, createFeed, endFeed, putFeedDay } from '../../src/doc/feedDoc.ts'
import type { FeedKind } from '../../src/doc/feedKind.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { addListEntry, removeFeed, setFeed } from '../../src/doc/libraryLists.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import type { SharedDoc } from '../../src/doc/sharedText.ts'
import { addDays, timeToDay } from '../../src/lib/day.ts'
import { createDeferredSync } from '../../src/state/deferredSync.ts'
import { createDesk } from '../../src/state/desk.ts'
import { createFeedState } from '../../src/state/feedState.ts'
import { fromReader } from '../../src/state/fromReader.ts'
import { ownShardCapability } from '../../src/state/openFeed.ts'
import { importedFeedCapability, publishedFeedCapability } from '../../src/state/ownFeeds.ts'
import { sweepFeeds } from '../../src/state/sweepFeeds.ts'
import { openDocStore } from '../../src/storage/docStore.ts'
import { paper, snapshot } from '../doc/replica.ts'
import { freshBrowser } from '../storage/faults.ts'

const DAY = 86_400_000
const SECRET = new Uint8Array(32).fill(9)
const NOW = Date.UTC(2026, 2, 1)
const TODAY = timeToDay(NOW)
const stored = new Map<string, string>()
beforeEach(() => {
  freshBrowser()
  stored.clear()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  })
})

const databases = async (): Promise<readonly string[]> =>
  (await indexedDB.databases())
    .flatMap(({ name }) => (name?.startsWith('carrel/feed:') ? [name.slice('carrel/feed:'.length)] : []))
    .sort()
const keep = async (room: string, fill: (doc: SharedDoc) => void): Promise<void> => {
  const doc = createSharedDoc()
  const store = openDocStore({ name: `feed:${room}`, doc })
  await store.loaded
  fill(doc)
  await store.flushed()
  await store.destroy()
}
const someFeed = (number: number): Promise<Capability> =>
  capabilityFromOwnerSecret(new Uint8Array(32).fill(number))
const keepShard = async (capability: Capability): Promise<string> => {
  await keep(capability.room, (doc) =>
    putFeedDay(createDesk(doc, 'owner'), {
      day: TODAY,
      papers: [{ key: paper(1), snapshot: snapshot(1) }],
      entries: [{ key: paper(1) }],
    }),
  )
  return capability.room
}
const shardOf = async (feed: Capability, id: string): Promise<Capability> => {
  const shard = await ownShardCapability(feed, id)
  if (!shard) throw new Error('a feed of one’s own')
  return shard
}
/** A feed with two shards on the disk, one day after the other; answers their rooms, the index in front. */
const keepFeed = async (
  feed: Capability,
  options: { readonly kind?: FeedKind; readonly ended?: boolean; readonly also?: readonly string[] } = {},
): Promise<readonly string[]> => {
  const shards = [await shardOf(feed, '0'), await shardOf(feed, '1')]
  const links = await Promise.all(shards.map(async (shard) => printLink(await asReader(shard))))
  await keep(feed.room, (doc) => {
    const desk = createDesk(doc, 'owner')
    createFeed(desk, { feedId: feed.room, title: 'Papers', about: '', kind: options.kind ?? 'published' })
    for (const [at, link] of [...links, ...(options.also ?? [])].entries()) {
      const day = addDays(TODAY, at - 40)
      addShard(desk, { shardId: String(at), link, from: day, to: day, count: 1 })
    }
    endFeed(desk, options.ended ?? false)
  })
  return [feed.room, ...(await Promise.all(shards.map(keepShard)))]
}

/** A device with no network, and the feed `builtIn` of its server. */
const start = async (builtIn: Capability) => {
  const transport = createDeferredSync(() => new Promise(() => {}))
  const doc = createSharedDoc()
  const desk = createDesk(doc, 'phone')
  createLibrary(desk)
  const link = await printLink(await asReader(builtIn))
  return createRoot((dispose) => {
    const view = fromReader(readLibrary(doc))
    const feed = createFeedState({
      transport,
      publishedLink: () => link,
      desk,
      librarySecret: SECRET,
      library: view,
      libraryReady: () => true,
      libraryKept: () => Promise.resolve({ ok: true, value: null }),
      triaged: () => () => false,
    })
    const sweep = (now: number): Promise<readonly string[]> =>
      sweepFeeds({ library: doc, librarySecret: SECRET, view, feeds: feed.feeds, now })
    return {
      desk,
      feed,
      sweep,
      /** Once a day, as long as it takes for what was left to go, and longer. */
      async sweepDaily() {
        const gone: string[] = []
        for (let day = 0; day < 6; day++) gone.push(...(await sweep(NOW + day * DAY)))
        return gone.sort()
      },
      async follow(capability: Capability) {
        setFeed(desk, {
          feedId: capability.room,
          link: await printLink(await asReader(capability)),
          own: false,
        })
      },
      async stop() {
        for (const one of feed.feeds()) {
          for (const { document } of one.shards()) await document.close()
          await one.index.close()
        }
        dispose()
      },
    }
  })
}
const isOpen = async (device: Awaited<ReturnType<typeof start>>, shards: number): Promise<void> => {
  await expect.poll(() => device.feed.feeds().flatMap((one) => one.shards()).length).toBe(shards)
}

test('a feed that nobody refers to goes after three days, index and shards, and can be followed again', async () => {
  const [builtIn, left] = [await someFeed(1), await someFeed(2)]
  const kept = await keepFeed(builtIn)
  const rooms = await keepFeed(left)
  const device = await start(builtIn)
  await isOpen(device, 2)
  for (const day of [0, 0, 1, 2]) expect(await device.sweep(NOW + day * DAY)).toEqual([])
  // A clock that jumps takes nothing earlier.
  expect([...(await device.sweep(NOW + 3 * DAY))].sort()).toEqual([...rooms].sort())
  expect(await databases()).toEqual([...kept].sort())
  await device.follow(left)
  await expect.poll(() => device.feed.feeds().length).toBe(2)
  const again = device.feed.feeds()[1]
  if (!again) throw new Error('not open')
  await again.index.whenLoaded
  createFeed(createDesk(again.index.doc, 'owner'), {
    feedId: left.room,
    title: 'Again',
    about: '',
    kind: 'published',
  })
  expect(await again.index.store.flushed()).toMatchObject({ ok: true })
  expect(await device.sweepDaily()).toEqual([])
  await device.stop()
})

test('a clock that jumps takes nothing early', async () => {
  const [builtIn, left] = [await someFeed(1), await someFeed(2)]
  await keepFeed(builtIn)
  await keepFeed(left)
  const device = await start(builtIn)
  for (const now of [NOW, NOW + 400 * DAY, NOW, NOW + DAY]) expect(await device.sweep(now)).toEqual([])
  await device.stop()
})

test('what a person made stays, and so does what is followed, comes with the server, or is not known', async () => {
  const builtIn = await someFeed(1)
  const followed = await someFeed(2)
  const imported = await someFeed(3)
  const published = await publishedFeedCapability(SECRET, 'list')
  const begun = await publishedFeedCapability(SECRET, 'other-list')
  const cutOff = await importedFeedCapability(SECRET)
  for (const feed of [builtIn, followed, published, begun]) await keepFeed(feed)
  for (const feed of [imported, cutOff, await someFeed(4)]) await keepFeed(feed, { kind: 'own' })
  // An import that was cut off, of which no index tells.
  await keepShard(await shardOf(cutOff, '2'))
  await keepShard(await someFeed(5))
  await keep('nonsense', (doc) => doc.getMap('meta').set('schema', 1))
  await keep('newer', (doc) => {
    for (const [key, value] of Object.entries({ schema: 99, feedId: 'x', kind: 'published' }))
      doc.getMap('meta').set(key, value)
  })
  await keep('another-kind', (doc) => {
    for (const [key, value] of Object.entries({ schema: 1, feedId: 'x', kind: 'podcast' }))
      doc.getMap('meta').set(key, value)
  })
  const before = await databases()
  const device = await start(builtIn)
  await device.follow(followed)
  const entry = { room: 'room', link: 'link', title: 'A list', colour: 0 }
  for (const listId of ['list', 'other-list']) addListEntry(device.desk, { ...entry, listId })
  const link = await printLink(published)
  setFeed(device.desk, { feedId: published.room, link, own: false, list: 'list' })
  setFeed(device.desk, { feedId: 'imported', link: await printLink(imported), own: true })
  await expect.poll(() => device.feed.feeds().length).toBe(3)
  expect(await device.sweepDaily()).toEqual([])
  expect(await databases()).toEqual(before)
  // Nor by a library that has not come, or is of a newer version.
  removeFeed(device.desk, followed.room)
  await expect.poll(() => device.feed.feeds().length).toBe(2)
  device.desk.doc.getMap('meta').set('schema', 99)
  expect(await device.sweepDaily()).toEqual([])
  await device.stop()
})

test('a published feed that has ended goes', async () => {
  const builtIn = await someFeed(1)
  const kept = await keepFeed(builtIn)
  const ended = await keepFeed(await publishedFeedCapability(SECRET, 'list'), { ended: true })
  const device = await start(builtIn)
  addListEntry(device.desk, { room: 'room', link: 'link', title: 'A list', colour: 0, listId: 'list' })
  expect(await device.sweepDaily()).toEqual([...ended].sort())
  expect(await databases()).toEqual([...kept].sort())
  await device.stop()
})

test('a feed that was left takes nothing along that another one names', async () => {
  const [builtIn, followed] = [await someFeed(1), await someFeed(2)]
  const published = await publishedFeedCapability(SECRET, 'list')
  const kept = [await keepFeed(builtIn), await keepFeed(followed), await keepFeed(published)].flat()
  const named = await Promise.all(
    [followed, await shardOf(followed, '0'), published, await shardOf(published, '1')].map(async (one) =>
      printLink(await asReader(one)),
    ),
  )
  const hostile = await someFeed(6)
  const rooms = await keepFeed(hostile, { also: named })
  const device = await start(builtIn)
  await device.follow(followed)
  const link = await printLink(published)
  setFeed(device.desk, { feedId: published.room, link, own: false, list: 'list' })
  expect(await device.sweepDaily()).toEqual([...rooms].sort())
  expect(await databases()).toEqual([...kept].sort())
  // Nor where it is left on this device, while all of them are open.
  await keepFeed(hostile, { also: named })
  await device.follow(hostile)
  device.feed.open(published)
  await isOpen(device, 2 + 2 + 2 + 6)
  removeFeed(device.desk, hostile.room)
  await expect.poll(databases).toEqual([...kept].sort())
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await databases()).toEqual([...kept].sort())
  await device.stop()
})

test('what was cut off while it went, goes at the next start', async () => {
  const [builtIn, left] = [await someFeed(1), await someFeed(2)]
  const kept = await keepFeed(builtIn)
  await keepFeed(left)
  const device = await start(builtIn)
  for (let day = 0; day < 3; day++) await device.sweep(NOW + day * DAY)
  const factory = indexedDB
  const real = factory.deleteDatabase.bind(factory)
  let deletions = 0
  factory.deleteDatabase = (name) => {
    if (++deletions > 1) throw new DOMException('killed', 'AbortError')
    return real(name)
  }
  const first = await device.sweep(NOW + 3 * DAY)
  factory.deleteDatabase = real
  expect(first).toHaveLength(1)
  expect(await databases()).toContain(left.room)
  await device.sweep(NOW + 4 * DAY)
  expect(await databases()).toEqual([...kept].sort())
  await device.stop()
})

test('a shard that made room, and was there when the app was killed, goes at once', async () => {
  const builtIn = await someFeed(1)
  const [index = '', old = '', newest = ''] = await keepFeed(builtIn)
  const device = await start(builtIn)
  device.feed.keepSince(TODAY)
  await isOpen(device, 1)
  expect(await device.sweep(NOW)).toEqual([old])
  expect(await databases()).toEqual([index, newest].sort())
  device.feed.keepSince(null)
  await isOpen(device, 2)
  await device.stop()
})
