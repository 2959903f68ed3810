import { createSignal, onMount, Show, type JSX } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import { count } from '../../lib/text.ts'
import { printDay } from '../../ui/dates.ts'

/** What an import did, and the way to it. */
export const ImportDone = (props: {
  readonly day: Day
  readonly fresh: number
  readonly known: number
  readonly left: number
  readonly skipped: number
  readonly total: number
  readonly link: JSX.Element
  readonly onAgain: () => void
}): JSX.Element => {
  const [heading, setHeading] = createSignal<HTMLHeadingElement>()
  // The button that had the focus is gone.
  onMount(() => heading()?.focus())
  return (
    <div class="add-body">
      <h1 ref={setHeading} tabindex="-1">
        {props.fresh > 0
          ? `${count(props.fresh, 'paper', 'papers')} added`
          : `${count(props.known, 'paper', 'papers')} filled in`}
      </h1>
      <p class="by">
        They stand in the feed on {printDay(props.day, 'long')}, kept on this device.
        <Show when={props.fresh > 0 && props.known > 0}>
          {' '}
          {count(props.known, 'paper was', 'papers were')} here already and gained what was missing.
        </Show>
        <Show when={props.left > 0}>
          {' '}
          You stopped before the last {count(props.left, 'paper', 'papers')}; adding the same page again goes
          on from there.
        </Show>
        <Show when={props.skipped > 0}>
          {' '}
          {count(props.skipped, 'place was', 'places were')} not understood and left out.
        </Show>
      </p>
      <div class="btns">
        {props.link}
        <button type="button" class="btn" onClick={() => props.onAgain()}>
          Add more
        </button>
      </div>
    </div>
  )
}
