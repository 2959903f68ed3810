import { For, Show, type JSX } from 'solid-js'
import { timeToDay } from '../../lib/day.ts'
import { squeeze } from '../../lib/text.ts'
import { printDay } from '../../ui/dates.ts'
import { sharedText } from './recognise.ts'
import type { SharedItem } from './sharedItems.ts'

const MAX_PREVIEW = 160

/** What other apps shared into Carrel: each stays until the person says that they are done with it. */
export const SharedShelf = (props: {
  readonly items: readonly SharedItem[]
  readonly onText: (text: string) => void
  readonly onFile: (file: File) => void
  readonly onDone: (item: SharedItem) => void
}): JSX.Element => (
  <Show when={props.items.length > 0}>
    <section class="add-shared" aria-label="Shared into Carrel">
      <p class="by">Shared into Carrel, and kept on this device until you are done with it:</p>
      <ul>
        <For each={props.items}>
          {(item) => {
            const text = sharedText(item)
            return (
              <li>
                <Show when={text !== ''}>
                  <button type="button" class="btn add-share" onClick={() => props.onText(text)}>
                    <span>{squeeze(text).slice(0, MAX_PREVIEW)}</span>
                  </button>
                </Show>
                <For each={item.files}>
                  {(file) => (
                    <button type="button" class="btn add-share" onClick={() => props.onFile(file)}>
                      <span>{file.name}</span>
                    </button>
                  )}
                </For>
                <span class="hint">{printDay(timeToDay(item.at), 'short')}</span>
                <button
                  type="button"
                  class="btn"
                  aria-label={`Done with it: ${squeeze(text).slice(0, MAX_PREVIEW) || item.files[0]?.name || ''}`}
                  onClick={() => props.onDone(item)}
                >
                  Done with it
                </button>
              </li>
            )
          }}
        </For>
      </ul>
    </section>
  </Show>
)
