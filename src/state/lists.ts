import type { Accessor } from 'solid-js'
import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { ReadingState } from '../domain/reading.ts'
import type { Meeting } from '../domain/meeting.ts'
import type { Stage } from '../domain/stage.ts'
import type { Day } from '../lib/day.ts'
import type { Result } from '../lib/result.ts'
import type { ListNews } from './activity.ts'
import type { DeviceStatus, EarlierVersions } from './carrel.ts'

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
  /**
   * Takes a list off this person's devices and tells the others, where they can be reached. What is on the disk stays,
   * for whoever comes back; can be undone.
   */
  leave(listId: string): Promise<void>
  /** Makes a list of its own with the papers, order and reasons of another; resolves with its id. */
  duplicate(listId: string): Promise<Result<string, string>>
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
  readonly stage: Stage
  /** When it is talked about, and the id of the member who presents it. */
  readonly date: Day | null
  readonly presenter: string | null
}

export interface ListComment {
  readonly id: string
  readonly author: string
  readonly at: number
  readonly text: string
  readonly replyTo: string | null
  /** Member ids. */
  readonly mentions: readonly string[]
  /** Who found that nothing is left to say under it; `null`: the thread is open. */
  readonly resolved: { readonly by: string; readonly at: number } | null
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

/** What a list can be looked at as; without one of these it is a list. */
export const LIST_VIEWS = ['board', 'schedule'] as const
export type ListViewName = (typeof LIST_VIEWS)[number]

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
  /** When the group meets regularly; `null` where it has not said so. */
  meeting(): Meeting | null
  /** The day on which this person presents next, where that is within two weeks. */
  turn(): Day | null
  setStage(key: PaperKey, stage: Stage): void
  /** A meeting was held: these papers have been discussed. */
  hold(keys: readonly PaperKey[]): void
  /** What is not given stays as it is; `null` takes it away. */
  schedule(key: PaperKey, values: { readonly date?: Day | null; readonly presenter?: string | null }): void
  setMeeting(meeting: Meeting | null): void
  /** Says something; `mentions` are the members (ids) it speaks to. An answer opens a resolved thread again. */
  comment(key: PaperKey, text: string, mentions: readonly string[], replyTo?: string): void
  /** Closes the thread under its first comment, or opens it again. */
  resolveThread(id: string, resolved: boolean): void
  removeComment(id: string): void
  /** What the list was earlier; `null` where this device has no such list. */
  earlier(): Promise<EarlierVersions | null>
  /** What others did since this person was here; `null` while the list is being opened. */
  news(): ListNews | null
  /** Tells the others what I look at and whether I write a comment; kept nowhere. */
  show(presence: { readonly viewing: PaperKey | null; readonly writingOn: PaperKey | null }): void
}
