import { snapshotsOf, type Paper, type PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { timeToDay, type Day } from '../lib/day.ts'
import type { Desk } from './desk.ts'
import { dropFromShard, putFeedDay } from './feedDoc.ts'
import type { FeedShardView } from './feedView.ts'
import { MAX_PUBLISHED_PAPERS, MAX_SHARD_PAPERS } from './limits.ts'
import { forOthers } from './listDoc.ts'

/** A paper as it is to stand in a feed. */
export interface ToPublish {
  readonly key: PaperKey
  /** On whose day it appears. */
  readonly day: Day
}

export interface ShardPlan {
  readonly id: string
  /** Days that are to read otherwise, with their papers in order. */
  readonly days: ReadonlyMap<Day, readonly PaperKey[]>
  /** Days with nothing left. */
  readonly emptied: readonly Day[]
  /** Papers that no day of the shard names any more. */
  readonly dropped: ReadonlySet<PaperKey>
  /** First and last day, and how many papers, when all of it is done; `null` days: it holds none. */
  readonly from: Day | null
  readonly to: Day | null
  readonly count: number
  /** Papers it shows when all of it is done. */
  readonly keys: ReadonlySet<PaperKey>
}

interface Model {
  readonly id: string
  readonly view: FeedShardView | null
  /** What it shows now. */
  readonly held: ReadonlyMap<Day, ReadonlySet<PaperKey>>
  readonly days: Map<Day, PaperKey[]>
  readonly keys: Set<PaperKey>
}

/** The papers of a list in the order in which they came, each on the UTC day on which it was added. */
export const papersToPublish = (
  entries: ReadonlyMap<PaperKey, { readonly addedAt: number }>,
): readonly ToPublish[] =>
  [...entries]
    .sort(([a, one], [b, other]) => one.addedAt - other.addedAt || (a < b ? -1 : 1))
    .map(([key, { addedAt }]) => ({ key, day: timeToDay(addedAt) }))

const groupByDay = (papers: readonly ToPublish[]): ReadonlyMap<Day, readonly PaperKey[]> => {
  const days = new Map<Day, PaperKey[]>()
  for (const { key, day } of papers) {
    const keys = days.get(day)
    if (keys) keys.push(key)
    else days.set(day, [key])
  }
  return days
}

const nextId = (models: readonly Model[]): string => {
  const taken = new Set(models.map(({ id }) => id))
  let number = 0
  while (taken.has(String(number))) number++
  return String(number)
}

/**
 * What has to change in a feed's shards so that they show `papers` and nothing else: of more than
 * {@link MAX_PUBLISHED_PAPERS} the last. A paper stays in the shard that has it; a new one goes where its day is, or
 * where there is room, or into a shard of the next free number, so that two devices that publish at once choose alike.
 * The order within a day is that of `papers`.
 */
export const planShards = (
  papers: readonly ToPublish[],
  shards: ReadonlyMap<string, FeedShardView>,
): readonly ShardPlan[] => {
  const models: Model[] = [...shards]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([id, view]) => {
      const held = [...view.days].map(
        ([day, { entries }]) => [day, new Set(entries.map(({ key }) => key))] as const,
      )
      return { id, view, held: new Map(held), days: new Map(), keys: new Set() }
    })
  const hasRoom = (model: Model): boolean => model.keys.size < MAX_SHARD_PAPERS
  const put = (model: Model, day: Day, key: PaperKey): void => {
    model.keys.add(key)
    const keys = model.days.get(day)
    if (keys) keys.push(key)
    else model.days.set(day, [key])
  }
  const isHeld = ({ held }: Model, day: Day, key: PaperKey): boolean => held.get(day)?.has(key) === true

  const byDay = groupByDay(papers.slice(-MAX_PUBLISHED_PAPERS))
  // What stays where it is takes its room before anything new does.
  const homeless: (readonly [Day, PaperKey])[] = []
  for (const [day, keys] of byDay)
    for (const key of keys) {
      const home = models.find((model) => isHeld(model, day, key) && hasRoom(model))
      if (home) put(home, day, key)
      else homeless.push([day, key])
    }
  for (const [day, key] of homeless) {
    let home =
      models.find((model) => model.days.has(day) && hasRoom(model)) ??
      models.findLast((model) => hasRoom(model))
    if (!home) {
      home = { id: nextId(models), view: null, held: new Map(), days: new Map(), keys: new Set() }
      models.push(home)
    }
    put(home, day, key)
  }

  return models.map(({ id, view, days, keys }) => {
    const changed = new Map<Day, readonly PaperKey[]>()
    for (const [day, shown] of days) {
      // Newcomers were put behind those that stayed.
      const order = byDay.get(day) ?? []
      const inOrder = shown.length === order.length ? order : order.filter((key) => keys.has(key))
      const before = view?.days.get(day)?.entries ?? []
      if (before.length !== inOrder.length || before.some(({ key }, at) => key !== inOrder[at]))
        changed.set(day, inOrder)
    }
    const all = [...days.keys()].sort()
    return {
      id,
      days: changed,
      emptied: [...(view?.days.keys() ?? [])].filter((day) => !days.has(day)),
      dropped: new Set([...(view?.papers.keys() ?? [])].filter((key) => !keys.has(key))),
      from: all[0] ?? null,
      to: all.at(-1) ?? null,
      count: keys.size,
      keys,
    }
  })
}

/** As others in the list see it, but for the key by which somebody's own manuscripts cite the paper. */
const forFollowers = (snapshot: PaperSnapshot): PaperSnapshot => {
  const { details, ...told } = forOthers(snapshot)
  if (!details) return told
  const { key: _key, ...rest } = details
  return { ...told, details: rest }
}

/**
 * Writes into a shard what is planned for it, and what is known otherwise of its papers than when they were last
 * `written`, which is told what was. `before` is what it shows. False where it may not be written.
 */
export const writeShard = (
  desk: Desk,
  plan: ShardPlan,
  before: FeedShardView,
  papers: ReadonlyMap<PaperKey, Paper>,
  written: Map<PaperKey, Paper>,
): boolean => {
  const isStale = (key: PaperKey): boolean => !before.papers.has(key) || written.get(key) !== papers.get(key)
  const days = new Map(plan.days)
  // A paper of which more is known by now, on a day that stays as it is.
  for (const [day, { entries }] of before.days) {
    const keys = entries.map(({ key }) => key)
    const kept = !days.has(day) && !plan.emptied.includes(day)
    if (kept && keys.some((key) => plan.keys.has(key) && isStale(key))) days.set(day, keys)
  }
  for (const [day, keys] of days) {
    const told = keys.filter(isStale)
    const snapshots = told.flatMap((key) =>
      snapshotsOf(papers.get(key) ?? null).map((snapshot) => ({ key, snapshot: forFollowers(snapshot) })),
    )
    const entries = keys.map((key) => ({ key }))
    if (!putFeedDay(desk, { day, papers: snapshots, entries, revisable: true })) return false
    for (const key of told) {
      const paper = papers.get(key)
      if (paper) written.set(key, paper)
    }
  }
  return (
    (plan.emptied.length === 0 && plan.dropped.size === 0) ||
    dropFromShard(desk, { days: plan.emptied, papers: plan.dropped })
  )
}
