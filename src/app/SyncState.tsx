import { Show, type JSX } from 'solid-js'
import { count } from '../lib/text.ts'
import { useCarrel } from '../state/context.ts'
import { syncLook, syncSentence } from './syncSentence.ts'

/** The light and the sentence at the foot: where the latest changes are. */
export const SyncState = (props: { readonly here?: number }): JSX.Element => {
  const carrel = useCarrel()
  return (
    <div class={`sync ${syncLook(carrel.status())}`}>
      <span class="led" />
      <span>
        {syncSentence(carrel.status())}
        <Show when={props.here}>{(here) => <> · {count(here(), 'labmate', 'labmates')} here</>}</Show>
      </span>
    </div>
  )
}
