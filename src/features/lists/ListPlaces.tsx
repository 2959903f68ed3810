import { Link } from '@tanstack/solid-router'
import { Match, Show, Suspense, Switch, type JSX } from 'solid-js'
import { useCarrel } from '../../state/context.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { timeToDay } from '../../lib/day.ts'
import type { OpenList } from '../../state/lists.ts'
import { printDay } from '../../ui/dates.ts'
import { latePart } from '../../ui/latePart.ts'
import type { lockOf } from './listLock.ts'

const UpdateNow = latePart(
  () => import('../../ui/UpdateNow.tsx'),
  (code) => code.UpdateNow,
)

/** A list that was joined and whose contents have not come yet. */
export const ListWaiting = (props: { readonly connected: boolean }): JSX.Element => (
  <EmptyState
    title="Waiting for this list"
    text={
      props.connected
        ? 'You joined it, and Carrel is asking for its papers. If none come, the device they are on has not been online since; they arrive by themselves once it has.'
        : 'You joined it, and its papers have not reached this device yet. There is no network right now: they come by themselves as soon as there is.'
    }
  />
)

/** An address of a list that this device does not have. */
export const ListMissing = (): JSX.Element => (
  <>
    <h1 class="sr-only">No such list</h1>
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
  </>
)

/** Why nothing can be changed here, and how to come to change it. */
export const ListLocked = (props: {
  readonly list: OpenList
  readonly lock: ReturnType<typeof lockOf>
}): JSX.Element => {
  const carrel = useCarrel()
  return (
    <Show when={props.lock}>
      {(lock) => (
        <p class="notice">
          <Switch>
            <Match when={lock() === 'left-behind'}>
              This list moved to a new address, and you were not taken along. What you see is how you last had
              it. If that is a mistake, ask for the new link and open it here.
            </Match>
            <Match when={lock() === 'frozen'}>
              This is a copy of {printDay(timeToDay(props.list.frozen() ?? 0), 'full')}, from when you left
              the list. It is on your devices alone, and stays as it was: nothing in it can be changed.
            </Match>
            <Match when={lock() === 'reader'}>
              You can read this list, not change it; ask whoever shared it for an edit link to vote and write
              here. What you save, tag, read and note stays in your own library, and nobody in the list sees
              it.
            </Match>
            <Match when={lock() === 'newer'}>
              Somebody uses a newer version of Carrel in this list. You can read it, and write in it again
              once this device has that version too.{' '}
              <Suspense>
                <UpdateNow
                  class="plain-link"
                  updates={() => carrel.device.updates()}
                  onSay={(sentence) => carrel.undo.say(sentence)}
                />
              </Suspense>
            </Match>
          </Switch>
        </p>
      )}
    </Show>
  )
}

/** Below the last paper: how to add the next. */
export const ListEnd = (props: {
  readonly empty: boolean
  /** By the list's tags. */
  readonly filtered: boolean
  readonly writable: boolean
}): JSX.Element => (
  <Show
    when={props.empty && !props.filtered}
    fallback={
      <>
        <Show when={props.filtered && props.empty}>
          <p class="list-end">No paper here has all of these tags.</p>
        </Show>
        <Show when={props.writable && !props.filtered}>
          <p class="list-end">
            More papers? Choose “Add to list” on a paper anywhere, or <Link to="/add">add some by hand</Link>.
          </p>
        </Show>
      </>
    }
  >
    <EmptyState
      title="No papers yet"
      text={
        props.writable
          ? 'Open a paper anywhere and choose “Add to list”. Everyone in the list sees it here.'
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

/** That this person has put the list out of the way, and the way back. */
export const ListArchived = (props: { readonly list: OpenList }): JSX.Element => {
  const carrel = useCarrel()
  const archived = () =>
    props.list.frozen() === null &&
    carrel.lists.all().find(({ id }) => id === props.list.id)?.archived === true
  const bringBack = async (): Promise<void> => {
    const { id } = props.list
    const life = await carrel.lists.life()
    life.unarchive(id)
  }
  return (
    <Show when={archived()}>
      <p class="notice">
        You archived this list. It stays in step with the others.{' '}
        <button type="button" class="plain-link" onClick={() => void bringBack()}>
          Bring it back
        </button>
      </p>
    </Show>
  )
}
