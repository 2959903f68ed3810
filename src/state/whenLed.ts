import { createEffect, createRoot, type Accessor } from 'solid-js'
import type { LibraryView } from '../doc/libraryView.ts'
import type { Fields } from './fromReader.ts'
import type { HeldList } from './openListState.ts'

/** The word that a list has moved comes the way the list itself comes; one that takes longer is not on its way. */
const WORD_MS = 10_000

/**
 * Waits until it is certain where the list `id` that is here was led to: right after a start nobody has asked yet
 * whether it has moved. Over at once where it stands in `room`, or is not here at all.
 */
export const whenLed = (
  options: { readonly library: Fields<LibraryView>; readonly held: Accessor<ReadonlyMap<string, HeldList>> },
  id: string,
  room: string,
): Promise<void> =>
  createRoot((dispose) => {
    const isCertain = (): boolean => {
      const mine = options.library.lists().get(id)
      if (!mine || mine.room === room) return true
      const list = options.held().get(id)
      if (!list) return false
      const { phase, replayed, moved } = list.document.sync()
      return list.ledTo() !== null || (phase === 'live' && replayed && moved === null)
    }
    const certain = new Promise<void>((resolve) => {
      const clock = setTimeout(resolve, WORD_MS)
      createEffect(() => {
        if (!isCertain()) return
        clearTimeout(clock)
        resolve()
      })
    })
    return certain.finally(dispose)
  })
