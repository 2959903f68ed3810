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
import { readFeedIndex, readFeedShard, type FeedIndexView, type FeedShardView } from '../doc/feedView.ts'
import type { DeferredSync } from './deferredSync.ts'
import { fromReader, type Fields } from './fromReader.ts'
import { openDocument, type OpenDocument } from './openDocument.ts'

export interface OpenShard {
  readonly id: string
  readonly document: OpenDocument
  readonly view: Accessor<FeedShardView>
}

/** A feed as it stands on this device: its index and the shards the index names. */
export interface OpenFeed {
  readonly capability: Capability
  readonly index: OpenDocument
  readonly view: Fields<FeedIndexView>
  readonly shards: Accessor<readonly OpenShard[]>
  /** Opens a shard; a shard open already is handed out again. */
  openShard(id: string, capability: Capability): OpenShard
}

/** An owner's shards have no secrets of their own to lose: each follows from the index's and the shard's id. */
export const ownShardCapability = async (index: Capability, shardId: string): Promise<Capability | null> =>
  index.ownerSecret
    ? capabilityFromOwnerSecret(await deriveSecret(index.ownerSecret, `feed-shard/${shardId}`))
    : null

/** Opens the feed behind `capability`, and each shard as the index comes to name it. Needs a reactive owner. */
export const openFeed = (capability: Capability, transport: DeferredSync): OpenFeed => {
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
    const shard: OpenShard = { id, document, view: shardView }
    setShards((before) => [...before, shard])
    return shard
  }

  createEffect(() => {
    for (const [id, shard] of view.shards()) {
      if (opening.has(id)) continue
      opening.add(id)
      void (async () => {
        const own = await ownShardCapability(capability, id)
        const parsed = own ? null : await parseLink(shard.link)
        const shardCapability = own ?? (parsed?.ok ? parsed.value.capability : null)
        if (shardCapability) openShard(id, shardCapability)
      })()
    }
  })

  return { capability, index, view, shards: createMemo(() => shards()), openShard }
}
