import type { Accessor } from 'solid-js'
import type { Paper } from '../domain/paper.ts'
import type { SharedText } from '../doc/sharedText.ts'
import type { InCalendar } from '../doc/inCalendar.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { ReadingState } from '../domain/reading.ts'
import type { Meeting } from '../domain/meeting.ts'
import type { Stage } from '../domain/stage.ts'
import type { Day } from '../lib/day.ts'
import type { Result } from '../lib/result.ts'
import type { ListNews } from './activity.ts'
import type { DeviceStatus } from './carrel.ts'
import type { EarlierVersions } from './earlier.ts'
import type { TagName } from './library.ts'

export type { InCalendar }

export interface ListSummary {
  readonly id: string
  readonly title: string
  readonly colour: number
  readonly count: number
  /** What this person may do in it; a frozen copy is only read. */
  readonly role: 'owner' | 'writer' | 'reader'
  /** Out of the way: an archived list, or a frozen copy. */
  readonly archived: boolean
  /** When it was copied (ms), where it is a frozen copy. */
  readonly frozen: number | null
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
    /** Colour of the palette that the fewest members have: free for whoever joins. */
    readonly freeColour: number
  } | null>
  /** What it is where the link leads to a feed and not to a list. */
  readonly feed: Accessor<{
    readonly title: string
    readonly about: string
    readonly papers: number
    /** The newest day with papers, at most tomorrow; `null` where it has none. */
    readonly newest: Day | null
    readonly ended: boolean
    /** `mine`: this person publishes it. */
    readonly known: 'followed' | 'mine' | null
  } | null>
  /** `moved`: the list left for a new address, and this link leads to the old one. */
  readonly phase: Accessor<'connecting' | 'waiting' | 'ready' | 'moved'>
  /** Forgets the preview; nothing was written. */
  discard(): void
}

export interface Lists {
  /** Those out of the way last. */
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
  /** What one seldom does with a whole list; its code comes when it is first asked for. */
  life(): Promise<ListLife>
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
  /** Writing a comment or in the note on this paper right now. */
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
  /** Something stands in the group's note. */
  readonly noted: boolean
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

/** A caret as somebody says it: where their selection began and where it ends, as places in the note of a paper. */
export interface SaidCaretIn {
  readonly note: PaperKey
  readonly anchor: string
  readonly head: string
}

export interface CaretIn extends SaidCaretIn {
  /** Tells the devices of one member apart. */
  readonly peer: string
  /** Member id, as they say. */
  readonly member: string
}

/** What the group writes together about a paper. */
export interface GroupNote {
  /** For room `editor`. */
  readonly text: SharedText
  /** Where others are in it. */
  carets(): readonly CaretIn[]
  /** Tells the others where I am in it; `null`: elsewhere. */
  showCaret(caret: { readonly anchor: string; readonly head: string } | null): void
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

/** What merging a list into another would do. */
export interface MergePlan {
  /** Papers the other list has not, and those it has: these only gain what is lacking there. */
  readonly fresh: number
  readonly known: number
  /** They stay where they were said, under the names of who said them. */
  readonly comments: number
  /** Papers with a note of the group's, which stays as well: many have written it. */
  readonly notes: number
  /** Other people voted, showed their reading or present something, which stays as well. */
  readonly ofOthers: boolean
  readonly tooMany: boolean
}

/** What one seldom does with a whole list. An error is a sentence for the person, and nothing was changed then. */
export interface ListLife {
  /**
   * Takes a list off this person's devices and tells the others, where they can be reached. What is on the disk stays,
   * for whoever comes back; can be undone. With `copy` what the list holds is kept first, as a frozen copy.
   * `onSure` is waited for when nothing can fail any more and the list is about to go.
   */
  leave(listId: string, copy: boolean, onSure?: () => Promise<void>): Promise<Result<null, string>>
  /** Whether all that a copy needs is on this device. */
  canCopy(listId: string): boolean
  /** Makes a list of its own with the papers, order, reasons and tags of another; resolves with its id. */
  duplicate(listId: string): Promise<Result<string, string>>
  archive(listId: string): void
  unarchive(listId: string): void
  /** What merging `from` into another list would do, `null` where one of them is not open. Reactive; writes nothing. */
  planMerge(from: string, into: string): MergePlan | null
  /** Takes the papers of one list into another. The first is kept, archived where that is wished. */
  merge(from: string, into: string, archive: boolean): Promise<Result<null, string>>
  /** Takes a frozen copy off this person's devices; can be undone. */
  deleteCopy(listId: string): void
  /** The meetings of a list that this person has put into a calendar, from any of their devices. Reactive. */
  inCalendar(listId: string): InCalendar
  /** Notes what a file for the calendar says: on which day each meeting is now, and which are off. */
  noteInCalendar(
    listId: string,
    said: { readonly put: InCalendar; readonly off: readonly string[]; readonly today: Day },
  ): void
}

/** Tags that a list's papers have in that list, set by its members; a person's own tags are not among them. */
export interface ListTags {
  /** Those that papers of the list have, in alphabetical order, with the number of papers. */
  all(): readonly TagName[]
  of(key: PaperKey): readonly TagName[]
  /** Adds the tag of that name, made when new. */
  add(key: PaperKey, name: string): void
  remove(key: PaperKey, tagId: string): void
  /** The tag becomes the one of that name where the list has one. */
  rename(tagId: string, name: string): void
  recolour(tagId: string, colour: number): void
  /** Takes it off every paper. */
  drop(tagId: string): void
}

/** What is done to several papers of a list at once; each verb is one act with one undo. */
export interface SeveralListed {
  remove(keys: readonly PaperKey[]): void
  /** Gives each this person's vote, or takes it back. */
  vote(keys: readonly PaperKey[], voted: boolean): void
  setStage(keys: readonly PaperKey[], stage: Stage): void
  /** What is not given stays as it is; `null` takes it away. */
  schedule(
    keys: readonly PaperKey[],
    values: { readonly date?: Day | null; readonly presenter?: string | null },
  ): void
}

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
  /** `null` while the list is being opened. */
  tags(): ListTags | null
  /** `null` while the list is being opened. */
  noteOn(key: PaperKey): GroupNote | null
  place(): ListPlace
  /** When it was copied (ms), where this is a frozen copy. */
  frozen(): number | null
  /** Members who publish a feed of the list, so that all who add to it know. */
  published(): readonly Member[]
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
  /** `along`: papers that move with it, each to its new date; one act. */
  setMeeting(meeting: Meeting | null, along?: ReadonlyMap<PaperKey, Day>): void
  /** Says something; `mentions` are the members (ids) it speaks to. An answer opens a resolved thread again. */
  comment(key: PaperKey, text: string, mentions: readonly string[], replyTo?: string): void
  /** Closes the thread under its first comment, or opens it again. */
  resolveThread(id: string, resolved: boolean): void
  removeComment(id: string): void
  /** What the list was earlier; `null` where this device has no such list. */
  earlier(): Promise<EarlierVersions | null>
  /** What others did since this person was here; `null` while the list is being opened. */
  news(): ListNews | null
  /** Tells the others what I look at and whether I write there; kept nowhere. */
  show(presence: { readonly viewing: PaperKey | null; readonly writingOn: PaperKey | null }): void
}
