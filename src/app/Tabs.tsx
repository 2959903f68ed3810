import { Link, useLocation } from '@tanstack/solid-router'
import { createMemo, Suspense, type JSX } from 'solid-js'
import { useCarrel } from '../state/context.ts'
import { Icon } from '../ui/Icon.tsx'
import { latePart } from '../ui/latePart.ts'

const TabDot = latePart(
  () => import('../features/lists/ListMarks.tsx'),
  (code) => code.TabDot,
)

/** Which of the four tabs a page belongs to. */
export const tabOf = (pathname: string): 'feed' | 'lists' | 'search' | 'you' => {
  const first = pathname.split('/')[1] ?? ''
  if (first === 'search') return 'search'
  if (/^(?:you|link|security|backup)$/.test(first)) return 'you'
  return first === '' || first === 'feed' ? 'feed' : 'lists'
}

/** The four places of a phone, by thumb. */
export const Tabs = (): JSX.Element => {
  const carrel = useCarrel()
  const location = useLocation()
  const tab = createMemo(() => tabOf(location().pathname))
  const current = (name: ReturnType<typeof tabOf>) => (tab() === name ? 'page' : undefined)
  return (
    <nav class="tabs" aria-label="Places">
      <FeedLink class="" current={tab() === 'feed'}>
        <Icon name="feed" />
        Feed
      </FeedLink>
      <Link to="/lists" aria-current={current('lists')}>
        <Icon name="list" />
        Lists
        {carrel.lists.all().length > 0 ? (
          <Suspense>
            <TabDot />
          </Suspense>
        ) : null}
      </Link>
      <Link to="/search" search={{ q: '' }} aria-current={current('search')}>
        <Icon name="search" />
        Search
      </Link>
      <Link to="/you" aria-current={current('you')}>
        <Icon name="you" />
        You
        {carrel.status().phase === 'unkept' ? <span class="sr-only"> (needs a look)</span> : null}
      </Link>
    </nav>
  )
}

/** The way to the newest day, lit on every day of the feed. */
export const FeedLink = (props: {
  readonly class: string
  readonly current: boolean
  readonly children: JSX.Element
}): JSX.Element => {
  const carrel = useCarrel()
  const day = () => carrel.feed.days()[0]
  // Without a day the start page waits for one.
  return (
    <Link
      class={props.class}
      to={day() === undefined ? '/' : '/feed/$day'}
      params={day() === undefined ? {} : { day: day() }}
      search={day() === undefined ? {} : { sort: 'top', unread: false }}
      aria-current={props.current ? 'page' : undefined}
    >
      {props.children}
    </Link>
  )
}
