import { Show, type JSX } from 'solid-js'
import { keyFor } from './shortcuts.ts'
import type { ToastProps } from './Toast.tsx'

/** What is seen of the last act: its sentence and the way back. */
export const ToastCard = (props: ToastProps): JSX.Element => (
  <Show when={props.toast}>
    {(toast) => (
      <div class="toast">
        <span class="toast-text">{toast().sentence}</span>
        <Show when={toast().undoable}>
          <button type="button" class="toast-act" onClick={() => props.onUndo()}>
            Undo <kbd aria-hidden="true">{keyFor('u')}</kbd>
          </button>
        </Show>
        <button type="button" class="icon toast-close" aria-label="Dismiss" onClick={() => props.onDismiss()}>
          <svg class="i s" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M6 6l12 12M18 6 6 18" />
          </svg>
        </button>
      </div>
    )}
  </Show>
)
