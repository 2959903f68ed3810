import { createEffect, createSignal, on, onCleanup, type Accessor } from 'solid-js'
import { areDraftsHere, draftsHere } from '../drafts/draftSaving.ts'
import { onDraft } from '../drafts/drafts.ts'

/** What `read` finds at a place: now, once the disk has answered, and after each change of this page. */
export const createDraftAt = <Found>(
  place: Accessor<string>,
  read: (place: string) => Found,
  nothing: Found,
): Accessor<Found> => {
  const [found, setFound] = createSignal<Found>(nothing)
  createEffect(
    on(place, (at) => {
      let isOver = false
      const look = (): void => void setFound(() => read(at))
      look()
      onCleanup(onDraft(at, look))
      if (areDraftsHere()) return
      onCleanup(() => (isOver = true))
      void draftsHere.then(() => {
        if (!isOver) look()
      })
    }),
  )
  return found
}
