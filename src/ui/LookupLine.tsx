import './lookup.css'
import { Show, type JSX } from 'solid-js'

/** What becomes of a look-up, and what can be done about it. */
export const LookupLine = (props: {
  readonly type: 'asking' | 'waiting' | 'unknown'
  readonly words: string
  /** The paper, for who hears the buttons without what stands beside them. */
  readonly about: string
  readonly onAgain: () => void
  readonly onGiveUp: () => void
}): JSX.Element => (
  <div class="lookup-line">
    <span class="lookup-words" classList={{ unknown: props.type === 'unknown' }}>
      {props.words}
    </span>
    {/* Asking takes a second or ten: buttons that came and went with it would jump. */}
    <span class="lookup-acts">
      <button
        type="button"
        class="btn"
        disabled={props.type === 'asking'}
        aria-label={`Try again: ${props.about}`}
        onClick={() => props.onAgain()}
      >
        Try again
      </button>
      <button
        type="button"
        class="btn"
        aria-label={`Do not look up: ${props.about}`}
        onClick={() => props.onGiveUp()}
      >
        Do not look up
      </button>
    </span>
  </div>
)

/** The same in the line of facts of a row, without anything to press. */
export const LookupFact = (props: { readonly words: string | undefined }): JSX.Element => (
  <Show when={props.words}>{(words) => <span class="lookup-fact">{words()}</span>}</Show>
)
