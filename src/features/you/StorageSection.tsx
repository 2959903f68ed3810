import { createMemo, createResource, createSignal, For, Match, Show, Switch, type JSX } from 'solid-js'
import type { FeedDaysKept, Safekeeping } from '../../state/carrel.ts'
import { useCarrel } from '../../state/context.ts'
import { printDay } from '../../ui/dates.ts'
import { printShares, printStorage } from './storageText.ts'

const KEPT: readonly (readonly [days: FeedDaysKept, label: string])[] = [
  [30, '30 days'],
  [90, '90 days'],
  [365, 'A year'],
  [null, 'No limit'],
]

const papers = (count: number): string => (count === 1 ? '1 paper' : `${count} papers`)

/** What is kept on this device, how safely, and what may go. */
export const StorageSection = (): JSX.Element => {
  const carrel = useCarrel()
  const [safe] = createResource(() => carrel.safekeeping())
  return (
    <section aria-labelledby="you-storage">
      <h2 id="you-storage">Storage</h2>
      <p>
        Your papers, tags, notes and lists live on this device, in this browser, and work without a network.
      </p>
      <Show when={safe()}>{(kept) => <Kept safe={kept()} />}</Show>
    </section>
  )
}

const Kept = (props: { readonly safe: Safekeeping }): JSX.Element => {
  const [answer, setAnswer] = createSignal<'yes' | 'no' | null>(null)
  const shares = createMemo(() => props.safe.shares())
  const ask = async (): Promise<void> => {
    setAnswer((await props.safe.askToPersist()) ? 'yes' : 'no')
  }
  return (
    <>
      <p>{printStorage(props.safe.storage())}</p>
      <p>{printShares(shares())}</p>
      <p role="status" class="you-answer">
        <Switch>
          <Match when={answer() === 'yes'}>The browser has agreed to keep them.</Match>
          <Match when={answer() === 'no'}>
            The browser said no for now. It agrees more readily once Carrel is installed or has been used for
            a while.
          </Match>
        </Switch>
      </p>
      <Show when={props.safe.spared() > 0}>
        <p>{papers(props.safe.spared())} of the feed made room and are not on this device.</p>
      </Show>
      <h3 id="you-feed-kept">Keep days of the feed for</h3>
      <div class="seg you-kept" role="group" aria-labelledby="you-feed-kept">
        <For each={KEPT}>
          {([days, label]) => (
            <button
              type="button"
              aria-pressed={props.safe.daysKept() === days}
              onClick={() => props.safe.keepDays(days)}
            >
              {label}
            </button>
          )}
        </For>
      </div>
      <p>
        Older days go from this device and can be fetched again; without a limit, only when space runs out.
        What you saved, tagged, noted or put on a list always stays.
      </p>
      <div class="btns">
        <Show when={props.safe.storage()?.persisted === false}>
          <button type="button" class="btn" onClick={() => void ask()}>
            Ask the browser to keep them
          </button>
        </Show>
        <Show when={props.safe.removable()}>
          {(old) => (
            <button type="button" class="btn" onClick={() => props.safe.makeRoom()}>
              Make room: remove the feed before {printDay(old().since, 'long')} ({papers(old().papers)})
            </button>
          )}
        </Show>
        <Show when={props.safe.spared() > 0}>
          <button type="button" class="btn" onClick={() => props.safe.fetchSpared()}>
            Fetch them again
          </button>
        </Show>
        <button type="button" class="btn" onClick={() => props.safe.saveCopy()}>
          Save a copy of what is here
        </button>
      </div>
    </>
  )
}
