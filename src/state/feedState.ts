import {
  createEffect,
  createMemo,
  createSignal,
  getOwner,
  runWithOwner,
  untrack,
  type Accessor,
} from 'solid-js'
import type { Capability } from '../crypto/capability.ts'
import { parseLink } from '../crypto/link.ts'
import type { Desk } from '../doc/desk.ts'
import { createFeedJoin, type JoinedFeed } from '../doc/joinFeeds.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import type { Paper } from '../domain/paper.ts'
import { normaliseTitle, paperKeyOf, type PaperKey } from '../domain/paperKey.ts'
import type { Day } from '../lib/day.ts'
import type { Result } from '../lib/result.ts'
import type { Feed, FeedPaper } from './carrel.ts'
import type { DeferredSync } from './deferredSync.ts'
import { fetchCode } from './fetchCode.ts'
import type { Fields } from './fromReader.ts'
import { openFeed, type OpenFeed } from './openFeed.ts'
import type { OpenDocument } from './openDocument.ts'

const NO_PAPERS: readonly FeedPaper[] = []

export interface FeedState extends Feed {
  /** Every paper any feed here knows. */
  papers(): ReadonlyMap<PaperKey, Paper>
  /** The key under which a paper is shown, where one record turned out to be another. */
  canonical(key: PaperKey): PaperKey
  documents(): readonly OpenDocument[]
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
  readonly library: Fields<LibraryView>
  readonly libraryReady: Accessor<boolean>
  /** Resolves when the disk has confirmed the library, or has said that it will not. */
  readonly libraryKept: () => Promise<Result<null, unknown>>
  readonly triaged: () => (key: PaperKey) => boolean
}): FeedState => {
  const { transport, library } = options
  const owner = getOwner()
  const [feeds, setFeeds] = createSignal<readonly OpenFeed[]>([])
  const [own, setOwn] = createSignal<OpenFeed | null>(null)
  const [published, setPublished] = createSignal<OpenFeed | null>(null)
  const opened = new Map<string, OpenFeed>()

  const open = (capability: Capability): OpenFeed => {
    const known = opened.get(capability.room)
    if (known) return known
    const feed = runWithOwner(owner, () => openFeed(capability, transport)) ?? openFeed(capability, transport)
    opened.set(capability.room, feed)
    setFeeds([...opened.values()])
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
        if (!parsed.ok) return
        const feed = open(parsed.value.capability)
        if (entry.own && untrack(own) === null) setOwn(feed)
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
  const papersOn = (day: Day): readonly FeedPaper[] => papersByDay()(day) ?? NO_PAPERS
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
      feed.shards().length < feed.view.shards().size ||
      feed.shards().some((shard) => isComing(shard.document))
    )
  }

  const canonical = (key: PaperKey): PaperKey =>
    joined().aliases.get(key) ?? library.aliases().get(key) ?? key

  const keysByTitle = (): ReadonlyMap<string, PaperKey> => {
    const keys = new Map<string, PaperKey>()
    for (const papers of [library.papers(), joined().papers])
      for (const [key, paper] of papers) keys.set(normaliseTitle(paper.title), key)
    return keys
  }

  let owned: Promise<OpenFeed> | null = null
  /** The own feed as the library names it, or a new one: never a second, however soon after the start it is asked for. */
  const findOwn = async (): Promise<OpenFeed> => {
    const entry = [...untrack(library.feeds).values()].find((one) => one.own)
    const parsed = entry ? await parseLink(entry.link) : null
    if (parsed?.ok) return open(parsed.value.capability)
    const { createOwnFeed } = await fetchCode(() => import('./feedImport.ts'))
    return createOwnFeed(options.desk, open)
  }
  const ownFeed = async (): Promise<OpenFeed> => {
    owned ??= findOwn()
    try {
      const feed = await owned
      setOwn(feed)
      return feed
    } catch (error) {
      owned = null
      throw error
    }
  }

  return {
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
        feed.shards().length === feed.view.shards().size &&
        feed.shards().every((shard) => shard.document.loaded())
      )
    },
    documents: () => {
      const feed = own()
      return feed ? [feed.index, ...feed.shards().map((shard) => shard.document)] : []
    },
    planImport(papers, day) {
      const titles = keysByTitle()
      const known = papers.filter(({ snapshot }) => {
        const key = paperKeyOf(snapshot)
        return (
          joined().papers.has(key) || library.papers().has(key) || titles.has(normaliseTitle(snapshot.title))
        )
      }).length
      return { day, papers, known, fresh: papers.length - known }
    },
    importPapers: async (plan) =>
      (await fetchCode(() => import('./feedImport.ts'))).importPapers(plan, { ...options, ownFeed }),
  }
}
