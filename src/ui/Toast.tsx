import { createEffect, on, Show, Suspense, type JSX } from 'solid-js'
import { hasPainted } from './afterPaint.ts'
import { announce, announcement } from './announce.ts'
import { latePart } from './latePart.ts'

/** Asked for right after the first paint, so that it is here before anybody has done anything. */
const ToastCard = latePart(async () => (await import('./ToastCard.tsx')).ToastCard)

export interface ToastProps {
  readonly toast: { readonly id: number; readonly sentence: string; readonly undoable: boolean } | null
  readonly onUndo: () => void
  readonly onDismiss: () => void
}

/**
 * The sentence about the last act with its way back, and the page's one live region (see `announce`). Stands once in
 * the frame.
 */
export const Toast = (props: ToastProps): JSX.Element => {
  createEffect(
    on(
      () => props.toast,
      (toast) => {
        if (toast) announce(toast.sentence)
      },
    ),
  )
  return (
    <>
      <div class="sr-only" role="status" aria-live="polite">
        {/* A new element each time, so that the same sentence is said twice when it happens twice. */}
        <Show when={announcement().id} keyed>
          {(_id) => <span>{announcement().text}</span>}
        </Show>
      </div>
      <Show when={hasPainted()}>
        <Suspense>
          <ToastCard {...props} />
        </Suspense>
      </Show>
    </>
  )
}
