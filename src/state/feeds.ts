import { createSignal, type Accessor } from 'solid-js'
import type { Day } from '../lib/day.ts'
import type { Result } from '../lib/result.ts'
import type { Carrel } from './carrel.ts'
import type { JoinPreview } from './lists.ts'

export interface FeedWords {
  readonly title: string
  readonly about: string
}

/** What a feed is called on the screen. */
export const nameFeed = (title: string | undefined): string => title || 'A feed without a name'

/** A feed that somebody else writes. */
export interface Followed extends FeedWords {
  readonly id: string
  /** As its publisher counts them. */
  readonly papers: number
  /** The newest day with papers; `null` while none has arrived. */
  readonly newest: Day | null
  /** Its publisher has said that nothing more comes. */
  readonly ended: boolean
  /** Nothing of it has arrived yet. */
  readonly coming: boolean
}

/** A feed that this person publishes of a list of theirs. */
export interface Publication extends FeedWords {
  readonly id: string
  readonly listId: string
  /** What the list is called. */
  readonly list: string
  /** What followers open: a whole address; empty while it is worked out. */
  readonly address: string
  /**
   * `live`: goes along with the list; `paused`: somebody took the note off the list that says so; `listless`: the list
   * is not here any more, or may not be written; `ending`: followers have not heard of the end yet.
   */
  readonly state: 'live' | 'paused' | 'listless' | 'ending'
  readonly papers: number
  /** Changes of it have not left this device. */
  readonly waiting: boolean
}

/** Feeds of others that are followed, and those that are published. */
export interface Feeds {
  followed(): readonly Followed[]
  /** Follows the feed of a link that was looked at; answers its id. The error is a sentence for the person. */
  follow(preview: JoinPreview): Promise<Result<string, string>>
  /** Can be undone. */
  unfollow(id: string): void
  publications(): readonly Publication[]
  /** Begins to publish a list; answers the address for followers. The error is a sentence for the person. */
  publish(listId: string, words: FeedWords): Promise<Result<string, string>>
  /** Says anew what one is called, for followers too. Can be undone. The error is a sentence for the person. */
  rename(id: string, words: FeedWords): Result<null, string>
  /** Goes on with one that is paused. */
  resume(id: string): void
  /** Ends it: followers keep what they have, and are told that nothing more comes. */
  unpublish(id: string): void
}

const made = new WeakMap<Carrel, Accessor<Feeds | null>>()

/** Feeds once their code is here; `null` until then. One for all who ask. */
export const feedsOf = (carrel: Carrel): Accessor<Feeds | null> => {
  const known = made.get(carrel)
  if (known) return known
  const [feeds, setFeeds] = createSignal<Feeds | null>(null)
  made.set(carrel, feeds)
  void carrel.safekeeping().then(async (one) => {
    const here = await one.feeds()
    setFeeds(() => here)
  })
  return feeds
}
