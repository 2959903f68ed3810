import type { FeedDay } from '../domain/feedDay.ts'
import type { PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { parseDay, type Day } from '../lib/day.ts'
import { countOf, joinEntries, parseDayClaim, standingEntries, type DayClaimed } from './dayClaims.ts'
import { createReader, keepSame, readClaims, readEntries, type DocReader } from './docReader.ts'
import { parseFields, parseId, parseText, parseTime } from './entry.ts'
import { FEED_KINDS, type FeedKind } from './feedKind.ts'
import { MAX_DESCRIPTION_LENGTH, MAX_LINK_LENGTH, MAX_LIST_TITLE_LENGTH } from './limits.ts'
import type { SharedDoc } from './sharedText.ts'
import { parseSnapshotEntry } from './snapshot.ts'
import { openSchema, schemaOf } from './upgrade.ts'

export interface FeedShard {
  readonly link: string
  readonly from: Day
  readonly to: Day
  /** Papers, as the publisher counted them. */
  readonly count: number
}

export interface FeedIndexView {
  readonly meta: {
    /** `null` while the index has not arrived. */
    readonly feedId: string | null
    readonly title: string
    readonly about: string
    /** `null`: of no kind that is known here. */
    readonly kind: FeedKind | null
    /** Its publisher has said that nothing more comes. */
    readonly ended: boolean
    readonly schema: number | null
    readonly newer: boolean
  }
  readonly shards: ReadonlyMap<string, FeedShard>
  readonly unreadable: number
}

export interface FeedShardView {
  readonly days: ReadonlyMap<Day, FeedDay>
  /** What each source here says of a paper. */
  readonly papers: ReadonlyMap<PaperKey, readonly PaperSnapshot[]>
  readonly unreadable: number
}

const parseShard = (id: string, value: unknown): (FeedShard & { readonly id: string }) | null => {
  const fields = parseFields(value)
  const link = parseText(fields?.['link'], MAX_LINK_LENGTH)
  const [from, to] = [fields?.['from'], fields?.['to']].map((day) =>
    typeof day === 'string' ? parseDay(day) : null,
  )
  if (parseId(id) === null || link === null || !from || !to) return null
  return { id, link, from, to, count: countOf(fields?.['count']) ?? 0 }
}

/** A feed's index as plain values, kept in step with its document. */
export const readFeedIndex = (doc: SharedDoc): DocReader<FeedIndexView> => {
  const meta = readEntries(doc, 'meta', (_key, value) => value ?? null)
  const shards = readEntries(doc, 'shards', parseShard)
  return createReader<FeedIndexView>(doc, [meta, shards], {
    meta: {
      from: [meta],
      read: () => ({
        feedId: parseId(meta.entries.get('feedId')),
        title: parseText(meta.entries.get('title'), MAX_LIST_TITLE_LENGTH) ?? '',
        about: parseText(meta.entries.get('about'), MAX_DESCRIPTION_LENGTH) ?? '',
        kind: FEED_KINDS.find((kind) => kind === meta.entries.get('kind')) ?? null,
        ended: parseTime(meta.entries.get('ended')) !== null,
        schema: schemaOf(doc),
        newer: openSchema(doc) === 'newer',
      }),
    },
    shards: {
      from: [shards],
      read: (before) => {
        const known = new Map<string, FeedShard>()
        for (const { id, ...shard } of shards.entries.values()) known.set(id, shard)
        return keepSame(before, known)
      },
    },
    unreadable: { from: [meta, shards], read: () => meta.unreadable() + shards.unreadable() },
  })
}

/** One shard of a feed as plain values, kept in step with its document. */
export const readFeedShard = (doc: SharedDoc): DocReader<FeedShardView> => {
  const papers = readEntries(doc, 'papers', parseSnapshotEntry)
  const days = readClaims(doc, 'days', parseDayClaim)
  return createReader<FeedShardView>(doc, [papers, days], {
    days: {
      from: [days],
      read: (before) => {
        const byDay = new Map<Day, DayClaimed[]>()
        for (const claimed of days.entries.values()) {
          const others = byDay.get(claimed.value.day)
          if (others) others.push(claimed)
          else byDay.set(claimed.value.day, [claimed])
        }
        const known = new Map<Day, FeedDay>()
        for (const [day, claims] of byDay) {
          const standing = standingEntries(claims).map((each) => each.map(({ entry }) => entry))
          const entries = joinEntries(standing)
          // Of a day from which everything was taken off only that is left.
          if (entries.length > 0 || claims.every(({ value }) => !value.seen)) known.set(day, { day, entries })
        }
        return keepSame(before, known)
      },
    },
    papers: {
      from: [papers],
      read: (before) => {
        const known = new Map<PaperKey, PaperSnapshot[]>()
        for (const { key, snapshot } of papers.entries.values()) {
          const others = known.get(key)
          if (others) others.push(snapshot)
          else known.set(key, [snapshot])
        }
        const kept = new Map<PaperKey, readonly PaperSnapshot[]>()
        for (const [key, snapshots] of known) {
          const same = before?.get(key)
          kept.set(
            key,
            same?.length === snapshots.length && same.every((one, i) => one === snapshots[i])
              ? same
              : snapshots,
          )
        }
        return kept
      },
    },
    unreadable: { from: [papers, days], read: () => papers.unreadable() + days.unreadable() },
  })
}
