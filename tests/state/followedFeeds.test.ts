import { createRoot } from 'solid-js'
import { beforeEach, expect, test, vi } from 'vitest'
import { asReader, capabilityFromOwnerSecret } from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { addShard, createFeed, putFeedDay } from '../../src/doc/feedDoc.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { removeFeed, setFeed } from '../../src/doc/libraryLists.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { MAX_FEED_SHARDS, MAX_FOLLOWED_FEEDS } from '../../src/doc/limits.ts'
import { addDays, timeToDay } from '../../src/lib/day.ts'
import { createDeferredSync } from '../../src/state/deferredSync.ts'
import { createDesk } from '../../src/state/desk.ts'
import { createFeedState, FOLLOWS_NAME } from '../../src/state/feedState.ts'
import { fromReader } from '../../src/state/fromReader.ts'
import { openDocument } from '../../src/state/openDocument.ts'
import { paper, snapshot } from '../doc/replica.ts'
import { freshBrowser } from '../storage/faults.ts'

const SECRET = new Uint8Array(32).fill(9)
const TODAY = timeToDay(Date.now())
/** jsdom has the browser's own, and bytes that a database here does not take for bytes. */
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

const secretOf = (number: number): Uint8Array<ArrayBuffer> => {
  const secret = new Uint8Array(32).fill(1)
  secret[0] = number % 256
  secret[1] = Math.floor(number / 256)
  return secret
}
const readLinkOf = async (number: number) => {
  const reader = await asReader(await capabilityFromOwnerSecret(secretOf(number)))
  return { room: reader.room, link: await printLink(reader) }
}

/** A device with no network that follows feeds. */
const start = async () => {
  const transport = createDeferredSync(() => new Promise(() => {}))
  const capability = await capabilityFromOwnerSecret(SECRET)
  const library = openDocument({ name: `library:${capability.room}`, capability, transport, presence: false })
  await library.whenLoaded
  const desk = createDesk(library.doc, 'phone')
  createLibrary(desk)
  return createRoot((dispose) => {
    const feed = createFeedState({
      transport,
      publishedLink: () => null,
      desk,
      librarySecret: SECRET,
      library: fromReader(readLibrary(library.doc)),
      libraryReady: () => true,
      libraryKept: () => library.store.flushed(),
      triaged: () => () => false,
    })
    return {
      feed,
      desk,
      async follow(number: number) {
        const { room, link } = await readLinkOf(number)
        setFeed(desk, { feedId: room, link, own: false })
        return room
      },
      async stop() {
        for (const one of feed.feeds()) {
          for (const { document } of one.shards()) await document.close()
          await one.index.close()
        }
        await library.close()
        dispose()
      },
    }
  })
}

test('D64: of feeds those followed first are open, up to the limit, and one past it is not', async () => {
  const device = await start()
  let last = ''
  for (let number = 0; number <= MAX_FOLLOWED_FEEDS; number++) last = await device.follow(number)
  await expect.poll(() => device.feed.feeds().length).toBe(MAX_FOLLOWED_FEEDS)
  expect(device.feed.feeds().some(({ capability }) => capability.room === last)).toBe(false)
  // Room is made by leaving one.
  removeFeed(device.desk, device.feed.feeds()[0]?.capability.room ?? '')
  await expect.poll(() => device.feed.feeds().some(({ capability }) => capability.room === last)).toBe(true)
  await device.stop()
})

test('D64: of a feed that names more shards than the limit, those that end last are opened', async () => {
  const device = await start()
  await device.follow(1)
  await expect.poll(() => device.feed.feeds().length).toBe(1)
  const [feed] = device.feed.feeds()
  const index = createDesk(feed?.index.doc ?? device.desk.doc, 'owner')
  createFeed(index, { feedId: 'f', title: 'Many', about: '', kind: 'published' })
  const name = async (number: number): Promise<void> => {
    const to = addDays(TODAY, -number)
    const { link } = await readLinkOf(1_000 + number)
    addShard(index, { shardId: String(number), link, from: to, to, count: 1 })
  }
  for (let number = 0; number < MAX_FEED_SHARDS; number++) await name(number)
  expect(feed?.wanted().size).toBe(MAX_FEED_SHARDS)
  await name(MAX_FEED_SHARDS)
  expect(feed?.wanted().size).toBe(MAX_FEED_SHARDS)
  expect(feed?.wanted().has('0')).toBe(true)
  expect(feed?.wanted().has(String(MAX_FEED_SHARDS))).toBe(false)
  await device.stop()
})

test('what is followed is in the daily feed with its name, goes when it is left, and a start waits for it', async () => {
  const device = await start()
  const room = await device.follow(1)
  await expect.poll(() => device.feed.feeds().length).toBe(1)
  const [feed] = device.feed.feeds()
  if (!feed) throw new Error('not open')
  const index = createDesk(feed.index.doc, 'owner')
  createFeed(index, { feedId: room, title: 'Group reads', about: '', kind: 'published' })
  const { link } = await readLinkOf(2)
  addShard(index, { shardId: '0', link, from: TODAY, to: TODAY, count: 1 })
  await expect.poll(() => feed.shards().length).toBe(1)
  putFeedDay(createDesk(feed.shards()[0]?.document.doc ?? feed.index.doc, 'owner'), {
    day: TODAY,
    papers: [{ key: paper(1), snapshot: snapshot(1) }],
    entries: [{ key: paper(1) }],
  })
  expect(device.feed.papersOn(TODAY).map(({ key }) => key)).toEqual([paper(1)])
  expect(device.feed.from(paper(1), TODAY)).toEqual([{ id: room, title: 'Group reads' }])
  await feed.index.store.flushed()
  await feed.shards()[0]?.document.store.flushed()
  expect(localStorage.getItem(FOLLOWS_NAME)).not.toBeNull()
  await device.stop()

  const again = await start()
  expect(again.feed.gathering()).toBe(true)
  expect(again.feed.readFromDisk()).toBe(false)
  await expect.poll(() => again.feed.gathering(), { timeout: 3_000 }).toBe(false)
  expect(again.feed.papersOn(TODAY).map(({ key }) => key)).toEqual([paper(1)])
  removeFeed(again.desk, room)
  await expect.poll(() => again.feed.feeds().length).toBe(0)
  expect(again.feed.papersOn(TODAY)).toEqual([])
  expect(localStorage.getItem(FOLLOWS_NAME)).toBeNull()
  // It can be fetched again, so nothing of it stays on the disk.
  await expect
    .poll(async () => (await indexedDB.databases()).filter(({ name }) => name?.startsWith('carrel/feed:')))
    .toEqual([])
  await again.stop()
})
