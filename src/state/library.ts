import type { SharedText } from '../doc/sharedText.ts'
import type { SavedView } from '../doc/viewEntries.ts'
import type { PaperFilter } from '../domain/paperFilter.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { ReadingState } from '../domain/reading.ts'
import type { Day } from '../lib/day.ts'
import type { Activity } from './activity.ts'
import type { EarlierVersions } from './earlier.ts'

export interface Profile {
  readonly name: string | null
  /** 0..7, a colour of the palette. */
  readonly colour: number
}

export interface TagName {
  readonly id: string
  readonly name: string
  readonly colour: number
  readonly count: number
}

/** The person's own library; what is reactive in it and what is a verb is as in `Carrel` (carrel.ts). */
export interface Library {
  /** A newer version of Carrel has changed it: it can be read, and no verb changes it. */
  newer(): boolean
  profile(): Profile
  /** Saved papers, latest first. */
  saved(): readonly PaperKey[]
  isSaved(key: PaperKey): boolean
  isSkipped(key: PaperKey): boolean
  readingOf(key: PaperKey): ReadingState | null
  /** Tag ids of one paper, in alphabetical order. */
  tagsOf(key: PaperKey): readonly string[]
  /** Every tag in use, in alphabetical order. */
  tags(): readonly TagName[]
  tagName(id: string): string
  /** The tag that is shown for this id: what it was merged into, or itself. */
  tagId(id: string): string
  papersWithTag(id: string): readonly PaperKey[]
  hasNote(key: PaperKey): boolean
  /** The person said that they are through with this day of the feed. */
  isDayDone(day: Day): boolean
  /** The private note as shared text for room `editor`. */
  noteOf(key: PaperKey): SharedText
  /** All notes on it, where it was noted under several ids. Reactive. */
  notesOf(key: PaperKey): readonly SharedText[]
  save(key: PaperKey): void
  unsave(key: PaperKey): void
  skip(day: Day, key: PaperKey): void
  unskip(key: PaperKey): void
  setReading(key: PaperKey, state: ReadingState | null): void
  /** Adds the tag of that name (made when new); a name that is none (`parseTagName`) adds nothing. */
  tag(key: PaperKey, name: string): void
  untag(key: PaperKey, tagId: string): void
  /** Changes tags and views themselves; its code comes when it is first asked for. */
  tagging(): Promise<Tagging>
  setProfile(profile: { readonly name: string; readonly colour: number }): void
  /** What the person did on any of their devices within 30 days, but for skips and notes. Close it after use. */
  activity(): Promise<Activity>
  /** What the library was earlier. */
  earlier(): Promise<EarlierVersions>
}

/** Acts on tags and views: each is one, and undoable. */
export interface Tagging {
  /** Filters with a name, in the person's order. */
  views(): readonly SavedView[]
  /** When each tag was last given to a paper that still has it. */
  lastUsed(): ReadonlyMap<string, number>
  tag(key: PaperKey, name: string): void
  untag(key: PaperKey, tagId: string): void
  /** The tag becomes the one of that name where there is one; false when the name is empty or too long. */
  rename(tagId: string, name: string): boolean
  recolour(tagId: string, colour: number): void
  merge(from: string, into: string): void
  /** Takes it off every paper. */
  remove(tagId: string): void
  /** `tag`: whose papers are filtered; `null`: the saved ones. False without a name, or with too many views. */
  keepView(view: {
    readonly name: string
    readonly tag: string | null
    readonly filter: PaperFilter
  }): boolean
  renameView(id: string, name: string): void
  removeView(id: string): void
  /** Moves a view right before another, or to the end. */
  moveView(id: string, before: string | null): void
}
