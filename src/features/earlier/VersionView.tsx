import { createMemo, createSignal, For, Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { OpenVersion, VersionDifference } from '../../state/earlier.ts'
import { useCarrel } from '../../state/context.ts'
import { announce } from '../../ui/announce.ts'
import { RichText } from '../../ui/RichText.tsx'
import { groupDifferences, nounOf, restoreLabel, summarise } from './earlierText.ts'

/** Rows of one group that are drawn; what is beyond comes back with all the rest. */
const MAX_SHOWN = 200

/** One earlier version beside the present one, and the way back for each thing in it. */
export const VersionView = (props: {
  readonly content: OpenVersion
  readonly writable: boolean
}): JSX.Element => {
  const carrel = useCarrel()
  const groups = createMemo(() => groupDifferences(props.content.differences()))
  const [undoable, setUndoable] = createSignal(false)
  const [place, setPlace] = createSignal<HTMLElement>()

  const bringBack = (ids: readonly string[]): void => {
    props.content.bringBack(ids)
    setUndoable(true)
    announce('Brought back')
    // The row and its button are gone: the next one, or what the dialog says of it all.
    const view = place()
    queueMicrotask(() => {
      if (view && !view.contains(document.activeElement))
        (view.querySelector<HTMLElement>('.earlier-undo') ?? view).focus()
    })
  }
  const undo = (): void => {
    carrel.undo.undo()
    setUndoable(false)
    announce('Undone')
    place()?.focus()
  }
  return (
    <div ref={setPlace} tabindex="-1" class="earlier-view">
      <div class="earlier-sum">
        <p role="status">{summarise(groups())}</p>
        <Show when={undoable()}>
          <button type="button" class="btn earlier-undo" onClick={undo}>
            Undo
          </button>
        </Show>
        <Show when={props.writable && groups().missing.length > 1}>
          <button
            type="button"
            class="btn pri"
            onClick={() => bringBack(groups().missing.map(({ id }) => id))}
          >
            Bring back all that is missing
          </button>
        </Show>
      </div>
      <Show when={!props.writable && groups().missing.length + groups().changed.length > 0}>
        <p class="hint">You can look at this, but only those who may edit can bring things back.</p>
      </Show>
      <Group title="Missing now" all={groups().missing} writable={props.writable} restore={bringBack} />
      <Group title="Different now" all={groups().changed} writable={props.writable} restore={bringBack} />
      <Group title="Came since" all={groups().added} writable={false} restore={bringBack} />
    </div>
  )
}

const Group = (props: {
  readonly title: string
  readonly all: readonly VersionDifference[]
  readonly writable: boolean
  readonly restore: (ids: readonly string[]) => void
}): JSX.Element => (
  <Show when={props.all.length > 0}>
    <section class="earlier-group">
      <h3>
        {props.title} <span class="hint">{props.all.length}</span>
      </h3>
      <ul>
        <For each={props.all.slice(0, MAX_SHOWN)}>
          {(one) => (
            <li>
              <div class="earlier-what">
                <Show when={one.type !== 'paper' && one.type !== 'added'}>
                  <span class="earlier-noun">{nounOf(one)}</span>
                </Show>
                <Show when={one.subject}>
                  <span class="earlier-title">
                    <RichText text={one.subject} />
                  </span>
                </Show>
                <Show when={one.before}>
                  <p class="earlier-then">{one.before}</p>
                </Show>
                <Show when={one.after}>
                  <p class="earlier-now">
                    <span class="hint">Now: </span>
                    {one.after}
                  </p>
                </Show>
              </div>
              <Show when={props.writable}>
                <button
                  type="button"
                  class="btn"
                  aria-label={restoreLabel(one)}
                  onClick={() => props.restore([one.id])}
                >
                  Bring back
                </button>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.all.length > MAX_SHOWN}>
        <p class="hint">And {count(props.all.length - MAX_SHOWN, 'more', 'more')}.</p>
      </Show>
    </section>
  </Show>
)
