import type { Accessor } from 'solid-js'
import type { SharedText } from '../doc/sharedText.ts'
import type { Day } from '../lib/day.ts'
import type { Result } from '../lib/result.ts'
import type { FeedEntry } from '../domain/feedDay.ts'
import type { Paper, PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { ReadingState } from '../domain/reading.ts'

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
  readonly library: Library
  readonly feed: Feed
  readonly lists: Lists
  readonly undo: UndoHistory
  readonly device: Device
  /** The person's devices; their code comes when it is first asked for. */
  devices(): Promise<Devices>
}

export interface DeviceStatus {
  /**
   * `kept`: on this device, and no relay has been reached yet; `waiting`: changes wait for the network;
   * `delivered`: the relay has acknowledged everything; `unkept`: the disk refused, see problems.
   */
  readonly phase: 'kept' | 'waiting' | 'delivered' | 'unkept'
  /** Number of changes that wait. */
  readonly waiting: number
  readonly connected: boolean
}

export interface Problem {
  readonly id: string
  readonly title: string
  /** What it means for the person's data, and what to do. */
  readonly text: string
}

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

/** What a list or the library was at one moment, as the server keeps it; times in ms. */
export interface EarlierVersion {
  readonly id: string
  readonly at: number
}

export interface VersionDifference {
  readonly id: string
  /** What it is about; `added`: it came since, and is only told. */
  readonly type:
    | 'title'
    | 'description'
    | 'paper'
    | 'why'
    | 'votes'
    | 'reading'
    | 'tags'
    | 'note'
    | 'comment'
    | 'list'
    | 'added'
  /** Title of the paper; empty where it is about no paper. */
  readonly subject: string
  /** In words; empty for nothing. */
  readonly before: string
  readonly after: string
}

export interface OpenVersion {
  /** How it differs from what is there now. */
  differences(): readonly VersionDifference[]
  /** Writes these parts again as new changes, which can be undone; the rest stays as it is. */
  bringBack(ids: readonly string[]): void
  close(): void
}

/** What a document was earlier. Errors are sentences for the person. */
export interface EarlierVersions {
  /** False for who may only read. */
  readonly writable: Accessor<boolean>
  readonly connected: Accessor<boolean>
  /** Newest first. */
  list(): Promise<Result<readonly EarlierVersion[], string>>
  open(version: EarlierVersion): Promise<Result<OpenVersion, string>>
}

export interface Library {
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
  papersWithTag(id: string): readonly PaperKey[]
  hasNote(key: PaperKey): boolean
  /** The private note as shared text for room `editor`. */
  noteOf(key: PaperKey): SharedText
  save(key: PaperKey): void
  unsave(key: PaperKey): void
  skip(day: Day, key: PaperKey): void
  unskip(key: PaperKey): void
  setReading(key: PaperKey, state: ReadingState | null): void
  /** Adds the tag named `name` (made when new); false when the name is empty or too long. */
  tag(key: PaperKey, name: string): boolean
  untag(key: PaperKey, tagId: string): void
  setProfile(profile: { readonly name: string; readonly colour: number }): void
  /** What the library was earlier. */
  earlier(): Promise<EarlierVersions>
}

export interface FeedPaper extends FeedEntry {
  readonly paper: Paper
}

export interface Feed {
  /** `loading` from disk; `waiting`: never reached yet; `ready`. */
  phase(): 'loading' | 'waiting' | 'ready'
  title(): string
  /** A sentence on what this feed is (the starter feed says so); `null` when there is nothing to say. */
  about(): string | null
  /** Days that hold papers, newest first. */
  days(): readonly Day[]
  /** Papers of one day in the feed's own order. */
  papersOn(day: Day): readonly FeedPaper[]
  countOn(day: Day): number
  /** Papers of a day neither saved, skipped, tagged, nor with a reading state. */
  unreadOn(day: Day): number
  /** What importing would do; nothing is written. */
  planImport(papers: readonly SourcedPaper[], day: Day): ImportPlan
  importPapers(plan: ImportPlan): Promise<Result<ImportOutcome, string>>
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

export interface ListSummary {
  readonly id: string
  readonly title: string
  readonly colour: number
  readonly count: number
  readonly role: 'owner' | 'writer' | 'reader'
}

export interface JoinPreview {
  /** The link as it was given, tidied. */
  readonly link: string
  readonly role: 'owner' | 'writer' | 'reader'
  /** Known already on this device: joining just opens it. */
  readonly joined: string | null
  /** `null` while the relay has not handed over the list (offline). */
  readonly list: Accessor<{
    readonly title: string
    readonly papers: number
    readonly members: readonly string[]
  } | null>
  /** `moved`: the list left for a new address, and this link leads to the old one. */
  readonly phase: Accessor<'connecting' | 'waiting' | 'ready' | 'moved'>
  /** Forgets the preview; nothing was written. */
  discard(): void
}

export interface Lists {
  all(): readonly ListSummary[]
  /** Lists of mine that hold the paper, with who added it. */
  holding(key: PaperKey): readonly ListSummary[]
  create(values: { readonly title: string; readonly description: string }): Promise<Result<string, string>>
  /** Opens a link without writing anything; the error is a sentence for the person. */
  preview(link: string): Promise<Result<JoinPreview, string>>
  join(
    preview: JoinPreview,
    me: { readonly name: string; readonly colour: number },
  ): Promise<Result<string, string>>
  /** Adds papers to a list of mine, open or not. */
  addTo(listId: string, keys: readonly PaperKey[]): void
  removeFrom(listId: string, key: PaperKey): void
  /** A list, loaded and kept in step while at least one owner holds it; call inside a reactive owner. */
  open(listId: string): OpenList
}

export interface Member {
  readonly id: string
  readonly name: string
  readonly colour: number
  readonly me: boolean
  /** Looking at this list right now. */
  readonly here: boolean
  /** Writing a comment on this paper right now. */
  readonly writingOn: PaperKey | null
}

export interface ListEntry {
  readonly key: PaperKey
  readonly paper: Paper | null
  readonly addedBy: string
  readonly addedAt: number
  readonly why: string
  /** Member ids. */
  readonly votes: readonly string[]
  readonly votedByMe: boolean
  /** Member id → what that member chose to show here. */
  readonly reading: ReadonlyMap<string, ReadingState>
  readonly comments: number
}

export interface ListComment {
  readonly id: string
  readonly author: string
  readonly at: number
  readonly text: string
  readonly replyTo: string | null
  readonly mine: boolean
}

/** `moving`: its owner has begun to move it. `left-behind`: it moved, and this person was not taken along. */
export type ListPlace = 'here' | 'moving' | 'left-behind'

/**
 * Somebody who can be taken along when a list moves. `new`: known for less than an hour; `changed`: goes by another
 * key than when first seen; `no-key`: has not said one, and needs the new link.
 */
export interface StayingMember {
  readonly id: string
  readonly name: string
  readonly colour: number
  readonly trust: 'me' | 'known' | 'new' | 'changed' | 'no-key'
}

export const LIST_SORTS = ['votes', 'hand', 'newest'] as const
export type ListSort = (typeof LIST_SORTS)[number]

export interface OpenList {
  readonly id: string
  /** `missing`: this device has no such list. `waiting`: joined, and the contents have not arrived yet. */
  phase(): 'loading' | 'waiting' | 'ready' | 'missing'
  title(): string
  description(): string
  colour(): number
  role(): 'owner' | 'writer' | 'reader'
  status(): DeviceStatus
  members(): readonly Member[]
  member(id: string): Member | null
  entries(sort: ListSort): readonly ListEntry[]
  entry(key: PaperKey): ListEntry | null
  commentsOn(key: PaperKey): readonly ListComment[]
  place(): ListPlace
  /** Everybody who is in the list, for its owner. */
  staying(): readonly StayingMember[]
  /**
   * Moves the list to a new room that only `keep` (member ids) and its owner can enter, and whoever can read it now,
   * where `readersFollow`. The error is a sentence. Happens once the relay is reached, also after a restart.
   */
  moveAway(values: {
    readonly keep: readonly string[]
    readonly readersFollow: boolean
  }): Promise<Result<null, string>>
  /** Takes back a move that has not happened yet. */
  stayHere(): void
  /** The address to hand on; `edit` is null for a reader. */
  links(): Promise<{ readonly edit: string | null; readonly read: string }>
  setTitle(title: string): void
  setDescription(description: string): void
  add(keys: readonly PaperKey[]): void
  remove(key: PaperKey): void
  vote(key: PaperKey): void
  unvote(key: PaperKey): void
  /** Moves `key` right before `before`, or to the end. */
  move(key: PaperKey, before: PaperKey | null): void
  setWhy(key: PaperKey, why: string): void
  setReading(key: PaperKey, state: ReadingState | null): void
  comment(key: PaperKey, text: string, replyTo?: string): void
  removeComment(id: string): void
  /** What the list was earlier; `null` where this device has no such list. */
  earlier(): Promise<EarlierVersions | null>
  /** Tells the others what I look at and whether I write a comment; kept nowhere. */
  show(presence: { readonly viewing: PaperKey | null; readonly writingOn: PaperKey | null }): void
}

export interface UndoHistory {
  /** What the toast says of the last act, `null` when it has been shown long enough. */
  toast(): { readonly id: number; readonly sentence: string; readonly undoable: boolean } | null
  canUndo(): boolean
  undo(): void
  /** Shows a sentence without anything to undo. */
  say(sentence: string): void
  dismiss(): void
}

export interface Device {
  theme(): 'system' | 'light' | 'dark'
  setTheme(theme: 'system' | 'light' | 'dark'): void
  /** Bytes used and allowed, as the browser estimates; `null` where it does not say. */
  storage(): { readonly used: number; readonly quota: number; readonly persisted: boolean } | null
  askToPersist(): Promise<boolean>
  /** Set when the browser offers to install the app. */
  canInstall(): boolean
  install(): Promise<void>
  /** A new version waits; calling reload moves to it. */
  updateWaiting(): boolean
  reload(): void
  readonly relayUrl: string
  readonly version: string
}

/** A device that holds this library. */
export interface DeviceEntry {
  readonly id: string
  readonly name: string
  /** Milliseconds since 1970; `null` for this device while it is the only one. */
  readonly added: number | null
  readonly seen: number | null
  readonly thisOne: boolean
  /** Was said to be lost on this device; the library moves away from it once the relay is reached. */
  readonly leaving: boolean
}

/**
 * Where two devices that link are. `resting`: nothing has been said to anybody. `comparing`: the person compares the
 * code on both screens; `agreed` once they have said so on this one. `handing`: the library is on its way, and nothing
 * can be called off any more. `ended`: before the end, and the sentence says why.
 */
export type LinkPhase =
  | { readonly type: 'resting' }
  | { readonly type: 'waiting'; readonly reached: boolean }
  | { readonly type: 'comparing'; readonly code: string; readonly agreed: boolean }
  | { readonly type: 'handing' }
  | { readonly type: 'done' }
  | { readonly type: 'ended'; readonly sentence: string }

/** One side of two devices that link. */
export interface DeviceLinking {
  readonly phase: Accessor<LinkPhase>
  /** Says the first word. */
  begin(): void
  /** The person has found the same code on both screens. */
  agree(): void
  /** The person has found two different codes. */
  differ(): void
  /** Leaves, and tells the other side; nothing where it is over already. */
  cancel(): void
}

/** This device's library on its way to another device. */
export interface LibraryGift extends DeviceLinking {
  /** How the other device calls itself; `null` until it has answered. */
  readonly name: Accessor<string | null>
}

/** This device asks for the library of another one. */
export interface LibraryRequest extends DeviceLinking {
  /** The address the other device opens; its code holds a secret. */
  readonly address: string
  /** Whether anything was ever done in the library that is here, and is put together with the other. */
  readonly merges: boolean
  /** Begins anew with the library that has been taken over; the page is loaded again. */
  reload(): void
}

export interface Devices {
  /** This one first, then the one last in use. */
  all(): readonly DeviceEntry[]
  rename(id: string, name: string): void
  /**
   * A device was lost: moves the library, and every list of the person's own, to where it cannot follow. Happens once
   * the relay is reached, also after a restart; the other devices follow by themselves. The error is a sentence.
   */
  lose(id: string): Promise<Result<null, string>>
  /** Reads a code that another device shows; nothing is said before `begin`. The error is a sentence. */
  give(link: string): Promise<Result<LibraryGift, string>>
  ask(): Promise<LibraryRequest>
}
