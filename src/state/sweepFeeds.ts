import { untrack } from 'solid-js'
import { parseLink } from '../crypto/link.ts'
import { readFeedIndex, type FeedIndexView } from '../doc/feedView.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { createSharedDoc } from '../doc/sharedDoc.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { openSchema } from '../doc/upgrade.ts'
import type { Bytes } from '../lib/bytes.ts'
import { openDocStore } from '../storage/docStore.ts'
import { eraseDocument } from '../storage/erasing.ts'
import { listDocuments } from '../storage/heldDocuments.ts'
import { FEED_LEFT_KEPT_MS } from '../storage/limits.ts'
import type { Fields } from './fromReader.ts'
import { openLeftRecord } from './leftRecord.ts'
import type { OpenFeed } from './openFeed.ts'
import { importedFeedCapability, publishedFeedCapability } from './ownFeeds.ts'

const NAME = 'left-feeds'

/** The index kept under a room, as the disk has it; `null` where that cannot be read whole. */
const readIndex = async (room: string): Promise<FeedIndexView | null> => {
  const doc = createSharedDoc()
  const store = openDocStore({ name: `feed:${room}`, doc })
  const loaded = await store.loaded
  const { problem } = store.state()
  await store.destroy()
  const reader = readFeedIndex(doc)
  const view = { ...reader.view() }
  reader.destroy()
  return loaded.ok && problem === null ? view : null
}

const roomsOf = async (links: Iterable<string>): Promise<readonly string[]> =>
  (await Promise.all([...links].map(parseLink))).flatMap((parsed) =>
    parsed.ok ? [parsed.value.capability.room] : [],
  )
const shardRooms = (shards: FeedIndexView['shards']): Promise<readonly string[]> =>
  roomsOf([...shards.values()].map(({ link }) => link))

/**
 * Deletes what nobody needs of feeds on this device: of one that nobody refers to any more, and that was not made by
 * importing, index and shards, once it was found so for three days; and shards that made room, where that was cut off.
 * What cannot be told to be of such a feed stays. Call where the library has been read whole from the disk and is kept
 * there, and the feed that comes with the server is open. Answers the rooms.
 */
export const sweepFeeds = async (options: {
  readonly library: SharedDoc
  readonly librarySecret: Bytes
  readonly view: Pick<Fields<LibraryView>, 'feeds' | 'lists'>
  /** Those that are open. */
  readonly feeds: () => readonly OpenFeed[]
  readonly now: number
}): Promise<readonly string[]> => {
  const { library, librarySecret, view, now } = options
  if (openSchema(library) !== 'current') return []
  const held = new Set(await listDocuments('feed:').catch(() => []))
  const open = (): readonly OpenFeed[] => untrack(options.feeds)
  const isOpen = (room: string): boolean =>
    open().some(
      ({ capability, shards }) =>
        capability.room === room || untrack(shards).some((shard) => shard.room === room),
    )
  /** The shards of a feed that are to be here; `null` where that cannot be told. */
  const shardsHere = async (room: string): Promise<FeedIndexView['shards'] | null> => {
    const feed = open().find(({ capability }) => capability.room === room)
    if (!feed) return held.has(room) ? ((await readIndex(room))?.shards ?? null) : new Map()
    await feed.index.whenLoaded
    if (!feed.index.store.state().loaded) return null
    return untrack(feed.capability.ownerSecret ? feed.view.shards : feed.wanted)
  }
  /** By what the library says at this moment: somebody may follow again what is about to go. */
  const isNamed = (room: string): boolean => untrack(view.feeds).has(room) || isOpen(room)

  const known = new Set([
    ...open().map(({ capability }) => capability.room),
    ...untrack(view.feeds).keys(),
    ...(await roomsOf([...untrack(view.feeds).values()].map(({ link }) => link))),
    (await importedFeedCapability(librarySecret)).room,
  ])
  for (const listId of untrack(view.lists).keys()) {
    const { room } = await publishedFeedCapability(librarySecret, listId)
    if (known.has(room) || !held.has(room)) continue
    const index = await readIndex(room)
    if (!index) return []
    // It is being published, and the library is about to name it.
    if (!index.meta.ended) known.add(room)
  }
  const needed = new Set(known)
  for (const room of known) {
    const shards = await shardsHere(room)
    // Without its word on what it consists of, nothing can be told to be of another.
    if (!shards) return []
    for (const shard of await shardRooms(shards)) needed.add(shard)
  }

  const gone: string[] = []
  /** False where it is still here, or somebody has begun to use it. */
  const erase = async (room: string): Promise<boolean> => {
    if (!held.has(room) || needed.has(room) || gone.includes(room)) return true
    if (isNamed(room) || !(await eraseDocument(`feed:${room}`)).ok) return false
    gone.push(room)
    return true
  }
  for (const { capability, view: index } of open())
    // One that was followed while this was worked out is about to open its own.
    if (known.has(capability.room))
      for (const room of await shardRooms(untrack(index.shards))) await erase(room)

  const left = await openLeftRecord(NAME, now)
  for (const room of held) {
    if (needed.has(room) || gone.includes(room)) continue
    const index = await readIndex(room)
    if (!index || index.meta.feedId === null || index.meta.newer) continue
    if (index.meta.kind === null || index.meta.kind === 'own') continue
    if (!left.isLong(room, FEED_LEFT_KEPT_MS)) continue
    // The index last: cut off in between, the next start still finds by it what is left.
    let whole = true
    for (const shard of await shardRooms(index.shards))
      whole = !isNamed(room) && (await erase(shard)) && whole
    if (whole && (await erase(room))) left.forget(room)
  }
  await left.write()
  return gone
}
