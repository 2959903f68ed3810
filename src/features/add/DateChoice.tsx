import { createSignal, createUniqueId, For, Show, type JSX } from 'solid-js'
import { parseDay, type Day } from '../../lib/day.ts'
import { FIRST_YEAR } from './limits.ts'

/** The year of dates that do not say theirs: the one found, the one before, or another. */
export const YearChoice = (props: {
  readonly found: number
  readonly year: number
  readonly latest: number
  readonly onYear: (year: number) => void
}): JSX.Element => {
  const id = createUniqueId()
  const near = () => [props.found, props.found - 1]
  const [other, setOther] = createSignal(false)
  return (
    <>
      <span id={id}>Year</span>
      <div class="add-choice" role="group" aria-labelledby={id}>
        <div class="seg">
          <For each={near()}>
            {(year) => (
              <button
                type="button"
                aria-pressed={!other() && props.year === year}
                onClick={() => {
                  setOther(false)
                  props.onYear(year)
                }}
              >
                {year}
              </button>
            )}
          </For>
          <button type="button" aria-pressed={other()} onClick={() => setOther(true)}>
            Other
          </button>
        </div>
        <Show when={other()}>
          <input
            class="add-input"
            type="number"
            inputmode="numeric"
            aria-label="Year of dates without one"
            min={FIRST_YEAR}
            max={props.latest}
            value={props.year}
            onInput={(event) => {
              const year = event.currentTarget.valueAsNumber
              if (Number.isInteger(year) && year >= FIRST_YEAR && year <= props.latest) props.onYear(year)
            }}
          />
        </Show>
      </div>
    </>
  )
}

/** The day of a page that was copied without its heading. */
export const DayChoice = (props: {
  readonly day: Day
  readonly latest: Day
  readonly onDay: (day: Day) => void
}): JSX.Element => {
  const id = createUniqueId()
  return (
    <>
      <label for={id}>Day</label>
      <div class="add-choice">
        <input
          id={id}
          class="add-input"
          type="date"
          max={props.latest}
          value={props.day}
          onInput={(event) => {
            const day = parseDay(event.currentTarget.value)
            if (day !== null && day <= props.latest) props.onDay(day)
          }}
        />
      </div>
    </>
  )
}
