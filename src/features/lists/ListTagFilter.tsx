import { createMemo, createSignal, For, Show, type JSX } from 'solid-js'
import type { OpenList } from '../../state/lists.ts'
import { paletteColour } from '../../ui/paletteColour.ts'

/** So many stand at once, those most used; a group with more unfolds them. */
const MAX_SHOWN = 8

/** Below a list's views: its own tags, each a switch that leaves only papers which have it. */
export const ListTagFilter = (props: {
  readonly list: OpenList
  readonly chosen: readonly string[]
  readonly onChoose: (chosen: readonly string[]) => void
}): JSX.Element => {
  const [unfolded, setUnfolded] = createSignal(false)
  const all = () => props.list.tags()?.all() ?? []
  const shown = createMemo(() => {
    if (unfolded() || all().length <= MAX_SHOWN) return all()
    const most = new Set(
      [...all()]
        .sort((a, b) => b.count - a.count)
        .slice(0, MAX_SHOWN)
        .map(({ id }) => id),
    )
    return all().filter(({ id }) => most.has(id) || props.chosen.includes(id))
  })
  const ids = createMemo<readonly string[]>(() => shown().map(({ id }) => id), [], {
    equals: (a, b) => a.join(' ') === b.join(' '),
  })
  return (
    <Show when={all().length > 0}>
      <div class="list-tag-filter" role="group" aria-label="Only papers with these tags of the list">
        <span aria-hidden="true">Tags in this list</span>
        <For each={ids()}>
          {(id) => (
            <Show when={all().find((tag) => tag.id === id)}>
              {(tag) => (
                <button
                  type="button"
                  class="chip"
                  classList={{ on: props.chosen.includes(id) }}
                  aria-pressed={props.chosen.includes(id)}
                  title={tag().name}
                  onClick={() =>
                    props.onChoose(
                      props.chosen.includes(id)
                        ? props.chosen.filter((one) => one !== id)
                        : [...props.chosen, id],
                    )
                  }
                >
                  <span class="dot" style={{ '--face': paletteColour(tag().colour) }} />
                  <span class="list-tag-name">{tag().name}</span>
                  <span class="n">{tag().count}</span>
                </button>
              )}
            </Show>
          )}
        </For>
        <Show when={all().length > shown().length || unfolded()}>
          <button
            type="button"
            class="chip"
            aria-expanded={unfolded()}
            onClick={() => setUnfolded((on) => !on)}
          >
            {unfolded() ? 'Fewer' : `${all().length - shown().length} more`}
          </button>
        </Show>
      </div>
    </Show>
  )
}
