import { createEffect, createRoot, untrack } from 'solid-js'
import type { Desk } from '../doc/desk.ts'
import { putSnapshots } from '../doc/libraryDoc.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import type { PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Result } from '../lib/result.ts'
import type { Fields } from './fromReader.ts'
import type { ListsState } from './listsState.ts'

/** How long lists that are still being read from the disk are waited for; one that does not open stays as it is. */
const LISTS_MS = 10_000

/** Resolves once every list of the library is open, or will not be soon. */
const whenListsOpen = (view: Fields<LibraryView>, lists: ListsState): Promise<void> =>
  new Promise((resolve) => {
    createRoot((dispose) => {
      const done = (): void => {
        clearTimeout(clock)
        dispose()
        resolve()
      }
      const clock = setTimeout(done, LISTS_MS)
      createEffect(() => {
        const all = [...view.lists().keys()]
        if (all.every((id) => lists.held().get(id)?.document.loaded())) queueMicrotask(done)
      })
    })
  })

/**
 * Writes what was found of papers: into the library, and into each list that holds the paper and lacks its title,
 * abstract or details, where this person may write (D60). True once the library is on the disk.
 */
export const keepLookedUp = async (
  options: {
    readonly desk: Desk
    readonly view: Fields<LibraryView>
    readonly lists: ListsState
    readonly canonical: (key: PaperKey) => PaperKey
    readonly libraryKept: () => Promise<Result<null, unknown>>
  },
  found: ReadonlyMap<PaperKey, PaperSnapshot>,
): Promise<boolean> => {
  const { desk, view, lists } = options
  await whenListsOpen(view, lists)
  return untrack(async () => {
    if (view.meta().newer) return false
    for (const [key, snapshot] of found) {
      putSnapshots(desk, key, [snapshot])
      for (const list of lists.held().values()) {
        const entries = list.view.entries()
        const here = [key, options.canonical(key)].find((name) => entries.has(name))
        if (here === undefined || list.open.role() === 'reader') continue
        const known = list.view.papers().get(here)
        const isLacking = !known?.abstract || (snapshot.details && !known.details)
        if (isLacking) putSnapshots(list.desk, here, [snapshot])
      }
    }
    return (await options.libraryKept()).ok
  })
}
