import { Link } from '@tanstack/solid-router'
import { Match, Show, Switch, type JSX } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import { useCarrel } from '../../state/context.ts'
import { printDay } from '../../ui/dates.ts'
import type { FeedSearch } from './feedSearch.ts'
import { isSpan } from './range.ts'
import { neighbourOf } from './week.ts'

/** In place of papers that are not on their way: why there are none, and what to do next. */
export const NoPapers = (props: {
  readonly day: Day
  readonly search: FeedSearch
  /** The day has papers, and all of them are dealt with. */
  readonly allRead: boolean
}): JSX.Element => {
  const carrel = useCarrel()
  const near = (direction: 1 | -1) => neighbourOf(carrel.feed.days(), props.day, direction)
  const isFiltered = (): boolean =>
    (props.search.code ?? props.search.tag ?? props.search.source ?? props.search.feed) !== undefined
  const madeRoom = (): boolean => {
    const since = carrel.feed.since()
    return since !== null && props.day < since && carrel.feed.phase() === 'ready'
  }
  const unfiltered = (): FeedSearch => {
    const { code: _code, tag: _tag, source: _source, feed: _feed, ...rest } = props.search
    return { ...rest, unread: false }
  }
  return (
    <Switch>
      <Match when={props.allRead && isFiltered()}>
        <div class="empty">
          <h2>No paper fits</h2>
          <p>
            There are papers {isSpan(props.search) ? 'in these days' : 'on this day'}, but none that the
            filters let through.
          </p>
          <Link to="/feed/$day" params={{ day: props.day }} search={unfiltered()} class="btn" replace>
            Show them all
          </Link>
        </div>
      </Match>
      <Match when={props.allRead}>
        <div class="empty">
          <h2>Nothing unread {isSpan(props.search) ? 'here' : `on ${printDay(props.day, 'weekday')}`}</h2>
          <p>
            Every paper of {isSpan(props.search) ? 'these days' : 'this day'} is saved, skipped, tagged or
            read.
          </p>
          <Link
            to="/feed/$day"
            params={{ day: props.day }}
            search={{ ...props.search, unread: false }}
            class="btn"
            replace
          >
            Show them all
          </Link>
        </div>
      </Match>
      <Match when={carrel.feed.phase() === 'waiting'}>
        <div class="empty">
          <h2>The feed has not arrived yet</h2>
          <p>
            It comes as soon as this device reaches the server, and stays here for when there is no network.
            You can add papers of your own meanwhile.
          </p>
          <Link to="/add" search={{}} class="btn pri">
            Add papers
          </Link>
        </div>
      </Match>
      <Match when={madeRoom()}>
        <div class="empty">
          <h2>{printDay(props.day, 'long')} is not on this device</h2>
          <p>
            Older days of the feed were taken off it to make room. What you saved, tagged or put on a list is
            still here, and the days can be fetched again.
          </p>
          <button
            type="button"
            class="btn pri"
            onClick={() => void carrel.safekeeping().then(({ fetchSpared }) => fetchSpared())}
          >
            Fetch them again
          </button>
        </div>
      </Match>
      <Match when={carrel.feed.phase() === 'ready'}>
        <div class="empty">
          <h2>No papers on {printDay(props.day, 'long')}</h2>
          <p>The feed has none for this day.</p>
          <div class="btns">
            <Show when={near(-1)}>
              {(day) => (
                <Link to="/feed/$day" params={{ day: day() }} search={props.search} class="btn">
                  {printDay(day(), 'long')}
                </Link>
              )}
            </Show>
            <Show when={near(1)}>
              {(day) => (
                <Link to="/feed/$day" params={{ day: day() }} search={props.search} class="btn">
                  {printDay(day(), 'long')}
                </Link>
              )}
            </Show>
            <Link to="/add" search={{}} class="btn">
              Add papers
            </Link>
          </div>
        </div>
      </Match>
    </Switch>
  )
}
