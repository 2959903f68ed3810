import { createEffect, createMemo, createSignal, untrack, type Accessor } from 'solid-js'
import type { Capability } from '../crypto/capability.ts'
import { parseLink } from '../crypto/link.ts'
import type { FeedShardView } from '../doc/feedView.ts'
import { createFeedTelling, createLastDays } from '../doc/feedTelling.ts'
import { isFollowed, type LibraryView } from '../doc/libraryView.ts'
import { MAX_FOLLOWED_FEEDS } from '../doc/limits.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Day } from '../lib/day.ts'
import { eraseDocument } from '../storage/erasing.ts'
import type { FeedSource } from './carrel.ts'
import { nameFeed } from './feeds.ts'
import type { Fields } from './fromReader.ts'
import { FOLLOWS_NAME } from './feedState.ts'
import type { OpenFeed } from './openFeed.ts'

const NO_FEEDS: readonly FeedSource[] = []

const nameOf = (feed: OpenFeed): string => nameFeed(feed.view.meta().title)

export interface FollowedFeeds {
  /** What they hold, those followed first in front; each paper as something that a feed said (SPEC.md D64). */
  readonly shards: Accessor<readonly FeedShardView[]>
  /** Which of them show a paper on a day. */
  from(key: PaperKey, day: Day): readonly FeedSource[]
  titleOf(id: string): string
  /** The disk has said all it has of them. */
  readonly read: Accessor<boolean>
}

/** The feeds a library follows, held open and in step. Needs a reactive owner. */
export const createFollowedFeeds = (options: {
  readonly library: Fields<LibraryView>
  /** The feed that comes with the server: following it as well shows nothing twice. */
  readonly published: Accessor<OpenFeed | null>
  readonly open: (capability: Capability) => OpenFeed
  readonly close: (feed: OpenFeed) => void
  /** All that are open. */
  readonly feeds: Accessor<readonly OpenFeed[]>
}): FollowedFeeds => {
  const { library } = options
  const [feeds, setFeeds] = createSignal<ReadonlyMap<string, OpenFeed>>(new Map())
  const wanted = createMemo(
    () =>
      new Map(
        [...library.feeds()]
          .filter(([, entry]) => isFollowed(entry))
          .sort(([a, one], [b, other]) => one.at - other.at || (a < b ? -1 : 1))
          .slice(0, MAX_FOLLOWED_FEEDS)
          .map(([id, { link }]) => [id, link] as const),
      ),
  )
  /** One database is never open twice: whoever follows again at once waits for the end of what was before. */
  const closing = new Map<string, Promise<void>>()
  const isInUse = (room: string): boolean =>
    untrack(options.feeds).some(
      (feed) => feed.capability.room === room || untrack(feed.shards).some((shard) => shard.room === room),
    )
  const letGo = async (feed: OpenFeed): Promise<void> => {
    // The index last: cut off in between, the next start still finds by it what is left (sweepFeeds.ts).
    const rooms = [
      ...untrack(feed.shards).map(({ room, document }) => ({ room, document })),
      { room: feed.capability.room, document: feed.index },
    ]
    options.close(feed)
    for (const { room, document } of rooms) {
      await document.close()
      // It can be fetched again, and what was saved of it has its own copy. Whoever writes a feed may name another's room.
      if (!isInUse(room)) await eraseDocument(`feed:${room}`)
    }
  }
  const begin = async (id: string, link: string): Promise<void> => {
    const parsed = await parseLink(link)
    await closing.get(id)
    if (!parsed.ok || untrack(wanted).get(id) !== link || untrack(feeds).has(id)) return
    const feed = options.open(parsed.value.capability)
    setFeeds((before) => new Map(before).set(id, feed))
  }
  createEffect(() => {
    const now = wanted()
    for (const [id, link] of now) void begin(id, link)
    for (const [id, feed] of untrack(feeds)) {
      if (now.has(id)) continue
      setFeeds((before) => new Map([...before].filter(([other]) => other !== id)))
      if (feed !== untrack(options.published)) closing.set(id, letGo(feed))
    }
  })

  createEffect(() => {
    try {
      if (wanted().size > 0) localStorage.setItem(FOLLOWS_NAME, '1')
      else localStorage.removeItem(FOLLOWS_NAME)
    } catch {
      // The next start then begins with the newest day of the published feed.
    }
  })

  const tell = createFeedTelling(Date.now)
  const shownFeeds = createMemo(() =>
    [...wanted().keys()].flatMap((id) => {
      const feed = feeds().get(id)
      return feed && feed !== options.published() ? [{ id, feed }] : []
    }),
  )
  const lastDays = createLastDays()
  const byFeed = createMemo(() =>
    shownFeeds().map(({ id, feed }) => ({
      id,
      feed,
      views: lastDays(feed.shards().map((shard) => tell(shard.view()))),
    })),
  )
  /** "<day> <paper key>" → the feeds that show it. */
  const whence = createMemo(() => {
    const sources = new Map<string, FeedSource[]>()
    for (const { id, feed, views } of byFeed()) {
      const source = { id, title: nameOf(feed) }
      for (const { days } of views)
        for (const [day, { entries }] of days)
          for (const { key } of entries) {
            const name = `${day} ${key}`
            const known = sources.get(name)
            if (!known) sources.set(name, [source])
            else if (!known.includes(source)) known.push(source)
          }
    }
    return sources
  })
  return {
    shards: createMemo(() => byFeed().flatMap(({ views }) => views)),
    from: (key, day) => whence().get(`${day} ${key}`) ?? NO_FEEDS,
    read: createMemo(() =>
      [...wanted().keys()].every((id) => {
        const feed = feeds().get(id)
        return (
          feed !== undefined &&
          feed.index.loaded() &&
          feed.shards().length >= feed.wanted().size &&
          feed.shards().every(({ document }) => document.loaded())
        )
      }),
    ),
    titleOf(id) {
      const feed = feeds().get(id)
      return feed ? nameOf(feed) : 'Another feed'
    },
  }
}
