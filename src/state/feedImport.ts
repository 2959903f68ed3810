import { asReader, createCapability, type Capability } from '../crypto/capability.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import type { Desk } from '../doc/desk.ts'
import { addShard, createFeed, putFeedDay } from '../doc/feedDoc.ts'
import { setFeed } from '../doc/libraryLists.ts'
import { MAX_SHARD_PAPERS } from '../doc/limits.ts'
import { paperKeyOf } from '../domain/paperKey.ts'
import type { ImportPlan } from './carrel.ts'
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
export const putImport = async (feed: OpenFeed, plan: ImportPlan, desk: Desk): Promise<OpenShard> => {
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
