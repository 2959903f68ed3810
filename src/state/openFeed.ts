import {
  createEffect,
  createMemo,
  createSignal,
  getOwner,
  onCleanup,
  runWithOwner,
  type Accessor,
} from 'solid-js'
import { capabilityFromOwnerSecret, type Capability } from '../crypto/capability.ts'
import { deriveSecret } from '../crypto/primitives.ts'
import { parseLink } from '../crypto/link.ts'
import {
  readFeedIndex,
  readFeedShard,
  type FeedIndexView,
  type FeedShard,
  type FeedShardView,
} from '../doc/feedView.ts'
import { MAX_FEED_SHARDS } from '../doc/limits.ts'
import type { Day } from '../lib/day.ts'
import type { DeferredSync } from './deferredSync.ts'
import { fromReader, type Fields } from './fromReader.ts'
import { openDocument, type OpenDocument } from './openDocument.ts'

export interface OpenShard {
  readonly id: string
  readonly room: string
  readonly document: OpenDocument
  readonly view: Accessor<FeedShardView>
}

/** A feed as it stands on this device: its index and the shards the index names. */
export interface OpenFeed {
  readonly capability: Capability
  readonly index: OpenDocument
  readonly view: Fields<FeedIndexView>
  readonly shards: Accessor<readonly OpenShard[]>
  /** Those of the shards in `view` that are to be on this device: others made room for what the person made. */
  readonly wanted: Accessor<ReadonlyMap<string, FeedShard>>
  /** Opens a shard; a shard open already is handed out again. */
  openShard(id: string, capability: Capability): OpenShard
  /** Forgets a shard, until it is wanted again; answers its document, which is the caller's to close. */
  letGo(id: string): OpenDocument | undefined
}

/** Whoever writes an index may name any number of rooms: of too many, those that end last. */
const newestShards = (
  shards: ReadonlyMap<string, FeedShard>,
): readonly (readonly [id: string, shard: FeedShard])[] =>
  shards.size <= MAX_FEED_SHARDS
    ? [...shards]
    : [...shards]
        .sort(([a, one], [b, other]) => (one.to < other.to ? 1 : one.to > other.to ? -1 : a < b ? -1 : 1))
        .slice(0, MAX_FEED_SHARDS)

/** An owner's shards have no secrets of their own to lose: each follows from the index's and the shard's id. */
export const ownShardCapability = async (index: Capability, shardId: string): Promise<Capability | null> =>
  index.ownerSecret
    ? capabilityFromOwnerSecret(await deriveSecret(index.ownerSecret, `feed-shard/${shardId}`))
    : null

/**
 * Opens the feed behind `capability`, and each shard as the index comes to name it, but for those that end before
 * `since`. What the person imported, and the newest shard, are always wanted. Needs a reactive owner.
 */
export const openFeed = (
  capability: Capability,
  transport: DeferredSync,
  since: Accessor<Day | null>,
): OpenFeed => {
  const owner = getOwner()
  const index = openDocument({ name: `feed:${capability.room}`, capability, transport, presence: false })
  onCleanup(() => void index.close())
  const view = fromReader(readFeedIndex(index.doc))
  const [shards, setShards] = createSignal<readonly OpenShard[]>([])
  const opening = new Set<string>()

  const openShard = (id: string, shardCapability: Capability): OpenShard => {
    const known = shards().find((shard) => shard.id === id)
    if (known) return known
    const document = openDocument({
      name: `feed:${shardCapability.room}`,
      capability: shardCapability,
      transport,
      presence: false,
    })
    const reader = readFeedShard(document.doc)
    const [shardView, setShardView] = createSignal<FeedShardView>({ ...reader.view() })
    const off = reader.subscribe(() => setShardView({ ...reader.view() }))
    runWithOwner(owner, () =>
      onCleanup(() => {
        off()
        void document.close()
      }),
    )
    const shard: OpenShard = { id, room: shardCapability.room, document, view: shardView }
    setShards((before) => [...before, shard])
    return shard
  }

  const wanted = createMemo(() => {
    const from = since()
    const every = view.shards()
    const all = newestShards(every)
    if (capability.ownerSecret || !from) return all.length === every.size ? every : new Map(all)
    const newest = all
      .map(([, { to }]) => to)
      .sort()
      .at(-1)
    return new Map(all.filter(([, { to }]) => to >= from || to === newest))
  })
  createEffect(() => {
    for (const [id, shard] of wanted()) {
      if (opening.has(id)) continue
      opening.add(id)
      void (async () => {
        const own = await ownShardCapability(capability, id)
        const parsed = own ? null : await parseLink(shard.link)
        const shardCapability = own ?? (parsed?.ok ? parsed.value.capability : null)
        if (shardCapability && opening.has(id)) openShard(id, shardCapability)
      })()
    }
  })

  return {
    capability,
    index,
    view,
    shards: createMemo(() => shards()),
    wanted,
    openShard,
    letGo(id) {
      opening.delete(id)
      const found = shards().find((shard) => shard.id === id)
      setShards((before) => before.filter((shard) => shard !== found))
      return found?.document
    },
  }
}
