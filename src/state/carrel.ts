import type { Accessor } from 'solid-js'
import type { Day } from '../lib/day.ts'
import type { Result } from '../lib/result.ts'
import type { Together } from '../ui/choice.ts'
import type { FeedEntry } from '../domain/feedDay.ts'
import type { Found } from '../domain/found.ts'
import type { Paper, PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Backups } from './backups.ts'
import type { Devices } from './devices.ts'
import type { SeveralListed, Lists } from './lists.ts'
import type { Feeds } from './feeds.ts'
import type { Library } from './library.ts'
import type { Lookups } from './lookups.ts'
import type { References } from './references.ts'

/** How a citation is written; `line` is a plain line of a list of references. */
export type CitationFormat = 'bibtex' | 'ris' | 'csl' | 'line'

/**
 * What the features see of the whole machine. Every function without a verb in its name is reactive when called in a
 * tracking scope; every verb is one transaction in a document, and the screen changes because the document did.
 */
export interface Carrel {
  /** True once the disk has given the papers it holds of the feed, or holds none. */
  readonly drawable: Accessor<boolean>
  /** False until the library has been read from the disk (at most a few frames). */
  readonly ready: Accessor<boolean>
  readonly status: Accessor<DeviceStatus>
  /** Faults a person must hear of, newest last: a disk that refused a write, a damaged document. */
  readonly problems: Accessor<readonly Problem[]>
  dismissProblem(id: string): void
  /** The paper under `key`, merged from library, feeds and lists; `null` while nobody knows more than the key. */
  paper(key: PaperKey): Paper | null
  /** Every paper this device knows of, each once, in no particular order. */
  allPapers(): readonly Paper[]
  /** Puts what is known of the papers on the clipboard, as BibTeX if nothing else is asked for, and says so. Call while a key or click is handled. */
  cite(keys: readonly PaperKey[], format?: CitationFormat): void
  readonly library: Library
  readonly feed: Feed
  readonly lists: Lists
  readonly undo: UndoHistory
  readonly device: Device
  /** What no first screen needs; its code comes when it is first asked for. */
  later(): Promise<Later>
  /** The person's devices; their code comes when it is first asked for. */
  devices(): Promise<Devices>
  /** What is kept on this device, and how safely; its code comes after the first paint. */
  safekeeping(): Promise<Safekeeping>
}

/** For how many days the feed is kept on this device; `null`: while there is room. */
export type FeedDaysKept = 30 | 90 | 365 | null

export interface Safekeeping {
  /** Bytes used and allowed, as the browser estimates; `null` where it does not say. */
  storage(): { readonly used: number; readonly quota: number; readonly persisted: boolean } | null
  /** Asks the browser never to clear this device by itself. */
  askToPersist(): Promise<boolean>
  /** Bytes of what the person made, with what others wrote in their lists, and of what can be fetched again. */
  shares(): { readonly made: number; readonly feed: number }
  /** What could be taken off this device, and fetched again: papers of the feed, and the day from which on it stays. */
  removable(): { readonly papers: number; readonly since: Day } | null
  /** Takes that off this device; can be undone. */
  makeRoom(): void
  /** Papers of the feed that are not on this device, as they made room. */
  spared(): number
  /** Fetches them again, and keeps them while there is room; can be undone. */
  fetchSpared(): void
  daysKept(): FeedDaysKept
  /** Takes what is older off this device, now and as days come, or fetches it again; can be undone. */
  keepDays(days: FeedDaysKept): void
  /** Saves all that the person has, as it is in memory, as one file. */
  saveCopy(): void
  /** Papers that are looked up by their ids; the code comes when it is first asked for. */
  lookups(): Promise<Lookups>
  /** Feeds that are followed or published; the code comes when it is first asked for, or there is one to publish. */
  feeds(): Promise<Feeds>
}

export interface DeviceStatus {
  /**
   * `kept`: on this device, and no relay has been reached yet; `waiting`: changes wait for the network;
   * `delivered`: the relay has acknowledged everything; `left`: everything but changes of what has moved on without
   * this device; `unkept`: the disk refused, see problems.
   */
  readonly phase: 'kept' | 'waiting' | 'delivered' | 'left' | 'unkept'
  /** Number of changes that wait. */
  readonly waiting: number
  readonly connected: boolean
}

export interface Problem {
  readonly id: string
  readonly title: string
  /** What it means for the person's data, and what to do. */
  readonly text: string
  /** Something is in this tab alone, so that a copy of everything is offered. */
  readonly copy?: boolean
}

export interface FeedPaper extends FeedEntry {
  readonly paper: Paper
}

export interface Feed {
  /** `loading` from disk; `waiting`: never reached yet; `ready`. */
  phase(): 'loading' | 'waiting' | 'ready'
  /** Papers of the published feed are still being read from the disk, or on their way right now. */
  coming(): boolean
  /** What is followed is still being read from the disk, so that a newer day may turn up at once. */
  gathering(): boolean
  title(): string
  /** A sentence on what this feed is (the starter feed says so); `null` when there is nothing to say. */
  about(): string | null
  /** Days that hold papers, newest first. */
  days(): readonly Day[]
  /** Days before this one made room on this device, but for those of the newest shard; `null`: none did. */
  since(): Day | null
  /** Papers of one day in the feed's own order. */
  papersOn(day: Day): readonly FeedPaper[]
  countOn(day: Day): number
  /** Which of the feeds that the person follows show a paper on a day. */
  from(key: PaperKey, day: Day): readonly FeedSource[]
  /** What a feed that is followed is called. */
  titleOf(feed: string): string
  /** Papers of a day neither saved, skipped, tagged, nor with a reading state. */
  unreadOn(day: Day): number
  /** Neither saved, skipped, tagged, nor with a reading state. */
  isUnread(key: PaperKey): boolean
  /** What this device holds of the library and of the feeds: an import brings nothing new of these. */
  known(): readonly ReadonlyMap<PaperKey, Paper>[]
  importPapers(plan: ImportPlan): Promise<Result<ImportOutcome, string>>
}

/** A feed that the person follows. */
export interface FeedSource {
  readonly id: string
  readonly title: string
}

export interface SourcedPaper {
  readonly snapshot: PaperSnapshot
  readonly votes?: number
  readonly comments?: number
}

export interface ImportPlan {
  readonly day: Day
  readonly papers: readonly SourcedPaper[]
  /** Papers nobody here knew. */
  readonly fresh: number
  /** Papers known already; they gain what the import knows more (an abstract, say). */
  readonly known: number
}

export interface ImportOutcome {
  readonly day: Day
  readonly fresh: number
  readonly known: number
}

export interface Away {
  /** Those that still have something unread and are not done, newest first, without the newest of all. */
  days(): readonly Day[]
  putAway(): void
}

/** The time before a person has done anything on a new device. */
export interface FirstRun {
  lasts(): boolean
  /** The person wants to hear no more of it. */
  end(): void
}

/** Finds papers on this device by words. */
export interface Searching {
  /** How many papers are searched. */
  size(): number
  /** Best first, at most `limit`; nothing once `signal` is aborted. Asked in a tracking scope, it is heard of changes. */
  find(query: string, limit: number, signal: AbortSignal): Promise<Found>
}

/** What a person kept (saved, tagged, marked as being read) and what they skipped, newest first. */
export interface Taste {
  readonly liked: readonly PaperKey[]
  readonly disliked: readonly PaperKey[]
}

/** Likeness of the papers on this device by their words, worked out on this device while it has nothing else to do. */
export interface Recommending {
  /** Papers that are most like this one, best first; none where nothing is. */
  related(key: PaperKey, limit: number): Promise<readonly PaperKey[]>
  /** As it is now; not reactive, so that an order that was made by it stands still. */
  taste(): Taste
  /** How much each paper is to this taste. */
  rank(keys: readonly PaperKey[], taste: Taste): Promise<ReadonlyMap<PaperKey, number>>
}

export interface Later {
  /** What is done to several papers at once. */
  readonly together: Together
  /** What is done to several papers of a list of mine at once. */
  severalIn(listId: string): SeveralListed
  readonly away: Away
  readonly firstRun: FirstRun
  /** When a paper was saved; `null` where it is not. */
  savedAt(key: PaperKey): number | null
  searching(): Promise<Searching>
  recommending(): Promise<Recommending>
  /** Backups of everything on this device. */
  backups(): Promise<Backups>
  /** Files of references. */
  references(): Promise<References>
}

export interface UndoHistory {
  /** What the toast says of the last act, `null` when it has been shown long enough. */
  toast(): { readonly id: number; readonly sentence: string; readonly undoable: boolean } | null
  canUndo(): boolean
  /** How many acts were taken back on this page. */
  undone(): number
  undo(): void
  /** Shows a sentence without anything to undo. */
  say(sentence: string): void
  dismiss(): void
}

/**
 * `ready`: a new version waits; `replaced`: another tab has let one in, and this one goes on with its own;
 * `damaged`: a part of the app on this device cannot be used.
 */
export type AppUpdate = 'ready' | 'replaced' | 'damaged'

/** The browser's offer to install. */
export interface InstallPrompt {
  /** Asks the person; call while a key or click is handled. */
  prompt(): Promise<unknown>
  readonly userChoice: Promise<unknown>
}

export interface Updates {
  /** Moves this tab to the new version, and no other. */
  reload(): void
  /** Asks the server; the sentence says what came of it. */
  check(): Promise<{ readonly ready: boolean; readonly sentence: string }>
  /** Forgets the app's files on this device and loads it from the server; what the person made is not touched. */
  fetchAnew(): Promise<void>
}

export interface Device {
  theme(): 'system' | 'light' | 'dark'
  setTheme(theme: 'system' | 'light' | 'dark'): void
  /** Set while the browser offers to install the app. */
  installPrompt(): InstallPrompt | null
  /** What is to be said of the app's own code; `null` while it is whole and the newest known. */
  update(): AppUpdate | null
  /** `null` where this browser keeps no offline copy: each load of the page brings the newest version. */
  updates(): Promise<Updates | null>
  readonly relayUrl: string
  readonly version: string
}
