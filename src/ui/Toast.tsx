import { createEffect, on, Show, type JSX } from 'solid-js'
import { announce, announcement } from './announce.ts'
import { keyFor } from './shortcuts.ts'

/**
 * The sentence about the last act with its way back, and the page's one live region (see `announce`). Stands once in
 * the frame.
 */
export const Toast = (props: {
  readonly toast: { readonly id: number; readonly sentence: string; readonly undoable: boolean } | null
  readonly onUndo: () => void
  readonly onDismiss: () => void
}): JSX.Element => {
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
      <Show when={props.toast}>
        {(toast) => (
          <div class="toast">
            <span class="toast-text">{toast().sentence}</span>
            <Show when={toast().undoable}>
              <button type="button" class="toast-act" onClick={() => props.onUndo()}>
                Undo <kbd aria-hidden="true">{keyFor('u')}</kbd>
              </button>
            </Show>
            <button
              type="button"
              class="icon toast-close"
              aria-label="Dismiss"
              onClick={() => props.onDismiss()}
            >
              <svg class="i s" viewBox="0 0 24 24" aria-hidden="true">
                <path d="M6 6l12 12M18 6 6 18" />
              </svg>
            </button>
          </div>
        )}
      </Show>
    </>
  )
}
