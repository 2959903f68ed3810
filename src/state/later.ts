import { getOwner, runWithOwner } from 'solid-js'
import type { Desk } from '../doc/desk.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { createAway } from './away.ts'
import type { Backups } from './backups.ts'
import type { Carrel, Later, Recommending, Searching } from './carrel.ts'
import type { References } from './references.ts'
import type { DeferredSync } from './deferredSync.ts'
import { fetchCode } from './fetchCode.ts'
import { createFirstRun } from './firstRun.ts'
import type { FeedState } from './feedState.ts'
import type { Fields } from './fromReader.ts'
import type { ListsState } from './listsState.ts'
import type { OpenDocument } from './openDocument.ts'
import type { Keyring } from '../storage/keyring.ts'
import { createSeveralListed } from './severalListed.ts'
import { createTogether } from './together.ts'
import type { ActHistory } from './undoHistory.ts'

/** What the machine does that no first screen needs. Needs a reactive owner. */
export const createLater = (options: {
  readonly desk: Desk
  readonly view: Fields<LibraryView>
  readonly history: ActHistory
  readonly carrel: Carrel
  readonly keyring: Keyring
  /** Room of the library. */
  readonly room: string
  readonly library: OpenDocument
  readonly lists: ListsState
  readonly feed: FeedState
  readonly transport: DeferredSync
}): Later => {
  const owner = getOwner()
  const owned = <T>(make: () => T): T => runWithOwner(owner, make) ?? make()
  let searching: Promise<Searching> | null = null
  let recommending: Promise<Recommending> | null = null
  let backups: Promise<Backups> | null = null
  let references: Promise<References> | null = null
  const openBackups = async (): Promise<Backups> => {
    const [{ createBackups }, { guessDeviceName }] = await Promise.all([
      fetchCode(() => import('./backupsState.ts')),
      fetchCode(() => import('./deviceName.ts')),
    ])
    const { lists, feed } = options
    const safekeeping = await options.carrel.safekeeping()
    const persisted = (): boolean | null => safekeeping.storage()?.persisted ?? null
    const deviceName = guessDeviceName(navigator.userAgent)
    return owned(() =>
      createBackups({ ...options, lists: lists.held, feeds: feed.feeds, deviceName, persisted }),
    )
  }
  return {
    backups: () => (backups ??= openBackups()),
    references: () =>
      (references ??= fetchCode(() => import('./referencesState.ts')).then(({ createReferences }) =>
        createReferences(options),
      )),
    together: createTogether({ ...options, canonical: options.feed.canonical }),
    severalIn: createSeveralListed(options.lists.held),
    away: createAway(options),
    firstRun: createFirstRun({ view: options.view, loaded: options.library.loaded }),
    savedAt: (key) => options.view.saved().get(key) ?? null,
    searching: () =>
      (searching ??= fetchCode(() => import('./searching.ts')).then(({ createSearching }) =>
        owned(() => createSearching(options.carrel)),
      )),
    recommending: () =>
      (recommending ??= fetchCode(() => import('./recommending.ts')).then(({ createRecommending }) =>
        createRecommending({ ...options, canonical: options.feed.canonical }),
      )),
  }
}
