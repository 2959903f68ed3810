import { readdir } from 'node:fs/promises'
import { asReader, capabilityFromOwnerSecret, type Capability } from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { deriveSecret, randomBytes } from '../../src/crypto/primitives.ts'
import type { Desk } from '../../src/doc/desk.ts'
import { addShard, createFeed, putFeedDay } from '../../src/doc/feedDoc.ts'
import { readFeedIndex, readFeedShard } from '../../src/doc/feedView.ts'
import { MAX_SHARD_PAPERS } from '../../src/doc/limits.ts'
import type { SharedDoc } from '../../src/doc/sharedText.ts'
import { assert } from '../../src/lib/assert.ts'
import { printBase64url } from '../../src/lib/bytes.ts'
import { addDays, type Day } from '../../src/lib/day.ts'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { openKeptDocument } from './keptDocument.ts'
import { MAX_SHARD_GAP_DAYS, MAX_SHARDS } from './limits.ts'
import type { Log } from './politeFetcher.ts'
import { openPublishedDocument, type Carry, type PublishedDocument } from './publishedDocument.ts'
import type { PublishedDay } from './starterFeed.ts'

export interface FeedWords {
  readonly title: string
  readonly about: string
}

/** A feed as its publisher holds it: an index and shards, on the disk and on the relay. */
export interface PublishedFeed {
  /** True when the disk held all that had been published; otherwise a part came back from the relay, or not at all. */
  readonly whole: boolean
  has(day: Day): boolean
  /** Writes a day, in place of what the feed had of it; false when it is not on the disk yet. */
  put(day: PublishedDay): Promise<boolean>
  /** Resolves when the relay has acknowledged everything so far. */
  settled(): Promise<void>
  /** Resolves when everything is on the disk and nothing goes out any longer. */
  close(): Promise<void>
}

export interface PublishedFeedOptions {
  readonly folder: string
  /** The feed's owner. */
  readonly capability: Capability
  readonly words: FeedWords
  /** Puts a document on the relay. */
  readonly carry: Carry
  now(): number
  random(): number
  readonly log: Log
  /** Ends the waiting for the relay. */
  readonly signal: AbortSignal
}

interface Shard {
  readonly id: string
  /** For followers. */
  readonly link: string
  readonly document: PublishedDocument
  readonly reader: ReturnType<typeof readFeedShard>
}

const INDEX_NAME = 'index'
const SHARD_NAME = /^shard-([\w-]{1,64})\.ydoc$/
const BY = 'publisher'
const ID_BYTES = 12

/** An owner's shards have no secrets of their own to lose: each follows from the index's and the shard's id. */
const shardCapability = async (index: Capability, shardId: string): Promise<Capability> => {
  assert(index.ownerSecret, 'a feed is published with its owner key')
  return capabilityFromOwnerSecret(await deriveSecret(index.ownerSecret, `feed-shard/${shardId}`))
}

/** Ids of the shards the disk knows of, so that an index that was lost is made again from them. */
const readShardIds = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(folder).catch(() => [])
  return names.flatMap((name) => SHARD_NAME.exec(name)?.[1] ?? []).sort()
}

const rangeOf = ({ reader }: Shard): { readonly from: Day; readonly to: Day } | null => {
  const days = [...reader.view().days.keys()].sort()
  const [from] = days
  const to = days.at(-1)
  return from !== undefined && to !== undefined ? { from, to } : null
}

/** Whether `day` may join a shard: one that has room, and days in the neighbourhood so that old ones can be dropped. */
const takes = (shard: Shard, { day, papers }: PublishedDay): boolean => {
  const range = rangeOf(shard)
  if (!range) return true
  return (
    shard.reader.view().papers.size + papers.length <= MAX_SHARD_PAPERS &&
    day >= addDays(range.from, -MAX_SHARD_GAP_DAYS) &&
    day <= addDays(range.to, MAX_SHARD_GAP_DAYS)
  )
}

/**
 * Opens the feed of `folder`: from the disk, and what the disk has lost from the relay. Nothing is ever published
 * twice, since every id (of the feed, of a shard by its first day, of a paper) follows from what it names. The error is
 * a sentence for the terminal.
 */
export const openPublishedFeed = async (
  options: PublishedFeedOptions,
): Promise<Result<PublishedFeed, string>> => {
  const { folder, capability, carry, now, random, log } = options
  const randomId = (): string => printBase64url(randomBytes(ID_BYTES))
  const deskOf = (doc: SharedDoc): Desk => ({ doc, by: BY, now, random, randomId })

  const open = async (name: string, owner: Capability): Promise<Result<PublishedDocument, string>> => {
    const kept = await openKeptDocument({ folder, name, now, log })
    if (!kept.ok) return kept
    const document = openPublishedDocument(kept.value, owner, carry, log)
    if (!kept.value.found) await document.replayed(options.signal)
    return ok(document)
  }

  const opened = await open(INDEX_NAME, capability)
  if (!opened.ok) return err(opened.error)
  const index = opened.value
  const indexReader = readFeedIndex(index.doc)
  let whole = index.found
  const shards = new Map<string, Shard>()

  const openShard = async (id: string): Promise<Result<Shard, string>> => {
    const owner = await shardCapability(capability, id)
    const document = await open(`shard-${id}`, owner)
    if (!document.ok) return document
    const reader = readFeedShard(document.value.doc)
    const shard = { id, link: await printLink(await asReader(owner)), document: document.value, reader }
    shards.set(id, shard)
    return ok(shard)
  }

  /** Makes the index say what a shard holds; nothing is written where it does already. */
  const announce = (shard: Shard): void => {
    const range = rangeOf(shard)
    if (!range) return
    const count = shard.reader.view().papers.size
    const said = indexReader.view().shards.get(shard.id)
    if (said?.link === shard.link && said.from === range.from && said.to === range.to && said.count === count)
      return
    addShard(deskOf(index.doc), { shardId: shard.id, link: shard.link, ...range, count })
  }

  const known = new Set([...indexReader.view().shards.keys(), ...(await readShardIds(folder))])
  for (const id of [...known].slice(0, MAX_SHARDS)) {
    const shard = await openShard(id)
    if (!shard.ok) return err(shard.error)
    if (!shard.value.document.found) whole = false
  }
  if (!indexReader.view().meta.feedId) {
    assert(capability.ownerSecret, 'a feed is published with its owner key')
    const feedId = printBase64url(await deriveSecret(capability.ownerSecret, 'feed-id', ID_BYTES))
    createFeed(deskOf(index.doc), { feedId, ...options.words, kind: 'starter' })
  }
  for (const shard of shards.values()) announce(shard)

  const shardFor = async (day: PublishedDay): Promise<Shard | null> => {
    const all = [...shards.values()]
    const present = all.find(({ reader }) => reader.view().days.has(day.day))
    const roomy = present ?? all.findLast((shard) => takes(shard, day))
    if (roomy) return roomy
    if (shards.size >= MAX_SHARDS) {
      log('feed-full', { shards: shards.size })
      return null
    }
    const made = await openShard(day.day)
    if (!made.ok) log('shard-unkept', { detail: made.error })
    return made.ok ? made.value : null
  }

  const documents = (): readonly PublishedDocument[] => [
    index,
    ...[...shards.values()].map((shard) => shard.document),
  ]
  return ok({
    whole,
    has: (day) => [...shards.values()].some(({ reader }) => reader.view().days.has(day)),
    async put(day) {
      const shard = await shardFor(day)
      if (!shard) return false
      putFeedDay(deskOf(shard.document.doc), day)
      announce(shard)
      const kept = await Promise.all([shard.document.kept(), index.kept()])
      return kept.every((done) => done.ok)
    },
    async settled() {
      await Promise.all(documents().map((document) => document.settled()))
    },
    async close() {
      indexReader.destroy()
      for (const { reader } of shards.values()) reader.destroy()
      await Promise.all(documents().map((document) => document.close()))
    },
  })
}
