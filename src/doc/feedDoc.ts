import type { FeedEntry } from '../domain/feedDay.ts'
import type { PaperSnapshot } from '../domain/paper.ts'
import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import type { Day } from '../lib/day.ts'
import { openClaims, writerOf, type ClaimTable } from './claims.ts'
import { parseDayClaim, type DayClaimed } from './dayClaims.ts'
import { claimDay, printDayClaim } from './dayWriting.ts'
import type { Desk } from './desk.ts'
import { isStored, tidyText } from './entry.ts'
import { MAX_DESCRIPTION_LENGTH, MAX_LINK_LENGTH, MAX_LIST_TITLE_LENGTH } from './limits.ts'
import { keepSnapshots } from './papers.ts'
import { openSchema, SCHEMA } from './upgrade.ts'
import type { FeedKind } from './feedKind.ts'

/** Begins a feed's index; one that has a beginning, or is of a newer schema, is left as it is. */
export const createFeed = (
  desk: Desk,
  feed: {
    readonly feedId: string
    readonly title: string
    readonly about: string
    readonly kind: FeedKind
  },
): boolean => {
  if (openSchema(desk.doc) !== 'empty') return false
  desk.doc.transact(() => {
    const meta = desk.doc.getMap('meta')
    meta.set('schema', SCHEMA)
    meta.set('feedId', feed.feedId)
    meta.set('title', tidyText(feed.title, MAX_LIST_TITLE_LENGTH))
    meta.set('about', tidyText(feed.about, MAX_DESCRIPTION_LENGTH))
    meta.set('kind', feed.kind)
    meta.set('createdAt', Math.floor(desk.now()))
  })
  return true
}

/** Says anew what a feed is called; false where the index has no beginning, or may not be written. */
export const retitleFeed = (
  desk: Desk,
  words: { readonly title: string; readonly about: string },
): boolean => {
  if (openSchema(desk.doc) !== 'current') return false
  desk.doc.transact(() => {
    const meta = desk.doc.getMap('meta')
    const said = {
      title: tidyText(words.title, MAX_LIST_TITLE_LENGTH),
      about: tidyText(words.about, MAX_DESCRIPTION_LENGTH),
    }
    for (const [key, text] of Object.entries(said)) if (meta.get(key) !== text) meta.set(key, text)
  })
  return true
}

/** Tells followers that nothing more comes, or (`false`) that it goes on. */
export const endFeed = (desk: Desk, ended: boolean): boolean => {
  if (openSchema(desk.doc) !== 'current') return false
  desk.doc.transact(() => {
    const meta = desk.doc.getMap('meta')
    if (ended && !meta.has('ended')) meta.set('ended', Math.floor(desk.now()))
    if (!ended && meta.has('ended')) meta.delete('ended')
  })
  return true
}

/** Names a shard in the index, or tells anew what it holds. False where the index may not be written. */
export const addShard = (
  desk: Desk,
  shard: {
    readonly shardId: string
    /** For followers. */
    readonly link: string
    readonly from: Day
    readonly to: Day
    readonly count: number
  },
): boolean => {
  const { shardId, ...said } = shard
  if (openSchema(desk.doc) === 'newer' || said.link.length > MAX_LINK_LENGTH) return false
  desk.doc.transact(() => {
    const shards = desk.doc.getMap('shards')
    const value = JSON.stringify(said)
    if (shards.get(shardId) !== value) shards.set(shardId, value)
  })
  return true
}

/**
 * Writes one day of a shard in one transaction: what each paper is, and the day's order with what the community said.
 * The day is a claim (claims.ts): it takes the place of what this replica knew of the day, while a day that another
 * device of the same owner wrote at the same time is joined at read.
 */
export const putFeedDay = (
  desk: Desk,
  day: {
    readonly day: Day
    readonly papers: readonly { readonly key: PaperKey; readonly snapshot: PaperSnapshot }[]
    readonly entries: readonly FeedEntry[]
    /** Papers are taken off the day again, also while another device of the same owner changes it (SPEC.md D68). */
    readonly revisable?: boolean
  },
): boolean => {
  const { doc } = desk
  if (openSchema(doc) === 'newer') return false
  doc.transact(() => {
    if (openSchema(doc) === 'empty') doc.getMap('meta').set('schema', SCHEMA)
    const papers = doc.getMap('papers')
    const store = {
      get: (_root: string, key: string) => papers.get(key),
      keep: (_root: string, key: string, value: unknown) => void papers.set(key, value),
    }
    for (const { key, snapshot } of day.papers) keepSnapshots(store, key, [snapshot])
    const days = openClaims(doc.getMap('days'), writerOf(doc))
    if (day.revisable) {
      revise(desk, days, day.day, day.entries)
      return
    }
    const known = days.get(day.day)
    const shown = day.entries.map((entry) => ({ entry, dots: [] }))
    const value = printDayClaim(Math.floor(desk.now()), shown, null)
    const same = isStored(known) && withoutTime(known) === withoutTime(value)
    if (!same) days.set(day.day, value)
  })
  return true
}

const revise = (desk: Desk, days: ClaimTable, day: Day, entries: readonly FeedEntry[]): void => {
  const claims = days.all(day).flatMap((claim): readonly DayClaimed[] => {
    const value = parseDayClaim(claim)
    return value ? [{ claim, value }] : []
  })
  const value = claimDay(claims, entries, { writer: writerOf(desk.doc), at: Math.floor(desk.now()) })
  if (value !== null) days.set(day, value)
}

/** Takes days out of a shard that can be revised, and papers that none of its days names any more. */
export const dropFromShard = (
  desk: Desk,
  { days, papers }: { readonly days: readonly Day[]; readonly papers: ReadonlySet<PaperKey> },
): boolean => {
  const { doc } = desk
  if (openSchema(doc) !== 'current') return false
  doc.transact(() => {
    const claims = openClaims(doc.getMap('days'), writerOf(doc))
    for (const day of days) revise(desk, claims, day, [])
    if (papers.size === 0) return
    const held = doc.getMap('papers')
    // "<paper key> <source>"
    const keyOf = (name: string): PaperKey | null => parsePaperKey(name.slice(0, name.lastIndexOf(' ')))
    for (const name of [...held.keys()]) {
      const key = keyOf(name)
      if (key && papers.has(key)) held.delete(name)
    }
  })
  return true
}

const withoutTime = (value: unknown): string => String(value).replace(/^\{"at":\d+/, '')
