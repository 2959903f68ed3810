import { Link } from '@tanstack/solid-router'
import { For, Show, type JSX } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import { createAfterFrame } from '../../ui/afterPaint.ts'
import { printDay } from '../../ui/dates.ts'
import type { FeedSearch } from './feedSearch.ts'

/** Seven days with how many papers they hold, and a dot where some are unread. */
export const WeekStrip = (props: {
  readonly days: readonly Day[]
  readonly selected: Day
  /** Days whose papers are shown. */
  readonly shown: readonly Day[]
  readonly search: FeedSearch
  readonly countOn: (day: Day) => number
  readonly unreadOn: (day: Day) => number
  /** Days that the person is done with. */
  readonly doneOn: (day: Day) => boolean
}): JSX.Element => {
  const unread = createAfterFrame(
    () => new Map(props.days.map((day) => [day, props.unreadOn(day)])),
    () => props.days,
  )
  const unreadOn = (day: Day): number => unread().get(day) ?? 0
  /** What follows the number that is seen. */
  const rest = (day: Day): string =>
    ` ${props.countOn(day) === 1 ? 'paper' : 'papers'}, ${unreadOn(day)} unread${props.doneOn(day) ? ', done' : ''}`
  return (
    <nav class="week" aria-label="Days">
      <For each={props.days}>
        {(day) => (
          <Show
            when={props.countOn(day) > 0 || day === props.selected}
            fallback={
              <span class="day none" aria-hidden="true">
                {printDay(day, 'weekdayShort')}
                <b>{printDay(day, 'number')}</b>
              </span>
            }
          >
            <Link
              to="/feed/$day"
              params={{ day }}
              search={props.search}
              class={`day${day === props.selected ? ' on' : props.shown.includes(day) ? ' with' : ''}`}
              aria-current={day === props.selected ? 'date' : undefined}
              resetScroll={false}
            >
              {printDay(day, 'weekdayShort')}
              <b>{printDay(day, 'number')}</b>
              <small classList={{ done: props.doneOn(day), unread: unreadOn(day) > 0 }}>
                {props.countOn(day)}
                <span class="sr-only">{rest(day)}</span>
              </small>
            </Link>
          </Show>
        )}
      </For>
    </nav>
  )
}
