import { untrack } from 'solid-js'
import { asReader, type Capability } from '../crypto/capability.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import type { Desk } from '../doc/desk.ts'
import { addShard, createFeed, putFeedDay } from '../doc/feedDoc.ts'
import { setFeed } from '../doc/libraryLists.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { MAX_SHARD_PAPERS } from '../doc/limits.ts'
import { paperKeyOf } from '../domain/paperKeyOf.ts'
import type { Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { isDiskRefused } from '../storage/database.ts'
import type { ImportOutcome, ImportPlan } from './carrel.ts'
import { createDesk } from './desk.ts'
import type { Fields } from './fromReader.ts'
import { ownShardCapability, type OpenFeed, type OpenShard } from './openFeed.ts'
import { importedFeedCapability } from './ownFeeds.ts'

/** Why a verb of the feed refuses (D11). */
const NEWER =
  'your own feed was changed by a newer version of Carrel, and this device has to be updated first'
const OWN_FEED = { title: 'Added by me', about: 'Papers this person imported.', kind: 'own' } as const
const FULL = 'The papers could not be written to this device’s disk. Free some space and import again.'

/** A shard with room for what was planned: the day's own where that has room. One is opened where there is none. */
const shardFor = async (
  feed: OpenFeed,
  { day, papers }: Pick<ImportPlan, 'day' | 'papers'>,
): Promise<OpenShard> => {
  for (const id of untrack(feed.view.shards).keys()) {
    const capability = await ownShardCapability(feed.capability, id)
    if (capability) await feed.openShard(id, capability).document.whenLoaded
  }
  const keys = papers.map(({ snapshot }) => paperKeyOf(snapshot))
  const hasRoom = (shard: OpenShard): boolean => {
    const held = shard.view().papers
    return held.size + keys.filter((key) => !held.has(key)).length <= MAX_SHARD_PAPERS
  }
  const withRoom = feed.shards().filter(hasRoom)
  const found = withRoom.find((shard) => shard.view().days.has(day)) ?? withRoom[0]
  if (found) return found
  const taken = new Set([...untrack(feed.view.shards).keys(), ...feed.shards().map(({ id }) => id)])
  let number = 0
  while (taken.has(String(number))) number++
  // Counted and not random: being cut off, the next try comes upon the same shard.
  const id = String(number)
  const capability = await ownShardCapability(feed.capability, id)
  if (!capability) throw new Error('the own feed is opened with its owner link')
  const shard = feed.openShard(id, capability)
  await shard.document.whenLoaded
  return hasRoom(shard) ? shard : shardFor(feed, { day, papers })
}

/** Puts what was planned into a shard; it throws where a newer Carrel wrote it. */
const putPapers = (shard: OpenShard, plan: ImportPlan): void => {
  const papers = plan.papers.map(({ snapshot }) => ({ key: paperKeyOf(snapshot), snapshot }))
  const imported = plan.papers.map(({ snapshot, votes, comments }) => ({
    key: paperKeyOf(snapshot),
    ...(votes === undefined ? {} : { votes }),
    ...(comments === undefined ? {} : { comments }),
  }))
  const keys = new Set(imported.map((entry) => entry.key))
  const before =
    shard
      .view()
      .days.get(plan.day)
      ?.entries.filter((entry) => !keys.has(entry.key)) ?? []
  const put = putFeedDay(createDesk(shard.document.doc, 'owner'), {
    day: plan.day,
    papers,
    entries: [...before, ...imported],
  })
  if (!put) throw new Error(NEWER)
}

/** Names a shard in the feed's index, once. */
const nameShard = async (feed: OpenFeed, shard: OpenShard, plan: ImportPlan): Promise<void> => {
  if (untrack(feed.view.shards).has(shard.id)) return
  const capability = await ownShardCapability(feed.capability, shard.id)
  if (!capability) throw new Error('the own feed is opened with its owner link')
  const added = addShard(createDesk(feed.index.doc, 'owner'), {
    shardId: shard.id,
    link: await printLink(await asReader(capability)),
    from: plan.day,
    to: plan.day,
    count: plan.papers.length,
  })
  if (!added) throw new Error(NEWER)
}

export interface FeedImport {
  /** Imports into the own feed, and answers once the disk has it. The error is a sentence for the person. */
  importPapers(plan: ImportPlan): Promise<Result<ImportOutcome, string>>
}

export const createFeedImport = (options: {
  readonly desk: Desk
  readonly librarySecret: Bytes
  readonly library: Pick<Fields<LibraryView>, 'feeds'>
  readonly libraryKept: () => Promise<Result<null, unknown>>
  readonly open: (capability: Capability) => OpenFeed
}): FeedImport => {
  const { desk, library, libraryKept, open } = options
  /**
   * The own feed that follows from the library's secret, and whether the library names it. One that is named and is
   * elsewhere was begun before the library moved: a device that was lost has its link, and gets nothing that comes later.
   */
  const findOwn = async (): Promise<{ readonly feed: OpenFeed; readonly named: boolean }> => {
    const capability = await importedFeedCapability(options.librarySecret)
    return { feed: open(capability), named: untrack(library.feeds).get(capability.room)?.own === true }
  }
  /** Whether what was just changed is on the disk, or there is none. */
  const isKept = async (...kept: readonly Promise<Result<null, unknown>>[]): Promise<boolean> =>
    (await Promise.all(kept)).every((one) => one.ok) || isDiskRefused()

  return {
    async importPapers(plan) {
      try {
        // A library that is still being read may name the feed.
        await libraryKept()
        const { feed, named } = await findOwn()
        await feed.index.whenLoaded
        const shard = await shardFor(feed, plan)
        // Each on the disk before the next names it: cut off anywhere, what is named is there.
        putPapers(shard, plan)
        if (!(await isKept(shard.document.store.flushed()))) return err(FULL)
        const feedId = feed.capability.room
        if (!named) createFeed(createDesk(feed.index.doc, 'owner'), { feedId, ...OWN_FEED })
        await nameShard(feed, shard, plan)
        if (!(await isKept(feed.index.store.flushed()))) return err(FULL)
        if (!named) setFeed(desk, { feedId, link: await printLink(feed.capability), own: true })
        if (!(await isKept(libraryKept()))) return err(FULL)
        return ok({ day: plan.day, fresh: plan.fresh, known: plan.known })
      } catch (error) {
        return err(
          `The import stopped: ${error instanceof Error ? error.message : String(error)}. Nothing that was here is gone.`,
        )
      }
    },
  }
}
