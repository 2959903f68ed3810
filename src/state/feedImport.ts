import { asReader, createCapability, type Capability } from '../crypto/capability.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import type { Desk } from '../doc/desk.ts'
import { addShard, createFeed, putFeedDay } from '../doc/feedDoc.ts'
import { setFeed } from '../doc/libraryLists.ts'
import { MAX_SHARD_PAPERS } from '../doc/limits.ts'
import { paperKeyOf } from '../domain/paperKey.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { ImportOutcome, ImportPlan } from './carrel.ts'
import { createDesk } from './desk.ts'
import { ownShardCapability, type OpenFeed, type OpenShard } from './openFeed.ts'

const OWN_FEED = { title: 'Added by me', about: 'Papers this person imported.', kind: 'own' } as const

/** Makes the person's own feed and writes its key into the library behind `desk`. */
export const createOwnFeed = async (
  desk: Desk,
  open: (capability: Capability) => OpenFeed,
): Promise<OpenFeed> => {
  const capability = await createCapability()
  const feed = open(capability)
  await feed.index.whenLoaded
  const feedId = desk.randomId()
  createFeed(createDesk(feed.index.doc, 'owner'), { feedId, ...OWN_FEED })
  setFeed(desk, { feedId, link: await printLink(capability), own: true })
  return feed
}

const shardFor = async (feed: OpenFeed, plan: ImportPlan, desk: Desk): Promise<OpenShard> => {
  const all = feed.shards()
  const found =
    all.find((shard) => shard.view().days.has(plan.day)) ??
    all.find((shard) => shard.view().papers.size + plan.papers.length <= MAX_SHARD_PAPERS)
  if (found) return found
  const id = desk.randomId()
  const capability = await ownShardCapability(feed.capability, id)
  if (!capability) throw new Error('the own feed is opened with its owner link')
  const shard = feed.openShard(id, capability)
  await shard.document.whenLoaded
  addShard(createDesk(feed.index.doc, 'owner'), {
    shardId: id,
    link: await printLink(await asReader(capability)),
    from: plan.day,
    to: plan.day,
    count: plan.papers.length,
  })
  return shard
}

/** Puts what was planned into a shard of the own feed, and answers with that shard; it throws where no key fits. */
const putImport = async (feed: OpenFeed, plan: ImportPlan, desk: Desk): Promise<OpenShard> => {
  const shard = await shardFor(feed, plan, desk)
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
  putFeedDay(createDesk(shard.document.doc, 'owner'), {
    day: plan.day,
    papers,
    entries: [...before, ...imported],
  })
  return shard
}

/** Imports into the own feed, and answers once the disk has it. The error is a sentence for the person. */
export const importPapers = async (
  plan: ImportPlan,
  options: {
    readonly desk: Desk
    readonly libraryKept: () => Promise<Result<null, unknown>>
    readonly ownFeed: () => Promise<OpenFeed>
  },
): Promise<Result<ImportOutcome, string>> => {
  try {
    const feed = await options.ownFeed()
    await feed.index.whenLoaded
    const shard = await putImport(feed, plan, options.desk)
    // The papers, the shard's name and the feed's key: one without the others is of no use after a reload.
    const kept = await Promise.all([
      shard.document.store.flushed(),
      feed.index.store.flushed(),
      options.libraryKept(),
    ])
    if (!kept.every((one) => one.ok))
      return err('The papers could not be written to this device’s disk. Free some space and import again.')
    return ok({ day: plan.day, fresh: plan.fresh, known: plan.known })
  } catch (error) {
    return err(
      `The import stopped: ${error instanceof Error ? error.message : String(error)}. Nothing that was here is gone.`,
    )
  }
}
