import { Link } from '@tanstack/solid-router'
import { Show, type JSX } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import { printDay } from '../../ui/dates.ts'

/** Below the last paper of a day: what became of it, and where to go on. */
export const DayEnd = (props: {
  readonly day: Day
  readonly saved: number
  readonly skipped: number
  readonly unread: number
  readonly next: Day | null
  readonly search: { readonly sort: 'top' | 'new'; readonly unread: boolean }
}): JSX.Element => (
  <footer class="day-end">
    <p>
      <b>That was {printDay(props.day, 'weekday')}</b>: {props.saved} saved, {props.skipped} skipped
      <Show when={props.unread > 0} fallback=".">
        , {props.unread} still unread.
      </Show>
    </p>
    <Show when={props.next}>
      {(next) => (
        <Link to="/feed/$day" params={{ day: next() }} search={props.search} class="btn">
          Go on with {printDay(next(), 'long')}
        </Link>
      )}
    </Show>
  </footer>
)
