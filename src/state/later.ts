import { getOwner, runWithOwner } from 'solid-js'
import type { Desk } from '../doc/desk.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { createAway } from './away.ts'
import type { Carrel, Later, Recommending, Searching } from './carrel.ts'
import { fetchCode } from './fetchCode.ts'
import type { Fields } from './fromReader.ts'
import { createTogether } from './together.ts'
import type { ActHistory } from './undoHistory.ts'

/** What the machine does that no first screen needs. Needs a reactive owner. */
export const createLater = (options: {
  readonly desk: Desk
  readonly view: Fields<LibraryView>
  readonly history: ActHistory
  readonly carrel: Carrel
  readonly canonical: (key: PaperKey) => PaperKey
}): Later => {
  const owner = getOwner()
  const owned = <T>(make: () => T): T => runWithOwner(owner, make) ?? make()
  let searching: Promise<Searching> | null = null
  let recommending: Promise<Recommending> | null = null
  return {
    together: createTogether(options),
    away: createAway(options),
    savedAt: (key) => options.view.saved().get(key) ?? null,
    searching: () =>
      (searching ??= fetchCode(() => import('./searching.ts')).then(({ createSearching }) =>
        owned(() => createSearching(options.carrel)),
      )),
    recommending: () =>
      (recommending ??= fetchCode(() => import('./recommending.ts')).then(({ createRecommending }) =>
        createRecommending(options),
      )),
  }
}
