import { createEffect, on, Show, Suspense, type JSX } from 'solid-js'
import { createAfterFrame, hasPainted } from './afterPaint.ts'
import { announce, announcement } from './announce.ts'
import { latePart } from './latePart.ts'

/** Asked for right after the first paint, so that it is here before anybody has done anything. */
const ToastCard = latePart(
  () => import('./ToastCard.tsx'),
  (code) => code.ToastCard,
)

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
  const said = createAfterFrame(announcement)
  const shown = createAfterFrame(() => props.toast)
  return (
    <>
      <div class="sr-only" role="status" aria-live="polite">
        {/* A new element each time, so that the same sentence is said twice when it happens twice. */}
        <Show when={said().id} keyed>
          {(_id) => <span>{said().text}</span>}
        </Show>
      </div>
      <Show when={hasPainted()}>
        <Suspense>
          <ToastCard {...props} toast={shown()} />
        </Suspense>
      </Show>
    </>
  )
}
