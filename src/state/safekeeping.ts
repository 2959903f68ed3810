import {
  batch,
  createEffect,
  createSignal,
  getOwner,
  onCleanup,
  runWithOwner,
  untrack,
  type Accessor,
} from 'solid-js'
import type { LibraryView } from '../doc/libraryView.ts'
import { stateOf } from '../doc/sharedDoc.ts'
import { draftsHere } from '../drafts/draftSaving.ts'
import { forgetListDrafts } from '../drafts/drafts.ts'
import { isDiskRefused } from '../storage/database.ts'
import { onValuesClosed, readDeviceValue, writeDeviceValue } from '../storage/deviceValues.ts'
import type { Keyring } from '../storage/keyring.ts'
import { keepKeyring } from '../storage/keyringWriting.ts'
import { ASK_AGAIN_MS, LOOK_EVERY_MS, NEAR_FULL } from '../storage/limits.ts'
import { askToPersist, estimateStorage } from '../storage/quota.ts'
import { printDay } from '../ui/dates.ts'
import type { Day } from '../lib/day.ts'
import { askBeforeLeaving } from './askBeforeLeaving.ts'
import type { Problem, Safekeeping } from './carrel.ts'
import type { FeedState } from './feedState.ts'
import { fetchCode } from './fetchCode.ts'
import type { Fields } from './fromReader.ts'
import type { ListsState } from './listsState.ts'
import { createMakingRoom } from './makingRoom.ts'
import type { OpenDocument } from './openDocument.ts'
import { saveRescueCopy } from './rescueCopy.ts'
import { sweepDatabases } from './sweepDatabases.ts'
import { createToldProblems, type ToldProblems } from './toldProblems.ts'
import type { ActHistory } from './undoHistory.ts'

const ASKED_NAME = 'persist-asked'
/** In localStorage, which a browser may spare when it clears the databases: whose device this was. */
const HELD_NAME = 'carrel.held'

const CLEARED_NOW: Problem = {
  id: 'cleared',
  title: 'The browser cleared what Carrel keeps on this device',
  text: 'Everything was still in this tab, and has been written to the device again. If you did not clear it yourself, ask the browser at You, Storage, to keep it, or save a copy.',
  copy: true,
}
const CLEARED_BEFORE: Problem = {
  id: 'cleared-before',
  title: 'The browser cleared what Carrel kept on this device',
  text: 'Your library is not here any more, and this device has begun a new one. Bring it back at You from another of your devices, from the file with your library key, or from a backup; lists come back by their links.',
}
const NO_KEYRING: Problem = {
  id: 'keyring',
  title: 'The key of your library could not be written to this device',
  text: 'It is still in this tab, and so is your library. Keep the tab open and save a copy: without the key, this device does not find the library at its next start.',
  copy: true,
}

/** By then a start has opened what it holds of feeds. */
const SWEEP_MS = 5_000
/** Pauses between looks at a keyring that the disk does not give: the first, and all others. */
const SOON_MS = 1_000
const LATER_MS = 20_000

/** Runs `work` on localStorage; without it, nothing is remembered. */
const onStorage = <T>(work: (storage: Storage) => T): T | null => {
  try {
    return work(localStorage)
  } catch {
    return null
  }
}

/**
 * Looks after what is kept on this device: tells when it is not, keeps the keyring, asks the browser for a promise, has
 * the feed make room, and clears away what nobody can want back. Needs a reactive owner.
 */
export const createSafekeeping = (options: {
  readonly keyring: Keyring
  readonly library: OpenDocument
  readonly view: Fields<LibraryView>
  readonly lists: ListsState
  readonly feed: FeedState
  readonly documents: Accessor<readonly OpenDocument[]>
  readonly history: ActHistory
}): Omit<Safekeeping, 'lookups' | 'feeds'> & ToldProblems => {
  const { keyring, library, view, lists, feed, documents, history } = options
  const owner = getOwner()
  let swept = false
  const problems = createToldProblems(documents)
  const room = createMakingRoom(feed)
  const [storage, setStorage] = createSignal<ReturnType<Safekeeping['storage']>>(null)

  /** One step, where there is one to take; then what was refused is tried again. */
  const makeRoomAlone = (): boolean => {
    const since = room.step()
    if (since === null) return false
    history.say(
      `The space for Carrel is nearly used up, so the feed before ${printDay(since, 'long')} was taken off this device. It can be fetched again.`,
    )
    return true
  }
  const look = async (): Promise<void> => {
    const now = await estimateStorage()
    setStorage(now)
    if (now && now.quota > 0 && now.used / now.quota > NEAR_FULL) makeRoomAlone()
  }
  void look()
  const clock = setInterval(() => void look(), LOOK_EVERY_MS)

  // A write was refused: the feed makes room, and the write is tried again once its databases are gone.
  createEffect(() => {
    const refused = documents().filter((one) => one.storeProblem()?.code === 'full' && !one.keeping())
    if (refused.length === 0) return
    untrack(() => {
      if (makeRoomAlone()) void room.settled().then(() => refused.forEach(({ store }) => store.retry()))
    })
  })

  askBeforeLeaving(documents)

  let looking = false
  /** Looks until it has been seen, or written again: a browser that is clearing its disk first refuses everything. */
  const lookAtKeyring = async (): Promise<void> => {
    if (isDiskRefused() || looking) return
    looking = true
    for (let tries = 0; ; tries++) {
      const kept = await keepKeyring(keyring)
      if (kept.ok && kept.value === 'restored') problems.tell(CLEARED_NOW)
      if (kept.ok) break
      if (tries > 0) problems.tell(NO_KEYRING)
      await new Promise((resolve) => setTimeout(resolve, tries === 0 ? SOON_MS : LATER_MS))
    }
    looking = false
    problems.untell(NO_KEYRING.id)
  }
  void lookAtKeyring()
  onValuesClosed(() => void lookAtKeyring())
  const onShow = (): void => {
    if (document.visibilityState === 'visible') void lookAtKeyring()
  }
  document.addEventListener('visibilitychange', onShow)
  onCleanup(() => {
    clearInterval(clock)
    document.removeEventListener('visibilitychange', onShow)
  })

  /** How much the person has made, roughly: only whether it grows is of interest. */
  const made = (): number =>
    view.saved().size +
    view.reading().size +
    view.tags().size +
    view.noted().size +
    view.lists().size +
    view.feeds().size
  const own = String(keyring.createdAt)
  const heldBefore = onStorage((kept) => kept.getItem(HELD_NAME))
  const noteHeld = (): void => void onStorage((kept) => kept.setItem(HELD_NAME, own))

  const persist = async (): Promise<boolean> => {
    const granted = await askToPersist()
    setStorage(await estimateStorage())
    return granted
  }
  /** Asks once there is something worth keeping, and not again for a while: some browsers ask the person. */
  const askOnce = async (): Promise<void> => {
    if ((await estimateStorage())?.persisted !== false) return
    const asked = await readDeviceValue(ASKED_NAME)
    if (typeof asked === 'number' && Math.abs(Date.now() - asked) < ASK_AGAIN_MS) return
    await writeDeviceValue(ASKED_NAME, Date.now())
    await persist()
  }
  let atStart: number | null = null
  let asking = false
  createEffect(() => {
    if (!library.loaded() || isDiskRefused()) return
    const now = made()
    // Another keyring, and nothing there: brought back from elsewhere, there would be something.
    if (atStart === null && now === 0 && heldBefore !== null && heldBefore !== own)
      problems.tell(CLEARED_BEFORE, noteHeld)
    else if (now > 0 && (atStart === null || heldBefore === null)) noteHeld()
    atStart ??= now
    if (now <= atStart || asking) return
    asking = true
    void askOnce()
  })

  /** Of a library that the disk gave damaged, what it does not name may only be lost. */
  const isWhole = (): boolean => {
    const { loaded, problem } = library.store.state()
    return loaded && problem === null && !isDiskRefused()
  }
  void library.whenLoaded.then(async () => {
    if (!isWhole() || !library.store.state().keeping) return
    const gone = await sweepDatabases(library.doc, (id) => untrack(view.lists).has(id), Date.now())
    await draftsHere
    forgetListDrafts(gone)
  })
  createEffect(() => {
    if (swept || !library.loaded() || !feed.published()?.index.loaded()) return
    swept = true
    const sweep = async (): Promise<void> => {
      const { sweepFeeds } = await fetchCode(() => import('./sweepFeeds.ts'))
      const { librarySecret } = keyring
      if (isWhole())
        await sweepFeeds({ library: library.doc, librarySecret, view, feeds: feed.feeds, now: Date.now() })
    }
    const late = setTimeout(() => void sweep(), SWEEP_MS)
    runWithOwner(owner, () => onCleanup(() => clearTimeout(late)))
  })

  const bytesOf = (each: readonly OpenDocument[]): number =>
    each.reduce((sum, { doc }) => sum + stateOf(doc).length, 0)
  const since = (day: Day | null, sentence: string, kept = untrack(room.daysKept)): void => {
    const before = untrack(() => ({ since: feed.since(), kept: room.daysKept() }))
    const set = (to: typeof before): void => {
      batch(() => {
        room.keepSince(to.since)
        room.setDaysKept(to.kept)
      })
    }
    set({ since: day, kept })
    history.did(sentence, () => {
      set(before)
      return true
    })
  }
  return {
    ...problems,
    storage,
    askToPersist: persist,
    shares() {
      const feeds = feed.feeds().filter(({ capability }) => !capability.ownerSecret)
      const shards = feeds.flatMap((each) => [each.index, ...each.shards().map(({ document }) => document)])
      return { made: bytesOf(documents()), feed: bytesOf(shards) }
    },
    removable: room.removable,
    makeRoom() {
      const found = untrack(room.removable)
      if (found) since(found.since, 'Old days of the feed taken off this device')
      void room.settled().then(look)
    },
    spared: room.spared,
    // Days that the person asks for must not go again at once.
    fetchSpared: () => since(null, 'Old days of the feed come back', null),
    daysKept: room.daysKept,
    keepDays(days) {
      const [before, was] = untrack(() => [feed.since(), room.daysKept()])
      if (days === was) return
      const longer = days === null || (was !== null && days > was)
      // For longer than before means what went by the shorter time comes back.
      since(
        longer ? null : before,
        days === null ? 'The feed is kept while there is room' : `The feed is kept for ${days} days`,
        days,
      )
      void room.settled().then(look)
    },
    saveCopy() {
      const own = untrack(feed.feeds).filter(({ capability }) => capability.ownerSecret)
      saveRescueCopy({
        libraries: [library.doc],
        lists: untrack(lists.documents).map(({ doc }) => doc),
        imported: own.flatMap((each) => untrack(each.shards).map(({ document }) => document.doc)),
      })
    },
  }
}
