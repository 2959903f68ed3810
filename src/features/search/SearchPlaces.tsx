import { useNavigate } from '@tanstack/solid-router'
import { createMemo, createSignal, For, Show, type JSX } from 'solid-js'
import type { Found } from '../../domain/found.ts'
import { queryWords } from '../../domain/fold.ts'
import { count } from '../../lib/text.ts'
import type { Tagging } from '../../state/library.ts'
import { useCarrel } from '../../state/context.ts'
import { goToPlace } from './aims.ts'
import { MarkedText } from './MarkedText.tsx'
import { PaletteIcon } from './PaletteIcon.tsx'
import { pastedEntries, placeEntries } from './paletteEntries.ts'

/** What else a search leads to, above the papers: a pasted link or id, lists, views and tags of that name. */
export const SearchPlaces = (props: { readonly query: string; readonly found: Found }): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const [tagging, setTagging] = createSignal<Tagging | null>(null)
  void carrel.library.tagging().then((one) => setTagging(one))
  const entries = createMemo(() =>
    props.query.trim() === ''
      ? []
      : [
          ...pastedEntries(carrel, props.query, props.found),
          ...placeEntries(carrel, props.query, tagging()?.views() ?? []),
        ],
  )
  const words = createMemo(() => queryWords(props.query))
  return (
    <Show when={entries().length > 0}>
      <ul class="search-places" aria-label="Lists, views and tags">
        <For each={entries()}>
          {(entry) => (
            <li>
              <button type="button" class="chip" onClick={() => goToPlace(navigate, entry.aim, props.query)}>
                <PaletteIcon name={entry.aim.type} />
                <span class="name">
                  <MarkedText
                    text={entry.title}
                    words={entry.aim.type === 'add' || entry.aim.type === 'join' ? [] : words()}
                  />
                </span>
                <Show when={entry.aim.type === 'list' || entry.aim.type === 'tag' ? entry.aim : null}>
                  {(aim) => {
                    const place = aim()
                    return (
                      <small>
                        {count(place.type === 'list' ? place.list.count : place.tag.count, 'paper', 'papers')}
                      </small>
                    )
                  }}
                </Show>
              </button>
            </li>
          )}
        </For>
      </ul>
    </Show>
  )
}
