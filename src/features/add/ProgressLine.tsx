import type { JSX } from 'solid-js'

/** How far something is, and the way to end it. */
export const ProgressLine = (props: {
  readonly label: string
  /** From 0 to 1. */
  readonly part: number
  readonly text: string
  readonly stopping: boolean
  /** What stopping does, said behind the button. */
  readonly after: string
  readonly onStop: () => void
}): JSX.Element => (
  <div class="add-progress add-gap">
    <div
      class="track"
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuenow={Math.round(props.part * 100)}
      aria-valuemax={100}
    >
      <i style={{ width: `${100 * props.part}%` }} />
    </div>
    <p class="by">
      {props.text} ·{' '}
      <button type="button" class="add-inline" disabled={props.stopping} onClick={() => props.onStop()}>
        Stop
      </button>{' '}
      {props.after}
    </p>
  </div>
)
