import { Show, type JSX } from 'solid-js'
import { keyFor, singleKeys } from './shortcuts.ts'

/** What a wide window shows beside a list while no paper is open. */
export const IdleSheet = (): JSX.Element => (
  <aside class="sheet idle" aria-label="No paper open">
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M8 24V10.5c3-1.600 5.500-1.600 8 0 2.500-1.600 5-1.600 8 0V24c-3-1.600-5.500-1.600-8 0-2.500-1.600-5-1.600-8 0z" />
      <path d="M16 10.500V24" />
    </svg>
    <p>
      Choose a paper to read it here.
      <br />
      <Show when={singleKeys()}>
        <kbd>{keyFor('j')}</kbd> <kbd>{keyFor('k')}</kbd> move, <kbd>Enter</kbd> opens,{' '}
        <kbd>{keyFor('?')}</kbd> shows every key.
      </Show>
    </p>
  </aside>
)
