import { Link } from '@tanstack/solid-router'
import { Show, type JSX } from 'solid-js'
import { EmptyState } from '../../ui/EmptyState.tsx'

/** A list that was joined and whose contents have not come yet. */
export const ListWaiting = (): JSX.Element => (
  <EmptyState
    title="Waiting for this list"
    text="You joined it, and its papers have not reached this device yet. They come by themselves as soon as the network is there."
  />
)

/** An address of a list that this device does not have. */
export const ListMissing = (): JSX.Element => (
  <EmptyState
    title="This list is not on this device"
    text="An address like this one works only where the list was joined. Open the link you were sent, or ask for it again."
  >
    <Link class="btn pri" to="/join">
      I have a link
    </Link>
    <Link class="btn" to="/lists">
      All lists
    </Link>
  </EmptyState>
)

/** Below the last paper: how to add the next. */
export const ListEnd = (props: { readonly empty: boolean; readonly writable: boolean }): JSX.Element => (
  <Show
    when={props.empty}
    fallback={
      <Show when={props.writable}>
        <p class="list-end">
          More papers? Press <kbd>l</kbd> on a paper anywhere, or <Link to="/add">add some by hand</Link>.
        </p>
      </Show>
    }
  >
    <EmptyState
      title="No papers yet"
      text={
        props.writable
          ? 'Open a paper anywhere and choose “Add to list”, or press l. Everyone in the list sees it here.'
          : 'Nobody has added a paper so far. They appear here by themselves.'
      }
    >
      <Show when={props.writable}>
        <Link class="btn pri" to="/">
          Choose from the feed
        </Link>
        <Link class="btn" to="/add">
          Add by hand
        </Link>
      </Show>
    </EmptyState>
  </Show>
)
