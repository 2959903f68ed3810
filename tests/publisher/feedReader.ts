import { WebSocket } from 'ws'
import type { Capability } from '../../src/crypto/capability.ts'
import { parseLink } from '../../src/crypto/link.ts'
import { readFeedIndex, readFeedShard, type FeedIndexView } from '../../src/doc/feedView.ts'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import { createRelayLink, type RelayLink } from '../../src/sync/relayLink.ts'
import { syncDoc } from '../../src/sync/syncDoc.ts'

export interface FollowedFeed {
  readonly meta: FeedIndexView['meta']
  readonly shards: number
  readonly papers: number
  /** Oldest first. */
  readonly days: readonly string[]
}

const capabilityOf = async (text: string): Promise<Capability> => {
  const parsed = await parseLink(text)
  if (!parsed.ok) throw new Error(`no link: ${parsed.error}`)
  return parsed.value.capability
}

const fetchDoc = async (link: RelayLink, text: string) => {
  const doc = createSharedDoc()
  const capability = await capabilityOf(text)
  const sealed = syncDoc({ link, doc, capability, presence: false, tabs: false })
  await sealed.settled()
  sealed.destroy()
  return { doc, role: capability.role }
}

/** What a follower gets who has the feed's link and nothing else, through the relay at `url`. */
export const readFeed = async (url: string, text: string): Promise<FollowedFeed> => {
  const link = createRelayLink({ url, WebSocket })
  try {
    const index = await fetchDoc(link, text)
    if (index.role !== 'reader') throw new Error('the feed’s link must be for reading only')
    const { meta, shards } = readFeedIndex(index.doc).view()
    const days: string[] = []
    let papers = 0
    for (const shard of shards.values()) {
      const { doc, role } = await fetchDoc(link, shard.link)
      if (role !== 'reader') throw new Error('a shard’s link must be for reading only')
      const view = readFeedShard(doc).view()
      papers += view.papers.size
      days.push(...view.days.keys())
    }
    return { meta, shards: shards.size, papers, days: days.sort() }
  } finally {
    link.close()
  }
}
