import { For, type JSX } from 'solid-js'
import { READING_STATES, type ReadingState } from '../../domain/reading.ts'

const WORDS: Record<ReadingState, string> = { 'to-read': 'To read', reading: 'Reading', read: 'Read' }

/** How far the person is; pressing the state that is set clears it. */
export const ReadingField = (props: {
  readonly state: ReadingState | null
  readonly onChange: (state: ReadingState | null) => void
}): JSX.Element => (
  <div class="seg" role="group" aria-label="Reading">
    <For each={READING_STATES}>
      {(state) => (
        <button
          type="button"
          aria-pressed={props.state === state}
          onClick={() => props.onChange(props.state === state ? null : state)}
        >
          {WORDS[state]}
        </button>
      )}
    </For>
  </div>
)
