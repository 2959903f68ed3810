import { createEffect, createMemo, createSignal, getOwner, runWithOwner, type Accessor } from 'solid-js'
import type { Capability } from '../crypto/capability.ts'
import { parseLink } from '../crypto/link.ts'
import type { Desk } from '../doc/desk.ts'
import { createFeedJoin, type JoinedFeed } from '../doc/joinFeeds.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import type { Paper } from '../domain/paper.ts'
import { normaliseTitle, paperKeyOf, type PaperKey } from '../domain/paperKey.ts'
import type { Bytes } from '../lib/bytes.ts'
import { parseDay, type Day } from '../lib/day.ts'
import type { Result } from '../lib/result.ts'
import type { Feed, FeedPaper } from './carrel.ts'
import type { DeferredSync } from './deferredSync.ts'
import type { FeedImport } from './feedImport.ts'
import { fetchCode } from './fetchCode.ts'
import type { Fields } from './fromReader.ts'
import { openFeed, type OpenFeed } from './openFeed.ts'
import type { OpenDocument } from './openDocument.ts'

/** In localStorage, so that a start does not fetch again what made room. */
export const SINCE_NAME = 'carrel.feed-since'

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
  /** Of what the person imported. */
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

  const open = (capability: Capability): OpenFeed => {
    const known = feeds().find((feed) => feed.capability.room === capability.room)
    if (known) return known
    const make = (): OpenFeed => openFeed(capability, transport, since)
    const feed = runWithOwner(owner, make) ?? make()
    setFeeds([...feeds(), feed])
    return feed
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
      void parseLink(entry.link).then((parsed) => {
        if (parsed.ok) open(parsed.value.capability)
      })
  })

  const shards = createMemo(() => {
    const first = published()
    // The published order of a day stands; what the person imported follows.
    const inOrder = first ? [first, ...feeds().filter((feed) => feed !== first)] : feeds()
    return inOrder.flatMap((feed) => [...feed.shards()])
  })
  const join = createFeedJoin()
  const joined = createMemo<JoinedFeed>(() =>
    join(
      shards().map((shard) => shard.view()),
      library.aliases(),
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
      .filter(([, day]) => day.entries.length > 0)
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

  const canonical = (key: PaperKey): PaperKey =>
    joined().aliases.get(key) ?? library.aliases().get(key) ?? key

  let importing: Promise<FeedImport> | null = null
  const openImport = (): Promise<FeedImport> =>
    (importing ??= fetchCode(() => import('./feedImport.ts')).then(({ createFeedImport }) =>
      createFeedImport({ ...options, open }),
    ))

  return {
    feeds,
    coming: loading,
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
    planImport(papers, day) {
      const titles = new Set<string>()
      for (const here of [library.papers(), joined().papers])
        for (const { title } of here.values()) titles.add(normaliseTitle(title))
      const known = papers.filter(({ snapshot }) => {
        const key = paperKeyOf(snapshot)
        return (
          joined().papers.has(key) || library.papers().has(key) || titles.has(normaliseTitle(snapshot.title))
        )
      }).length
      return { day, papers, known, fresh: papers.length - known }
    },
    importPapers: async (plan) => (await openImport()).importPapers(plan),
  }
}
