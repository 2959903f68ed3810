import { Link, useLocation } from '@tanstack/solid-router'
import { createMemo, For, Show, Suspense, type JSX } from 'solid-js'
import { printNumber } from '../lib/text.ts'
import type { ListSummary } from '../state/lists.ts'
import { useCarrel } from '../state/context.ts'
import { BrandMark, Icon } from '../ui/Icon.tsx'
import { paletteColour } from '../ui/paletteColour.ts'
import { createWidth } from './columnWidth.ts'
import { Offers } from './Offers.tsx'
import { SyncState } from './SyncState.tsx'
import { FeedLink } from './Tabs.tsx'
import { createAfterFrame } from '../ui/afterPaint.ts'
import { latePart } from '../ui/latePart.ts'

/** Nobody is here before the connection is. */
const Faces = latePart(
  () => import('../ui/Face.tsx'),
  (code) => code.Faces,
)

const ListMarks = latePart(
  () => import('../features/lists/ListMarks.tsx'),
  (code) => code.ListMarks,
)
const RailViews = latePart(
  () => import('./RailViews.tsx'),
  (code) => code.RailViews,
)

const MAX_FACES_IN_RAIL = 3
const modKey = (): string => (/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘ K' : 'Ctrl K')

/** A number that says what it counts. */
const Count = (props: { readonly number: number; readonly of?: string }): JSX.Element => (
  <Show when={props.number > 0}>
    <span class="n">
      {printNumber(props.number)}
      <span class="sr-only"> {props.of ?? `paper${props.number === 1 ? '' : 's'}`}</span>
    </span>
  </Show>
)

const ListLink = (props: { readonly list: ListSummary }): JSX.Element => {
  const carrel = useCarrel()
  const open = createMemo(() => carrel.lists.open(props.list.id))
  const here = createMemo(() =>
    open()
      .members()
      .filter((member) => member.here),
  )
  return (
    <Link
      class="nav"
      to="/list/$list"
      params={{ list: props.list.id }}
      search={{ sort: 'votes' }}
      activeOptions={{ includeSearch: false }}
    >
      <span class="dot" style={{ '--face': paletteColour(props.list.colour) }} />
      <span class="name">{props.list.title}</span>
      <Show when={open().news()}>
        <Suspense>
          <ListMarks list={open()} brief />
        </Suspense>
      </Show>
      {/* The date on which this person presents takes the room of the rest, or the name would have none. */}
      <Show when={open().turn() === null}>
        <Show when={here().length > 0} fallback={<Count number={props.list.count} />}>
          <span class="n">
            <Suspense>
              <Faces people={here()} max={MAX_FACES_IN_RAIL} />
            </Suspense>
          </span>
        </Show>
      </Show>
    </Link>
  )
}

/** Everything there is to go to, and at the foot where the changes are. */
export const Rail = (props: {
  /** As a drawer on medium widths. */
  readonly open: boolean
  readonly onSearch: () => void
  readonly onNewList: () => void
  readonly ref: (element: HTMLElement) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onClose: (() => void) | undefined
}): JSX.Element => {
  const carrel = useCarrel()
  const location = useLocation()
  // What comes a moment later finds its room, and moves nothing.
  const viewsHeight = createWidth({ name: 'carrel.views-height', usual: 0, min: 0, max: 5_000 })
  const inFeed = () => location().pathname === '/' || location().pathname.startsWith('/feed/')
  const saved = createAfterFrame(() => carrel.library.saved().length)
  const unread = createAfterFrame(() => {
    const day = carrel.feed.days()[0]
    return day === undefined ? 0 : carrel.feed.unreadOn(day)
  })
  const here = createMemo(() => {
    const names = new Set<string>()
    for (const list of carrel.lists.all())
      for (const member of carrel.lists.open(list.id).members()) if (member.here) names.add(member.name)
    return names.size
  })
  return (
    <nav
      class="rail"
      classList={{ open: props.open }}
      aria-label="Carrel"
      ref={(element) => props.ref(element)}
      onKeyDown={(event) => props.onKeyDown(event)}
    >
      <div class="brand">
        <BrandMark />
        Carrel
        <Show when={props.onClose}>
          <span class="grow" />
          <button type="button" class="icon" aria-label="Close the menu" onClick={() => props.onClose?.()}>
            <Icon name="close" />
          </button>
        </Show>
      </div>
      <button type="button" class="search" aria-haspopup="dialog" onClick={() => props.onSearch()}>
        <Icon name="search" small />
        Search or jump to
        <kbd aria-hidden="true">{modKey()}</kbd>
      </button>
      <FeedLink class="nav" current={inFeed()}>
        <Icon name="feed" />
        Daily feed
        <Count number={unread()} of="unread on the newest day" />
      </FeedLink>
      <Link class="nav" to="/saved">
        <Icon name="save" />
        Saved
        <Count number={saved()} />
      </Link>
      <Link class="nav" to="/add">
        <Icon name="plus" />
        Add papers
      </Link>

      <div class="rail-head">
        <h2>Shared lists</h2>
        <button
          type="button"
          class="icon"
          aria-label="New list"
          title="New list"
          aria-haspopup="dialog"
          onClick={() => props.onNewList()}
        >
          <Icon name="plus" small />
        </button>
      </div>
      <For
        each={carrel.lists.all().flatMap((list) => (list.archived ? [] : list.id))}
        fallback={<p class="rail-hint">A list is shared by a link, with no account.</p>}
      >
        {(id) => (
          <Show when={carrel.lists.all().find((list) => list.id === id)}>
            {(list) => <ListLink list={list()} />}
          </Show>
        )}
      </For>

      <div style={{ 'min-height': `${viewsHeight.width()}px` }}>
        <Suspense>
          <RailViews onHeight={viewsHeight.set} />
        </Suspense>
      </div>

      <Show when={carrel.library.tags().length > 0}>
        <h2>
          <Link to="/tags">Your tags</Link>
        </h2>
        <For each={carrel.library.tags()}>
          {(tag) => (
            <Link
              class="nav"
              to="/tag/$tag"
              params={{ tag: tag.id }}
              style={{ '--face': paletteColour(tag.colour) }}
            >
              <Icon name="tag" />
              <span class="name">{tag.name}</span>
              <Count number={tag.count} />
            </Link>
          )}
        </For>
      </Show>

      <div class="foot">
        <Offers />
        <Link class="nav" to="/you">
          <Icon name="you" />
          <span class="name">{carrel.library.profile().name ?? 'You'}</span>
        </Link>
        <SyncState here={here()} />
      </div>
    </nav>
  )
}
