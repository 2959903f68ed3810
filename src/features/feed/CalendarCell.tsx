import type { JSX } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import { useCarrel } from '../../state/context.ts'
import { printDay } from '../../ui/dates.ts'
import { sayDay } from './calendarDay.ts'
import { printMonth } from './range.ts'

/** One day of the calendar: `Monday 8 December 2025, 12 papers, 3 unread`, of which the two numbers are seen. */
export const CalendarCell = (props: {
  readonly day: Day
  /** The day of the address. */
  readonly on: boolean
  /** Its papers are shown. */
  readonly within: boolean
  /** The one that the Tab key leads to. */
  readonly active: boolean
  readonly today: boolean
  readonly onFocus: () => void
  readonly onChoose: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const said = () => sayDay(carrel, props.day, Date.now())
  return (
    <td role="gridcell" aria-selected={props.within} classList={{ within: props.within }}>
      <button
        type="button"
        class="calendar-day"
        classList={{ on: props.on, none: carrel.feed.countOn(props.day) === 0, today: props.today }}
        tabindex={props.active ? 0 : -1}
        data-first={props.active ? '' : undefined}
        aria-current={props.today ? 'date' : undefined}
        onFocus={() => props.onFocus()}
        onClick={() => props.onChoose()}
      >
        <span class="sr-only">{printDay(props.day, 'weekday')} </span>
        <b>{printDay(props.day, 'number')}</b>
        <span class="sr-only"> {printMonth(props.day)}, </span>
        <small
          classList={{
            done: carrel.library.isDayDone(props.day),
            unread: carrel.feed.unreadOn(props.day) > 0,
          }}
        >
          {said().papers}
          <span class="sr-only"> {said().rest}</span>
        </small>
      </button>
    </td>
  )
}
