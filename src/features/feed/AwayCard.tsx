import { Link } from '@tanstack/solid-router'
import { createSignal, onMount, Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { Away } from '../../state/carrel.ts'
import { useCarrel } from '../../state/context.ts'
import { Icon } from '../../ui/Icon.tsx'

/** Over the foot of the newest day: days that went by unseen, until they are read or waved away. */
export const AwayCard = (): JSX.Element => {
  const carrel = useCarrel()
  const [away, setAway] = createSignal<Away>()
  onMount(() => void carrel.later().then((later) => setAway(() => later.away)))
  const days = () => away()?.days() ?? []
  const papers = () => days().reduce((sum, day) => sum + carrel.feed.unreadOn(day), 0)
  return (
    <Show when={days()[0]}>
      {(newest) => (
        <aside class="away" aria-label="Since you were away">
          <p>
            <b>Since you were away</b>
            <span>
              {count(days().length, 'day', 'days')}, {papers()} unread
            </span>
          </p>
          <Link
            to="/feed/$day"
            params={{ day: newest() }}
            search={{
              sort: 'top',
              unread: true,
              ...(days().length > 1 ? { from: days().at(-1) ?? newest() } : {}),
            }}
            class="btn"
          >
            Show {days().length === 1 ? 'it' : 'them'}
          </Link>
          <button
            type="button"
            class="icon"
            aria-label="Put away"
            title="Put away"
            onClick={() => away()?.putAway()}
          >
            <Icon name="close" />
          </button>
        </aside>
      )}
    </Show>
  )
}
