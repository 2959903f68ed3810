import { createEffect, onCleanup, untrack, type Accessor } from 'solid-js'
import type { OpenDocument } from './openDocument.ts'

/** What is in this tab alone is not left without a question. Needs a reactive owner. */
export const askBeforeLeaving = (
  documents: Accessor<readonly Pick<OpenDocument, 'keeping' | 'store'>[]>,
): void => {
  // Asked when the tab goes: what waits is no signal, and changes while the disk goes on refusing.
  const onLeave = (event: BeforeUnloadEvent): void => {
    const alone = untrack(documents).some((one) => !untrack(one.keeping) && one.store.state().pending > 0)
    if (alone) event.preventDefault()
  }
  createEffect(() => {
    // Not while all is well: some browsers keep no page whole that listens.
    if (documents().some((one) => !one.keeping())) addEventListener('beforeunload', onLeave)
    else removeEventListener('beforeunload', onLeave)
  })
  onCleanup(() => removeEventListener('beforeunload', onLeave))
}
