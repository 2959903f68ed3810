import type { FeedDay, FeedEntry } from '../domain/feedDay.ts'
import type { Paper, PaperSnapshot } from '../domain/paper.ts'
import { normaliseTitle, type PaperKey } from '../domain/paperKey.ts'
import type { Day } from '../lib/day.ts'
import { resolveAlias } from './aliases.ts'
import { joinEntries } from './dayClaims.ts'
import type { FeedShardView } from './feedView.ts'
import { createPaperMerge } from './papers.ts'

export interface JoinedFeed {
  readonly days: ReadonlyMap<Day, FeedDay>
  readonly papers: ReadonlyMap<PaperKey, Paper>
  /** Keys of titles alone → the one paper known to have that title. */
  readonly aliases: ReadonlyMap<PaperKey, PaperKey>
}

const isTitleKey = (key: PaperKey): boolean => key.startsWith('title:')

/**
 * Joins what several feeds hold into one, at read and without writing: one record per paper, its fields by the fixed
 * precedence of sources, and days with each paper once, in the first feed's order (SCHEMA.md rule 8). What `others` say
 * of a paper counts where the first know nothing of it (SPEC.md D64). Papers and days of which nothing changed are the
 * same objects as at the call before.
 */
export const createFeedJoin = (): ((
  shards: readonly FeedShardView[],
  aliases: ReadonlyMap<PaperKey, PaperKey>,
  others?: readonly FeedShardView[],
) => JoinedFeed) => {
  const merge = createPaperMerge()
  const titles = new WeakMap<PaperSnapshot, string>()
  let daysBefore: ReadonlyMap<Day, FeedDay> = new Map()

  const titleOf = (snapshot: PaperSnapshot): string => {
    const known = titles.get(snapshot)
    if (known !== undefined) return known
    const title = normaliseTitle(snapshot.title)
    titles.set(snapshot, title)
    return title
  }

  const findAliases = (
    snapshots: readonly { readonly key: PaperKey; readonly snapshot: PaperSnapshot }[],
    given: ReadonlyMap<PaperKey, PaperKey>,
  ): ReadonlyMap<PaperKey, PaperKey> => {
    /** `null` where two papers share a title: then nobody can say which is meant. */
    const identified = new Map<string, PaperKey | null>()
    for (const { key, snapshot } of snapshots) {
      if (isTitleKey(key)) continue
      const title = titleOf(snapshot)
      const last = resolveAlias(given, key)
      const known = identified.get(title)
      if (known === undefined) identified.set(title, last)
      else if (known !== last) identified.set(title, null)
    }
    const found = new Map(given)
    for (const { key, snapshot } of snapshots) {
      if (!isTitleKey(key) || found.has(key)) continue
      const only = identified.get(titleOf(snapshot))
      if (only) found.set(key, only)
    }
    return found
  }

  const said = (
    shards: readonly FeedShardView[],
  ): { readonly key: PaperKey; readonly snapshot: PaperSnapshot }[] =>
    shards.flatMap(({ papers }) =>
      [...papers].flatMap(([key, each]) => each.map((snapshot) => ({ key, snapshot }))),
    )

  return (first, given, others = []) => {
    const snapshots = said(first)
    if (others.length > 0) {
      const known = new Set(snapshots.map(({ key }) => resolveAlias(given, key)))
      snapshots.push(...said(others).filter(({ key }) => !known.has(resolveAlias(given, key))))
    }
    const shards = [...first, ...others]
    const aliases = findAliases(snapshots, given)
    const resolve = (key: PaperKey): PaperKey => resolveAlias(aliases, key)
    const papers = merge(snapshots, resolve)

    const listsByDay = new Map<Day, (readonly FeedEntry[])[]>()
    for (const shard of shards)
      for (const [day, { entries }] of shard.days) {
        const resolved = entries.map((entry) => {
          const key = resolve(entry.key)
          return key === entry.key ? entry : { ...entry, key }
        })
        const lists = listsByDay.get(day)
        if (lists) lists.push(resolved)
        else listsByDay.set(day, [resolved])
      }
    const days = new Map<Day, FeedDay>()
    for (const [day, lists] of listsByDay) {
      const entries = joinEntries(lists)
      const before = daysBefore.get(day)
      const same =
        before?.entries.length === entries.length &&
        before.entries.every((entry, at) => sameEntry(entry, entries[at]))
      days.set(day, same ? before : { day, entries })
    }
    daysBefore = days
    return { days, papers, aliases }
  }
}

const sameEntry = (a: FeedEntry, b: FeedEntry | undefined): boolean =>
  b !== undefined && a.key === b.key && a.votes === b.votes && a.comments === b.comments
