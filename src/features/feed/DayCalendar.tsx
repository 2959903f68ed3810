import './calendar.css'
import { createMemo, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js'
import { addDays, timeToDay, type Day } from '../../lib/day.ts'
import { useCarrel } from '../../state/context.ts'
import { printDay } from '../../ui/dates.ts'
import { HangingDialog } from '../../ui/HangingDialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { sayDay } from './calendarDay.ts'
import { CalendarCell } from './CalendarCell.tsx'
import type { FeedSearch } from './feedSearch.ts'
import { FIRST_DAY, LAST_DAY } from './limits.ts'
import { addMonths, firstWeekday, intoWeek, weeksOf } from './month.ts'
import { boundsOf, isSpan, monthOf, printMonth } from './range.ts'
import { latestOf, parseTypedDay } from './typedDay.ts'

const YEAR = 12
const WEEK = 7
/** Some Sunday: 1970 began on a Thursday. */
const SUNDAY = addDays(timeToDay(0), 3)

const SHAPES = {
  'Previous year': 'm11 6-6 6 6 6M18 6l-6 6 6 6',
  'Previous month': 'm15 6-6 6 6 6',
  'Next month': 'm9 6 6 6-6 6',
  'Next year': 'm13 6 6 6-6 6M6 6l6 6-6 6',
} as const

/** A month of the feed: which days have papers, how many, what is unread and what is finished. */
export const DayCalendar = (props: {
  readonly opener: HTMLElement
  readonly day: Day
  readonly search: FeedSearch
  readonly onChoose: (day: Day) => void
  readonly onClose: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const id = createUniqueId()
  const today = timeToDay(Date.now())
  const first = firstWeekday(navigator.language)
  const within = (day: Day): Day => (day < FIRST_DAY ? FIRST_DAY : day > LAST_DAY ? LAST_DAY : day)
  // reason: where the calendar opens; the day of the page does not change under it
  // oxlint-disable-next-line solid/reactivity
  const [active, setActive] = createSignal(within(props.day))
  const [typed, setTyped] = createSignal('')
  const [fault, setFault] = createSignal<string | null>(null)
  const newest = () => carrel.feed.days()[0]
  const begin = createMemo(() => monthOf(active()))
  const weeks = createMemo(() => weeksOf(begin(), first))
  const says = () => sayDay(carrel, active(), Date.now())
  const shown = createMemo(() => boundsOf(props.day, newest() ?? props.day, props.search))
  const isShown = (day: Day): boolean => day >= shown()[0] && day <= shown()[1]
  let grid: HTMLTableElement | undefined

  const focusActive = (): void =>
    grid?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  const move = (to: Day): void => {
    // The day that has the focus goes with its month, and the window would give the focus to it once more.
    if (monthOf(to) !== begin()) grid?.focus({ preventScroll: true })
    setActive(within(to))
    focusActive()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const day = active()
    const forward = grid && getComputedStyle(grid).direction === 'rtl' ? -1 : 1
    const months = event.shiftKey ? YEAR : 1
    const to: Partial<Record<string, () => Day>> = {
      ArrowLeft: () => addDays(day, -forward),
      ArrowRight: () => addDays(day, forward),
      ArrowUp: () => addDays(day, -WEEK),
      ArrowDown: () => addDays(day, WEEK),
      Home: () => addDays(day, -intoWeek(day, first)),
      End: () => addDays(day, WEEK - 1 - intoWeek(day, first)),
      PageUp: () => addMonths(day, -months),
      PageDown: () => addMonths(day, months),
    }
    const target = to[event.key]
    if (!target) return
    event.preventDefault()
    move(target())
  }
  const turn = (name: keyof typeof SHAPES, months: number): JSX.Element => (
    <button
      type="button"
      class="icon"
      aria-label={name}
      title={name}
      onClick={() => setActive(within(addMonths(active(), months)))}
    >
      <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
        <path d={SHAPES[name]} />
      </svg>
    </button>
  )
  const goTyped = (): void => {
    const day = parseTypedDay(typed(), latestOf(newest()))
    if (day) props.onChoose(day)
    else setFault('Write a day like 2025-12-08 or 8 December 2025.')
  }
  return (
    <HangingDialog opener={props.opener} title="Go to a day" onClose={() => props.onClose()}>
      <div class="calendar">
        <div class="calendar-head">
          {turn('Previous year', -YEAR)}
          {turn('Previous month', -1)}
          <h3 id={`${id}-month`} aria-live="polite">
            {printMonth(begin())}
          </h3>
          {turn('Next month', 1)}
          {turn('Next year', YEAR)}
        </div>
        <table
          ref={(element) => (grid = element)}
          role="grid"
          tabindex={-1}
          aria-labelledby={`${id}-month`}
          aria-multiselectable={isSpan(props.search) ? 'true' : undefined}
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr>
              <For each={Array.from({ length: WEEK }, (_, index) => addDays(SUNDAY, first + index))}>
                {(day) => (
                  <th scope="col" abbr={printDay(day, 'weekday')}>
                    <span aria-hidden="true">{printDay(day, 'weekdayShort')}</span>
                    <span class="sr-only">{printDay(day, 'weekday')}</span>
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={weeks()}>
              {(week) => (
                <tr>
                  <For each={week}>
                    {(day) => (
                      <Show when={day} keyed fallback={<td />}>
                        {(one) => (
                          <CalendarCell
                            day={one}
                            on={one === props.day}
                            within={isShown(one)}
                            active={one === active()}
                            today={one === today}
                            onFocus={() => setActive(one)}
                            onChoose={() => props.onChoose(one)}
                          />
                        )}
                      </Show>
                    )}
                  </For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
        <p class="calendar-says" aria-hidden="true">
          <b>
            {printDay(active(), 'weekday')} {printDay(active(), 'full')}
          </b>
          {says().papers} {says().rest}
        </p>
        <form
          class="calendar-foot"
          novalidate
          onSubmit={(event) => {
            event.preventDefault()
            goTyped()
          }}
        >
          <TextField
            label="Type a date"
            placeholder="2025-12-08"
            value={typed()}
            onInput={(value) => {
              setTyped(value)
              setFault(null)
            }}
            error={fault()}
          />
          <button type="submit" class="btn">
            Go
          </button>
          <Show when={newest()}>
            {(day) => (
              <button type="button" class="btn" onClick={() => props.onChoose(day())}>
                Newest day
              </button>
            )}
          </Show>
        </form>
      </div>
    </HangingDialog>
  )
}
