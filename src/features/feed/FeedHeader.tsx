import { useNavigate } from '@tanstack/solid-router'
import { For, Show, Suspense, type JSX } from 'solid-js'
import { FEED_SORTS } from '../../domain/feedDay.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import { timeToDay, type Day } from '../../lib/day.ts'
import { count, printNumber } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { printDay } from '../../ui/dates.ts'
import { createAfterFrame, hasPainted } from '../../ui/afterPaint.ts'
import { withKey } from '../../ui/shortcuts.ts'
import type { FeedSearch } from './feedSearch.ts'
import { DayJump, FeedMore } from './later.ts'
import { isSpan, type DayPaper } from './range.ts'
import { neighbourOf, stripOf } from './week.ts'
import { WeekStrip } from './WeekStrip.tsx'

const SORT_WORDS = ['Top', 'New', 'For you']

/** The day's name, its neighbours, and how its papers are sorted and filtered. */
export const FeedHeader = (props: {
  readonly day: Day
  /** Those shown, newest first. */
  readonly days: readonly Day[]
  /** What they are called. */
  readonly name: string
  /** All that the days hold. */
  readonly papers: ReadonlyMap<PaperKey, DayPaper>
  readonly search: FeedSearch
  readonly go: (day: Day) => void
  readonly onStep: (direction: 1 | -1) => void
}): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const days = () => carrel.feed.days()
  const newest = (): Day => days()[0] ?? props.day
  const change = (search: FeedSearch): void =>
    void navigate({ to: '/feed/$day', params: { day: props.day }, search, replace: true })
  const step = (direction: 1 | -1) =>
    neighbourOf(days(), props.days.at(direction === 1 ? 0 : -1) ?? props.day, direction)
  const thisYear = (): string => timeToDay(Date.now()).slice(0, 4)
  const sub = createAfterFrame(
    () => {
      const number = props.papers.size
      if (number === 0) return carrel.feed.title()
      const unread = [...props.papers.keys()].filter((key) => carrel.feed.isUnread(key)).length
      return `${count(number, 'paper', 'papers')} · ${unread === 0 ? 'all read' : `${printNumber(unread)} unread`}`
    },
    () => props.papers,
  )
  const arrow = (direction: 1 | -1, name: string, key: string, shape: string): JSX.Element => (
    <button
      type="button"
      class="icon"
      aria-label={name}
      title={withKey(name, key)}
      disabled={step(direction) === null}
      onClick={() => props.onStep(direction)}
    >
      <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
        <path d={shape} />
      </svg>
    </button>
  )
  return (
    <header class="bar">
      <div class="row">
        <div class="heading">
          <h1>
            <span class="not-phone">{props.name}</span>
            <span class="phone-only">{isSpan(props.search) ? props.name : printDay(props.day, 'short')}</span>
          </h1>
          <div class="sub">
            <Show when={!isSpan(props.search) && !props.day.startsWith(thisYear())}>
              <span class="phone-only">{props.day.slice(0, 4)} · </span>
            </Show>
            {sub()}
            <Show when={props.papers.size > 0}>
              <span class="not-phone"> · {carrel.feed.title()}</span>
            </Show>
          </div>
        </div>
        <span class="grow" />
        <span class="steps">
          {arrow(-1, 'Previous day', '[', 'm15 6-6 6 6 6')}
          {arrow(1, 'Next day', ']', 'm9 6 6 6-6 6')}
          <Show when={hasPainted()}>
            <Suspense>
              <DayJump day={props.day} search={props.search} onJump={(day) => props.go(day)} />
            </Suspense>
          </Show>
        </span>
      </div>
      <WeekStrip
        days={stripOf(props.day, newest() > props.day ? newest() : props.day)}
        selected={props.day}
        shown={props.days}
        doneOn={(day) => carrel.library.isDayDone(day)}
        search={props.search}
        countOn={(day) => carrel.feed.countOn(day)}
        unreadOn={(day) => carrel.feed.unreadOn(day)}
      />
      <div class="chips feed-chips">
        <div class="seg" role="group" aria-label="Order">
          <For each={FEED_SORTS}>
            {(sort, index) => (
              <button
                type="button"
                aria-pressed={props.search.sort === sort}
                onClick={() => change({ ...props.search, sort })}
              >
                {SORT_WORDS[index()]}
              </button>
            )}
          </For>
        </div>
        <button
          type="button"
          class="chip"
          classList={{ on: props.search.unread }}
          aria-pressed={props.search.unread}
          onClick={() => change({ ...props.search, unread: !props.search.unread })}
        >
          Unread
        </button>
        <Show when={hasPainted()}>
          <Suspense>
            <FeedMore search={props.search} papers={props.papers.values()} onChange={change} />
          </Suspense>
        </Show>
      </div>
    </header>
  )
}
