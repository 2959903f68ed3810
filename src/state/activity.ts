import type { Accessor } from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'

/** How much others did that this person has not seen. */
export interface Unseen {
  readonly acts: number
  /** Comments that speak to this person. */
  readonly mentions: number
}

export interface ListNews {
  /** Since this person last looked at the list, on any of their devices; nothing while they look. */
  unseen(): Unseen
  /** In this visit: what is new since the last one, and what came meanwhile, until the activity was opened. */
  fresh(): Unseen
  /** New comments on a paper, in this visit, until `readPaper`. */
  freshOn(paper: PaperKey): Unseen
  /** The person reads what is said of a paper. */
  readPaper(paper: PaperKey): void
  /**
   * The list is on the screen until the answer is called: it is noted as seen after a moment, and what labmates do
   * meanwhile is said in words, a sentence at most every few seconds.
   */
  look(words: {
    readonly nameOf: (member: string) => string
    readonly say: (sentence: string) => void
  }): () => void
  /** What happened in the list; its code comes when it is first asked for. Close it after use. */
  activity(nameOf: (member: string) => string): Promise<Activity>
}

/** One line of what happened: an act, or a run of one person's acts of one kind. */
export interface ActivityLine {
  /** Of its oldest act: a run that grows stays the same line. */
  readonly id: string
  /** Newest first. */
  readonly acts: readonly string[]
  /** Of the newest act, and never later than now. */
  readonly at: number
  /** New since this person was last here. */
  readonly fresh: boolean
  readonly who: { readonly name: string; readonly colour: number; readonly me: boolean } | null
  /** What was done, before and behind the title it was done to: “moved” … “to Discussed”. */
  readonly did: string
  readonly paper: PaperKey | null
  readonly title: string
  readonly tail: string
  /** In their own words. */
  readonly quote: string
  /** Speaks to this person. */
  readonly toMe: boolean
  /** Titles, where it is about several papers; not all of very many. */
  readonly titles: readonly string[]
  /** How many papers it is about. */
  readonly papers: number
  /** What undoing does, as a sentence; `null` where it cannot be undone here. */
  readonly undo: string | null
  /** Why it cannot be; empty where it can, or where nobody needs to be told. */
  readonly fixed: string
}

/** What happened in a document within 30 days. */
export interface Activity {
  /** False for who may only read. */
  readonly writable: Accessor<boolean>
  /** Acts of others that came since the activity was opened, and are not shown yet. */
  readonly waiting: Accessor<number>
  show(): void
  /** Lines of the first `acts` acts: what is new, then the rest, each newest first. */
  lines(acts: number): readonly ActivityLine[]
  /** Whether there are more acts than these. */
  hasMore(acts: number): boolean
  /** The acts of a line one by one. */
  each(line: ActivityLine): readonly ActivityLine[]
  /** Undoes the acts as one, as far as all is still as they left it; says what was done and what was left. */
  undo(line: ActivityLine): void
  close(): void
}
