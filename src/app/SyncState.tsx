import { createEffect, createMemo, createSignal, on, onCleanup, Show, type JSX } from 'solid-js'
import { count } from '../lib/text.ts'
import { useCarrel } from '../state/context.ts'
import { createAfterFrame } from '../ui/afterPaint.ts'
import { syncLook, syncSentence } from './syncSentence.ts'

/** Longer than a change takes to a relay that is reached. */
const LASTS_MS = 1_500

/** The light and the sentence at the foot: where the latest changes are. */
export const SyncState = (props: { readonly here?: number }): JSX.Element => {
  const carrel = useCarrel()
  const status = createAfterFrame(() => carrel.status())
  return (
    <div class={`sync ${syncLook(status())}`}>
      <span class="led" />
      <span>
        {syncSentence(status())}
        <Show when={props.here}>{(here) => <> · {count(here(), 'labmate', 'labmates')} here</>}</Show>
      </span>
    </div>
  )
}

/**
 * The same where there is no room for it at all times: once changes wait for longer than they do on their way, and
 * until they have been delivered for as long. With every act it would come and go, and move the page.
 */
export const SyncLine = (): JSX.Element => {
  const carrel = useCarrel()
  const [lasts, setLasts] = createSignal(false)
  const waiting = createMemo(() => carrel.status().phase === 'waiting')
  createEffect(
    on(waiting, (now) => {
      const clock = setTimeout(() => setLasts(now), LASTS_MS)
      onCleanup(() => clearTimeout(clock))
    }),
  )
  return (
    <Show when={lasts() || carrel.status().phase === 'unkept'}>
      <SyncState />
    </Show>
  )
}
