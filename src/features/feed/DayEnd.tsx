import { Link } from '@tanstack/solid-router'
import { Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { Day } from '../../lib/day.ts'
import { printNumber } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { createAfterFrame } from '../../ui/afterPaint.ts'
import { printDay } from '../../ui/dates.ts'
import type { FeedSearch } from './feedSearch.ts'
import { isSpan } from './range.ts'
import { neighbourOf } from './week.ts'

/** Below the last paper: what became of the day or the days, whether they are done, and where to go on. */
export const DayEnd = (props: {
  readonly day: Day
  /** Those shown, newest first. */
  readonly days: readonly Day[]
  /** What they are called: "2 Dec – 8 Dec 2025". */
  readonly name: string
  /** All their papers, filtered or not. */
  readonly keys: readonly PaperKey[]
  readonly search: FeedSearch
}): JSX.Element => {
  const carrel = useCarrel()
  const createNumber = (is: (key: PaperKey) => boolean) =>
    createAfterFrame(
      () => props.keys.filter(is).length,
      () => props.keys,
    )
  const saved = createNumber((key) => carrel.library.isSaved(key))
  // One that was skipped elsewhere at the same time, or afterwards, is saved all the same.
  const skipped = createNumber((key) => carrel.library.isSkipped(key) && !carrel.library.isSaved(key))
  const unread = createNumber((key) => carrel.feed.isUnread(key))
  const name = () => (isSpan(props.search) ? props.name : printDay(props.day, 'weekday'))
  const done = () => props.days.every((day) => carrel.library.isDayDone(day))
  const next = createAfterFrame(
    () =>
      neighbourOf(
        carrel.feed.days().filter((day) => carrel.feed.unreadOn(day) > 0 && !carrel.library.isDayDone(day)),
        props.days.at(-1) ?? props.day,
        -1,
      ),
    () => props.keys,
  )
  const finish = async (): Promise<void> => {
    const asked = !done()
    const days = props.days
    const { together } = await carrel.later()
    together.finishDays(days, asked)
  }
  return (
    <footer class="day-end">
      <p>
        <b>That was {name()}</b>: {printNumber(saved())} saved, {printNumber(skipped())} skipped
        <Show when={unread() > 0} fallback=".">
          , {printNumber(unread())} still unread.
        </Show>
      </p>
      <div class="btns">
        <button type="button" class="btn" aria-pressed={done()} onClick={() => void finish()}>
          {done() ? `${name()} is done` : `Mark ${name()} as done`}
        </button>
        <Show when={next()}>
          {(day) => (
            <Link
              to="/feed/$day"
              params={{ day: day() }}
              search={{ sort: props.search.sort, unread: props.search.unread }}
              class="btn"
            >
              Go on with {printDay(day(), 'long')}
            </Link>
          )}
        </Show>
      </div>
    </footer>
  )
}
