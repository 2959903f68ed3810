import {
  createEffect,
  createMemo,
  createRoot,
  createSignal,
  getOwner,
  untrack,
  type Accessor,
} from 'solid-js'
import type { Capability } from '../crypto/capability.ts'
import { parseLink } from '../crypto/link.ts'
import type { Desk } from '../doc/desk.ts'
import { createFeedJoin, type JoinedFeed } from '../doc/joinFeeds.ts'
import { isFollowed, type LibraryView } from '../doc/libraryView.ts'
import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Bytes } from '../lib/bytes.ts'
import { parseDay, type Day } from '../lib/day.ts'
import type { Result } from '../lib/result.ts'
import type { Feed, FeedPaper, FeedSource } from './carrel.ts'
import type { DeferredSync } from './deferredSync.ts'
import type { FeedImport } from './feedImport.ts'
import { fetchCode } from './fetchCode.ts'
import type { Fields } from './fromReader.ts'
import type { FollowedFeeds } from './followedFeeds.ts'
import { openFeed, type OpenFeed } from './openFeed.ts'
import type { OpenDocument } from './openDocument.ts'

/** In localStorage, so that a start does not fetch again what made room. */
export const SINCE_NAME = 'carrel.feed-since'

/** In localStorage while feeds are followed: a start does not know that before the library has been read. */
export const FOLLOWS_NAME = 'carrel.follows'
/** So long a start waits for what the disk has of followed feeds before it says which day is the newest. */
const GATHER_MS = 5_000

const follows = (): boolean => {
  try {
    return localStorage.getItem(FOLLOWS_NAME) !== null
  } catch {
    return false
  }
}

const NO_FEEDS: readonly FeedSource[] = []

const readSince = (): Day | null => {
  try {
    return parseDay(localStorage.getItem(SINCE_NAME) ?? '')
  } catch {
    return null
  }
}

export interface FeedState extends Feed {
  /** Those that are open. */
  readonly feeds: Accessor<readonly OpenFeed[]>
  /** Every paper any feed here knows. */
  papers(): ReadonlyMap<PaperKey, Paper>
  /** The key under which a paper is shown, where one record turned out to be another. */
  canonical(key: PaperKey): PaperKey
  /** Opens a feed of the person's own, or hands out the one that is open. */
  open(capability: Capability): OpenFeed
  /** The feed behind `publishedLink`; `null` while there is none. */
  readonly published: Accessor<OpenFeed | null>
  /** Of what the person imported, or publishes. */
  documents(): readonly OpenDocument[]
  /** Has only what ends on this day, or later, on this device; `null`: everything. */
  keepSince(day: Day | null): void
  /** Papers are here, or the disk has been asked for all it may hold of the published feed. */
  readFromDisk(): boolean
}

/**
 * Feeds joined: the published one behind `publishedLink` and the person's own. Needs a reactive owner.
 * `triaged` gives what says whether a paper was dealt with by the person: asked for once, it answers for thousands.
 */
export const createFeedState = (options: {
  readonly transport: DeferredSync
  /** `undefined` while it is being asked for. */
  readonly publishedLink: Accessor<string | null | undefined>
  readonly desk: Desk
  /** From which the own feed's place follows. */
  readonly librarySecret: Bytes
  readonly library: Fields<LibraryView>
  readonly libraryReady: Accessor<boolean>
  /** Resolves when the disk has confirmed the library, or has said that it will not. */
  readonly libraryKept: () => Promise<Result<null, unknown>>
  readonly triaged: () => (key: PaperKey) => boolean
}): FeedState => {
  const { transport, library } = options
  const owner = getOwner()
  const [feeds, setFeeds] = createSignal<readonly OpenFeed[]>([])
  const [published, setPublished] = createSignal<OpenFeed | null>(null)
  const [since, setSince] = createSignal(readSince())
  const disposals = new Map<OpenFeed, () => void>()

  const open = (capability: Capability): OpenFeed => {
    const known = untrack(feeds).find((feed) => feed.capability.room === capability.room)
    if (known) return known
    return createRoot((dispose) => {
      const feed = openFeed(capability, transport, since)
      disposals.set(feed, dispose)
      setFeeds((before) => [...before, feed])
      return feed
    }, owner)
  }
  createEffect(() => {
    const text = options.publishedLink()
    if (!text) return
    void parseLink(text).then((parsed) => {
      if (parsed.ok) setPublished(open(parsed.value.capability))
    })
  })
  createEffect(() => {
    for (const entry of library.feeds().values())
      if (entry.own)
        void parseLink(entry.link).then((parsed) => {
          if (parsed.ok) open(parsed.value.capability)
        })
  })
  // Most people follow none.
  const [followed, setFollowed] = createSignal<FollowedFeeds | null>(null)
  const [patient, setPatient] = createSignal(follows())
  if (untrack(patient)) setTimeout(() => setPatient(false), GATHER_MS)
  let following = false
  createEffect(() => {
    if (following || ![...library.feeds().values()].some(isFollowed)) return
    following = true
    const close = (feed: OpenFeed): void => {
      setFeeds((before) => before.filter((one) => one !== feed))
      disposals.get(feed)?.()
      disposals.delete(feed)
    }
    void fetchCode(() => import('./followedFeeds.ts')).then(({ createFollowedFeeds }) =>
      createRoot(() => setFollowed(createFollowedFeeds({ library, published, open, close, feeds })), owner),
    )
  })

  /** The published order of a day stands; what the person imported follows. */
  const trusted = createMemo(() => {
    const own = feeds().filter(({ capability: { room } }) => library.feeds().get(room)?.own)
    return [published(), ...own].flatMap((feed) => [...(feed?.shards() ?? [])])
  })
  const join = createFeedJoin()
  const joined = createMemo<JoinedFeed>(() =>
    join(
      trusted().map((shard) => shard.view()),
      library.aliases(),
      followed()?.shards(),
    ),
  )
  // Rows are kept by identity, so that an arriving field does not rebuild a whole day on the screen.
  const shown = new Map<string, FeedPaper>()
  const papersByDay = createMemo(() => {
    const { days, papers } = joined()
    const filled = new Map<Day, readonly FeedPaper[]>()
    return (day: Day): readonly FeedPaper[] => {
      const known = filled.get(day)
      if (known) return known
      const rows = (days.get(day)?.entries ?? []).flatMap((entry) => {
        const paper = papers.get(entry.key)
        if (!paper) return []
        const row: FeedPaper = { ...entry, paper }
        const name = `${day} ${entry.key}`
        const before = shown.get(name)
        if (before && JSON.stringify(before) === JSON.stringify(row)) return [before]
        shown.set(name, row)
        return [row]
      })
      filled.set(day, rows)
      return rows
    }
  })
  const papersOn = (day: Day): readonly FeedPaper[] => papersByDay()(day)
  // The week, the rail and the end of a day ask for the same days at every act: each is counted once.
  const unreadByDay = createMemo(() => {
    const triaged = options.triaged()
    const rows = papersByDay()
    const counts = new Map<Day, number>()
    return (day: Day): number => {
      const known = counts.get(day) ?? rows(day).filter((row) => !triaged(row.key)).length
      counts.set(day, known)
      return known
    }
  })
  const days = createMemo<readonly Day[]>(() =>
    [...joined().days]
      .filter(([, { entries }]) => entries.length > 0)
      .map(([day]) => day)
      .sort()
      .reverse(),
  )
  /** Still to be read from the disk, or on its way from the relay right now. */
  const isComing = (document: OpenDocument): boolean => {
    if (!document.loaded()) return true
    const { phase, replayed } = document.sync()
    return !replayed && (phase === 'loading' || phase === 'connecting' || phase === 'replaying')
  }
  const loading = (): boolean => {
    const text = options.publishedLink()
    if (!options.libraryReady() || text === undefined) return true
    const feed = published()
    if (text === null || !feed) return text !== null
    return (
      isComing(feed.index) ||
      feed.shards().length < feed.wanted().size ||
      feed.shards().some((shard) => isComing(shard.document))
    )
  }

  const gathering = (): boolean => patient() && followed()?.read() !== true

  const canonical = (key: PaperKey): PaperKey =>
    joined().aliases.get(key) ?? library.aliases().get(key) ?? key

  let importing: Promise<FeedImport> | null = null
  const openImport = (): Promise<FeedImport> =>
    (importing ??= fetchCode(() => import('./feedImport.ts')).then(({ createFeedImport }) =>
      createFeedImport({ ...options, open }),
    ))

  return {
    feeds,
    open,
    published,
    from: (key, day) => followed()?.from(key, day) ?? NO_FEEDS,
    titleOf: (id) => followed()?.titleOf(id) ?? 'Another feed',
    coming: loading,
    gathering,
    phase: () => (days().length > 0 ? 'ready' : loading() ? 'loading' : 'waiting'),
    title: () => published()?.view.meta().title ?? 'Feed',
    about: () => published()?.view.meta().about || null,
    days,
    papersOn,
    countOn: (day) => joined().days.get(day)?.entries.length ?? 0,
    unreadOn: (day) => unreadByDay()(day),
    isUnread: (key) => !options.triaged()(key),
    papers: () => joined().papers,
    canonical,
    readFromDisk() {
      if (gathering()) return false
      if (days().length > 0 || options.publishedLink() === null) return true
      const feed = published()
      return (
        feed !== null &&
        feed.index.loaded() &&
        feed.shards().length === feed.wanted().size &&
        feed.shards().every((shard) => shard.document.loaded())
      )
    },
    documents: () =>
      feeds().flatMap(({ capability, index, shards: each }) =>
        capability.ownerSecret ? [index, ...each().map((shard) => shard.document)] : [],
      ),
    since,
    keepSince: setSince,
    known: () => [library.papers(), joined().papers],
    importPapers: async (plan) => (await openImport()).importPapers(plan),
  }
}
