import { planShards, writeShard, type ToPublish } from '../../src/doc/feedPlan.ts'
import { createLastDays } from '../../src/doc/feedTelling.ts'
import { readFeedShard, type FeedShardView } from '../../src/doc/feedView.ts'
import { createFeedJoin } from '../../src/doc/joinFeeds.ts'
import { mergeSnapshots, type Paper } from '../../src/domain/paper.ts'
import type { PaperKey } from '../../src/domain/paperKey.ts'
import type { Day } from '../../src/lib/day.ts'
import { createReplica, paper, snapshot, type Replica } from './replica.ts'

export const on = (day: Day, ...numbers: readonly number[]): readonly ToPublish[] =>
  numbers.map((number) => ({ key: paper(number), day }))
export const papersOf = (...numbers: readonly number[]): ReadonlyMap<PaperKey, Paper> =>
  new Map(
    numbers.flatMap((number) => {
      const merged = mergeSnapshots(paper(number), [{ ...snapshot(number), from: 'private name.bib' }])
      return merged ? [[paper(number), merged] as const] : []
    }),
  )

/** A feed's shards as one device of its publisher holds them. */
export const createShards = (device: string, seed: number) => {
  const shards = new Map<string, Replica>()
  const written = new Map<PaperKey, Paper>()
  const shardOf = (id: string): Replica => {
    const known = shards.get(id) ?? createReplica(device, seed + Number(id))
    shards.set(id, known)
    return known
  }
  const views = (): ReadonlyMap<string, FeedShardView> =>
    new Map([...shards].map(([id, { doc }]) => [id, readFeedShard(doc).view()]))
  return {
    shards,
    shardOf,
    views,
    publish(wanted: readonly ToPublish[], papers = papersOf(...Array.from({ length: 20 }, (_, at) => at))) {
      for (const plan of planShards(wanted, views())) {
        const desk = shardOf(plan.id)
        writeShard(desk, plan, readFeedShard(desk.doc).view(), papers, written)
      }
    },
    shown: (): readonly (readonly [Day, readonly PaperKey[]])[] => {
      const days = createFeedJoin()(createLastDays()([...views().values()]), new Map()).days
      return [...days]
        .filter(([, { entries }]) => entries.length > 0)
        .map(([day, { entries }]) => [day, entries.map(({ key }) => key)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
    },
  }
}
