import { createEffect, createMemo, createSignal, onCleanup, untrack } from 'solid-js'
import type { Desk } from '../doc/desk.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { readNews } from '../doc/listNews.ts'
import { markSeen, onSeen, readSeen } from '../doc/listSeen.ts'
import type { ListView, Said } from '../doc/listView.ts'
import { createNewActs, type NewAct, type NewActs } from '../doc/newActs.ts'
import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { ListNews, Unseen } from './activity.ts'
import { fetchCode } from './fetchCode.ts'
import type { Fields } from './fromReader.ts'
import type { ActHistory } from './undoHistory.ts'

/** Whoever only passes by has not looked. */
const LOOK_MS = 2_000
/** What is seen of a lively list is noted at most this often. */
const NOTE_MS = 5_000
/** What labmates do is gathered for so long, and then said in one sentence. */
const GATHER_MS = 1_500
/** No sentence sooner than this after another. */
const PAUSE_MS = 6_000
const NOTHING: Unseen = { acts: 0, mentions: 0 }

/** What others did in a list since its reader was here. Needs a reactive owner. */
export const createListNews = (options: {
  readonly id: string
  readonly memberId: string
  readonly desk: Desk
  readonly view: Fields<ListView>
  readonly library: Fields<LibraryView>
  readonly libraryDesk: Desk
  readonly history: ActHistory
  readonly loaded: () => boolean
  readonly writable: () => boolean
  readonly paperOf: (key: PaperKey) => Paper | null
  readonly canonical: (key: PaperKey) => PaperKey
}): ListNews => {
  const { id, memberId, desk, view, libraryDesk } = options
  const [changes, setChanges] = createSignal(0)
  /** What came since this visit began, or was new then. */
  const visit = createNewActs()
  /** Of these, what the activity has not told. */
  const untold = createNewActs()
  const readPapers = new Map<PaperKey, ReadonlySet<string>>()
  const [lookers, setLookers] = createSignal(0)
  const isVisible = (): boolean => typeof document === 'undefined' || document.visibilityState === 'visible'
  const [visible, setVisible] = createSignal(isVisible())
  const looking = createMemo(() => lookers() > 0 && visible())
  const changed = (): unknown => setChanges((number) => number + 1)

  const news = readNews(desk, (arrived, gone) => {
    for (const acts of [visit, untold]) {
      if (untrack(lookers) > 0) acts.add(arrived)
      acts.drop(gone)
    }
    if (untrack(looking) && untrack(options.loaded)) gather(arrived)
    changed()
  })
  onCleanup(() => news.destroy())
  const joined = createMemo(() => options.library.lists().get(id)?.at ?? Infinity)
  const seen = (): void => news.setSeen(readSeen(libraryDesk.doc, id), untrack(joined))
  createEffect(() => {
    joined()
    seen()
  })
  onCleanup(onSeen(libraryDesk.doc, seen))

  const comments = createMemo<ReadonlyMap<string, Said>>(() => {
    const byId = new Map<string, Said>()
    for (const said of view.comments().values()) for (const one of said) byId.set(one.id, one)
    return byId
  })
  const mentionsIn = (acts: Iterable<NewAct>): number => {
    let mentions = 0
    for (const { said } of acts)
      if (said && comments().get(said.comment)?.mentions.includes(memberId)) mentions++
    return mentions
  }
  const count = ({ all, said }: Pick<NewActs, 'all' | 'said'>): Unseen => ({
    acts: all.size,
    mentions: mentionsIn(said.values()),
  })
  const sameCount = { equals: (a: Unseen, b: Unseen) => a.acts === b.acts && a.mentions === b.mentions }
  const unseen = createMemo<Unseen>(
    () => {
      changes()
      return looking() ? NOTHING : count(news.unseen)
    },
    NOTHING,
    sameCount,
  )
  const fresh = createMemo<Unseen>(
    () => {
      changes()
      return count(untold)
    },
    NOTHING,
    sameCount,
  )
  const byPaper = createMemo<ReadonlyMap<PaperKey, readonly NewAct[]>>(() => {
    changes()
    const papers = new Map<PaperKey, NewAct[]>()
    for (const act of visit.said.values()) {
      // What was taken back is no news.
      if (!act.said || !comments().has(act.said.comment)) continue
      const key = options.canonical(act.said.paper)
      if (readPapers.get(key)?.has(act.id)) continue
      papers.set(key, [...(papers.get(key) ?? []), act])
    }
    return papers
  })

  const note = (): void => {
    if (news.unseen.all.size > 0)
      markSeen(libraryDesk, id, { at: Math.floor(libraryDesk.now()), of: news.latest })
  }
  const begin = (): void => {
    // Who was away from the window while nothing happened is still in the same visit.
    if (news.unseen.all.size === 0) return
    readPapers.clear()
    for (const acts of [visit, untold]) {
      acts.clear()
      acts.add(news.unseen.all.values())
    }
    changed()
  }
  createEffect(() => {
    if (!looking()) return
    const since = Date.now()
    let clock: ReturnType<typeof setTimeout> | undefined
    let noted = 0
    untrack(begin)
    createEffect(() => {
      changes()
      if (clock !== undefined || news.unseen.all.size === 0) return
      clock = setTimeout(
        () => {
          clock = undefined
          noted = Date.now()
          note()
        },
        Math.max(LOOK_MS, noted + NOTE_MS - Date.now()),
      )
    })
    onCleanup(() => {
      clearTimeout(clock)
      if (Date.now() - since >= LOOK_MS) note()
    })
  })

  let words: Parameters<ListNews['look']>[0] | null = null
  let gathered: string[] = []
  let speaking: ReturnType<typeof setTimeout> | undefined
  let spoke = 0
  const gather = (arrived: readonly NewAct[]): void => {
    gathered.push(...arrived.map((act) => act.id))
    if (speaking !== undefined || gathered.length === 0) return
    speaking = setTimeout(() => void speak(), Math.max(GATHER_MS, spoke + PAUSE_MS - Date.now()))
  }
  const speak = async (): Promise<void> => {
    const { sayWhatHappened } = await fetchCode(() => import('./listActivity.ts'))
    speaking = undefined
    spoke = Date.now()
    const acts = gathered
    gathered = []
    const sentence = words && sayWhatHappened({ ...options, nameOf: words.nameOf }, acts)
    if (sentence) words?.say(sentence)
  }
  onCleanup(() => clearTimeout(speaking))

  if (typeof document !== 'undefined') {
    const onVisible = (): unknown => setVisible(isVisible())
    document.addEventListener('visibilitychange', onVisible)
    onCleanup(() => document.removeEventListener('visibilitychange', onVisible))
  }

  return {
    unseen,
    fresh,
    freshOn(paper) {
      const acts = byPaper().get(options.canonical(paper))
      return acts ? { acts: acts.length, mentions: mentionsIn(acts) } : NOTHING
    },
    readPaper(paper) {
      const key = options.canonical(paper)
      const acts = untrack(byPaper).get(key)
      if (!acts) return
      readPapers.set(key, new Set([...(readPapers.get(key) ?? []), ...acts.map((act) => act.id)]))
      changed()
    },
    look(said) {
      words = said
      setLookers((number) => number + 1)
      return () => {
        setLookers((number) => number - 1)
        if (untrack(lookers) > 0) return
        words = null
        gathered = []
        visit.clear()
        untold.clear()
        readPapers.clear()
        changed()
      }
    },
    async activity(nameOf) {
      const { openListActivity } = await fetchCode(() => import('./listActivity.ts'))
      const opened = openListActivity({ ...options, nameOf, fresh: new Set(untold.all.keys()) })
      untold.clear()
      // Whoever asks what happened has looked.
      note()
      changed()
      return opened
    },
  }
}
