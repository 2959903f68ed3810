import type { PaperKey } from '../domain/paperKey.ts'
import type { ReadingState } from '../domain/reading.ts'
import type { Day } from '../lib/day.ts'
import type { Option } from './matchOptions.ts'
import type { MenuItem } from './Menu.tsx'

/** Somebody who has a paper on a list of mine. */
export interface Mate {
  readonly name: string
  readonly colour: number
  /** What they did with it, as a sentence. */
  readonly label: string
}

/** What can be done to several papers at once; each verb is one act with one undo. */
export interface Together {
  /** The title without markup. */
  nameOf(key: PaperKey): string
  /** Labmates who have it on a list of mine. */
  matesOf(key: PaperKey): readonly Mate[]
  isSaved(key: PaperKey): boolean
  isSkipped(key: PaperKey): boolean
  readingOf(key: PaperKey): ReadingState | null
  save(keys: readonly PaperKey[]): void
  unsave(keys: readonly PaperKey[]): void
  skip(days: ReadonlyMap<Day, readonly PaperKey[]>): void
  unskip(keys: readonly PaperKey[]): void
  setReading(keys: readonly PaperKey[], state: ReadingState | null): void
  /** Marks days of the feed as gone through, or takes that back. */
  finishDays(days: readonly Day[], done: boolean): void
  /** Tags that not all of `keys` have. */
  tagOptions(keys: readonly PaperKey[]): readonly Option[]
  tag(keys: readonly PaperKey[], name: string): void
  tagNameOf(id: string): string
  /** Lists that may be written in and do not hold all of `keys`. */
  listOptions(keys: readonly PaperKey[]): readonly Option[]
  addTo(listId: string, keys: readonly PaperKey[]): void
  copyLinks(keys: readonly PaperKey[]): void
  /** Copies their citations as BibTeX. Call while a key or click is handled. */
  cite(keys: readonly PaperKey[]): void
  copyTitles(keys: readonly PaperKey[]): void
  /** Makes a list of that title and adds them. */
  addToNew(title: string, keys: readonly PaperKey[]): void
}

/** What whoever may write in a shared list can do there besides, with several of its papers. */
export interface ListedChoice {
  isVoted(key: PaperKey): boolean
  /** Gives each a vote, or takes it back. */
  vote(keys: readonly PaperKey[], voted: boolean): void
  remove(keys: readonly PaperKey[]): void
  /** Further entries of the menu. */
  items(keys: readonly PaperKey[]): readonly MenuItem[]
}

/** What a page says of its list so that several of its papers can be chosen. */
export interface Choice {
  /** The verbs, whose code comes when a list is first drawn. */
  readonly later: () => Promise<{ readonly together: Together }>
  /** The day of the feed on which a paper is skipped; without it nothing is skipped here. */
  readonly dayOf?: (key: PaperKey) => Day
  /** Of a shared list that may be written in. */
  readonly listed?: () => ListedChoice | null
  /** The rows themselves show who is who. */
  readonly faceless?: boolean
}

/** Which papers are chosen, and from where a range is drawn. */
export interface Chosen {
  readonly keys: ReadonlySet<PaperKey>
  /** Where a range begins; `base` is what was chosen besides it. */
  readonly anchor: PaperKey | null
  readonly base: ReadonlySet<PaperKey>
}

export const NOTHING_CHOSEN: Chosen = { keys: new Set(), anchor: null, base: new Set() }

/** Chooses one paper, or lets it go; a range may begin there. */
export const toggled = (before: Chosen, key: PaperKey): Chosen => {
  const keys = new Set(before.keys)
  if (!keys.delete(key)) keys.add(key)
  return { keys, anchor: key, base: keys }
}

/** Draws the range from its beginning (or from `from`, where there is none) to `to`; what it covered before and does not now is let go. */
export const extended = (
  before: Chosen,
  shown: readonly PaperKey[],
  from: PaperKey | null,
  to: PaperKey,
): Chosen => {
  const kept = before.anchor !== null && shown.includes(before.anchor) ? before.anchor : null
  const anchor = kept ?? from ?? to
  const base = kept === null ? before.keys : before.base
  const [first = 0, last = 0] = [shown.indexOf(anchor), shown.indexOf(to)].sort((a, b) => a - b)
  if (first < 0) return before
  return { keys: new Set([...base, ...shown.slice(first, last + 1)]), anchor, base }
}

/** Saves all of them, or, where all are saved, none. */
export const saveOrNot = (together: Together, keys: readonly PaperKey[]): void =>
  keys.every((key) => together.isSaved(key)) ? together.unsave(keys) : together.save(keys)

/** Skips all of them on their days, or, where all are skipped, none. */
export const skipOrNot = (
  together: Together,
  keys: readonly PaperKey[],
  dayOf: (key: PaperKey) => Day,
): void => {
  if (keys.every((key) => together.isSkipped(key))) return together.unskip(keys)
  const days = new Map<Day, PaperKey[]>()
  for (const key of keys) {
    const before = days.get(dayOf(key))
    if (before) before.push(key)
    else days.set(dayOf(key), [key])
  }
  together.skip(days)
}
