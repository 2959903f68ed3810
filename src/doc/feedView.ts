import type { FeedDay, FeedEntry } from '../domain/feedDay.ts'
import type { PaperSnapshot } from '../domain/paper.ts'
import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { parseDay, type Day } from '../lib/day.ts'
import { timeOfValue } from './claims.ts'
import { createReader, keepSame, readClaims, readEntries, type DocReader } from './docReader.ts'
import { parseFields, parseId, parseText, parseTime } from './entry.ts'
import { FEED_KINDS, type FeedKind } from './feedKind.ts'
import { MAX_DAY_ENTRIES, MAX_DESCRIPTION_LENGTH, MAX_LINK_LENGTH, MAX_LIST_TITLE_LENGTH } from './limits.ts'
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

const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e9 ? value : undefined

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

const parseEntry = (value: unknown): FeedEntry | null => {
  if (!Array.isArray(value)) return null
  const [name, votes, comments]: readonly unknown[] = value
  const key = typeof name === 'string' ? parsePaperKey(name) : null
  if (!key) return null
  const [voted, said] = [countOf(votes), countOf(comments)]
  return {
    key,
    ...(voted === undefined ? {} : { votes: voted }),
    ...(said === undefined ? {} : { comments: said }),
  }
}

/** What two lists of one day's entries say together: the first's order, and from each what the other does not say. */
export const joinEntries = (lists: readonly (readonly FeedEntry[])[]): readonly FeedEntry[] => {
  const joined = new Map<PaperKey, FeedEntry>()
  for (const entries of lists)
    for (const entry of entries) joined.set(entry.key, { ...entry, ...joined.get(entry.key) })
  return [...joined.values()]
}

/** One shard of a feed as plain values, kept in step with its document. */
export const readFeedShard = (doc: SharedDoc): DocReader<FeedShardView> => {
  const papers = readEntries(doc, 'papers', parseSnapshotEntry)
  const days = readClaims(doc, 'days', ({ subject, value }) => {
    const day = parseDay(subject)
    const listed = parseFields(value)?.['entries']
    if (!day || !Array.isArray(listed) || listed.length > MAX_DAY_ENTRIES) return null
    const entries = listed.map((entry: unknown) => parseEntry(entry)).filter((entry) => entry !== null)
    return { day, entries }
  })
  return createReader<FeedShardView>(doc, [papers, days], {
    days: {
      from: [days],
      read: (before) => {
        const byDay = new Map<
          Day,
          { readonly at: number; readonly writer: string; readonly entries: readonly FeedEntry[] }[]
        >()
        for (const { claim, value } of days.entries.values()) {
          const said = { at: timeOfValue(claim.value), writer: claim.writer, entries: value.entries }
          const others = byDay.get(value.day)
          if (others) others.push(said)
          else byDay.set(value.day, [said])
        }
        const known = new Map<Day, FeedDay>()
        for (const [day, said] of byDay) {
          // The newest word first, ties by writer, so that every device sees one order.
          said.sort((a, b) => b.at - a.at || (a.writer < b.writer ? 1 : -1))
          known.set(day, { day, entries: joinEntries(said.map(({ entries }) => entries)) })
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
