import type { JSX } from 'solid-js'
import { parseDay, type Day } from '../../lib/day.ts'

/**
 * The browser's own calendar behind one button, on phones and desks alike. A date field is the dearest element there is
 * (the browser builds a calendar's worth of fields into it), so this comes after the first paint.
 */
export const DayJump = (props: {
  readonly day: Day
  readonly from: Day
  readonly to: Day
  readonly onJump: (day: Day) => void
}): JSX.Element => {
  const open = (event: MouseEvent & { readonly currentTarget: HTMLButtonElement }): void => {
    const field = event.currentTarget.parentElement?.querySelector('input')
    try {
      field?.showPicker()
    } catch {
      // Older browsers have no picker to call; the field itself takes the date.
      field?.focus()
    }
  }
  return (
    <span class="jump">
      <input
        type="date"
        aria-label="Go to a day"
        tabindex={-1}
        value={props.day}
        min={props.from}
        max={props.to}
        onChange={(event) => {
          const day = parseDay(event.currentTarget.value)
          if (day) props.onJump(day)
        }}
      />
      <button type="button" class="icon" aria-label="Calendar" title="Go to a day" onClick={open}>
        <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M5 6h14v14H5zM5 10h14M9 3v4M15 3v4" />
        </svg>
      </button>
    </span>
  )
}
