import { Link, useLocation } from '@tanstack/solid-router'
import ListFilter from 'lucide-solid/icons/list-filter'
import { createEffect, createSignal, For, Show, type JSX } from 'solid-js'
import { announce } from '../ui/announce.ts'
import { createViews, isShown } from './createViews.ts'

/** The person's views in the rail, in their order: moved by dragging, or with Alt and the arrow keys. */
export const RailViews = (props: {
  /** Told how much room they take, in CSS pixels. */
  readonly onHeight: (height: number) => void
}): JSX.Element => {
  const location = useLocation()
  const { views, move, ready } = createViews()
  const [dragged, setDragged] = createSignal<string | null>(null)
  const [over, setOver] = createSignal<string | null>(null)
  let root: HTMLElement | undefined

  const ids = (): readonly string[] => views().map(({ id }) => id)
  const focus = (id: string): void =>
    root?.querySelector<HTMLElement>(`[data-view="${CSS.escape(id)}"]`)?.focus()
  const onKeyDown = (event: KeyboardEvent, id: string): void => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (!event.altKey || step === 0) return
    event.preventDefault()
    event.stopPropagation()
    const at = ids().indexOf(id)
    if (at + step < 0 || at + step >= ids().length) return
    // Right before the one above, or before the one behind the one below.
    move(id, ids()[step === -1 ? at - 1 : at + 2] ?? null)
    focus(id)
    announce(`Now at place ${at + step + 1} of ${ids().length}`)
  }
  /** Dropped on a view below, it takes that one's place, which goes up. */
  const drop = (on: string): void => {
    const id = dragged()
    if (id === null || id === on) return
    const [from, to] = [ids().indexOf(id), ids().indexOf(on)]
    move(id, from < to ? (ids()[to + 1] ?? null) : on)
  }
  const tellHeight = (): void => props.onHeight(root?.offsetHeight ?? 0)
  createEffect(() => {
    views()
    if (ready()) queueMicrotask(tellHeight)
  })
  return (
    <div class="rail-views" ref={(element) => (root = element)}>
      <Show when={views().length > 0}>
        <h2 id="rail-views">Views</h2>
        <div role="group" aria-labelledby="rail-views">
          <For each={views()}>
            {(view) => (
              <Link
                class="nav"
                classList={{ 'drop-here': over() === view.id && dragged() !== view.id }}
                to={view.tag === null ? '/saved' : '/tag/$tag'}
                params={view.tag === null ? {} : { tag: view.tag }}
                search={view.filter}
                aria-current={isShown(view, location().pathname, location().search) ? 'page' : undefined}
                data-view={view.id}
                title={`${view.name} (Alt and an arrow key move it)`}
                onKeyDown={(event: KeyboardEvent) => onKeyDown(event, view.id)}
                onDragStart={(event: DragEvent) => {
                  event.dataTransfer?.setData('text/plain', view.name)
                  setDragged(view.id)
                }}
                onDragOver={(event: DragEvent) => {
                  if (dragged() === null) return
                  event.preventDefault()
                  setOver(view.id)
                }}
                onDrop={(event: DragEvent) => {
                  event.preventDefault()
                  drop(view.id)
                }}
                onDragEnd={() => {
                  setDragged(null)
                  setOver(null)
                }}
              >
                <ListFilter class="i" aria-hidden="true" />
                <span class="name">{view.name}</span>
              </Link>
            )}
          </For>
        </div>
      </Show>
    </div>
  )
}
