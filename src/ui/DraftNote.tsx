import './draftNote.css'
import { Show, type JSX } from 'solid-js'

/** Says over fields that what is in them is from before and saved nowhere, and that the device does not keep it. */
export const DraftNote = (props: {
  /** What it is not yet: "saved". */
  readonly done: string
  readonly restored: boolean
  readonly unkept: boolean
  readonly onStartAgain: () => void
}): JSX.Element => {
  const startAgain = (event: { readonly currentTarget: HTMLElement }): void => {
    const around = event.currentTarget.closest('form, section')
    props.onStartAgain()
    // The button that had the focus is gone.
    around?.querySelector<HTMLElement>('input:not([type="file"]), textarea')?.focus()
  }
  return (
    <div class="draft-note" role="status">
      <Show when={props.restored}>
        <p data-restored>
          <b>Not {props.done} yet:</b> this is from before.{' '}
          <button type="button" class="draft-act" onClick={startAgain}>
            Start again
          </button>
        </p>
      </Show>
      <Show when={props.unkept}>
        <p class="draft-unkept">
          This device has no room for what is unfinished here, or its disk does not answer. Finish it before
          you leave, or it may be lost.
        </p>
      </Show>
    </div>
  )
}
