import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import { latePart } from '../../ui/latePart.ts'
import type { FeedSearch } from './feedSearch.ts'

const DayCalendar = latePart(
  () => import('./DayCalendar.tsx'),
  (code) => code.DayCalendar,
)

/** The calendar behind one button, on phones and desks alike; until it is first pressed it is only a button. */
export const DayJump = (props: {
  readonly day: Day
  readonly search: FeedSearch
  readonly onJump: (day: Day) => void
}): JSX.Element => {
  const [open, setOpen] = createSignal(false)
  let button: HTMLButtonElement | undefined
  return (
    <span class="jump">
      <button
        ref={(element) => (button = element)}
        type="button"
        class="icon"
        aria-label="Calendar"
        title="Go to a day"
        aria-haspopup="dialog"
        aria-expanded={open()}
        onPointerEnter={() => void DayCalendar.preload()}
        onClick={() => setOpen(true)}
      >
        <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M5 6h14v14H5zM5 10h14M9 3v4M15 3v4" />
        </svg>
      </button>
      <Show when={open() && button}>
        {(opener) => (
          <Suspense>
            <DayCalendar
              opener={opener()}
              day={props.day}
              search={props.search}
              onChoose={(day) => {
                setOpen(false)
                props.onJump(day)
              }}
              onClose={() => setOpen(false)}
            />
          </Suspense>
        )}
      </Show>
    </span>
  )
}
