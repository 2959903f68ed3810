import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import { MAX_VIEWS } from '../../doc/limits.ts'
import type { SavedView } from '../../doc/viewEntries.ts'
import type { PaperFilter } from '../../domain/paperFilter.ts'
import type { Tagging } from '../../state/library.ts'
import { Icon } from '../../ui/Icon.tsx'
import { latePart } from '../../ui/latePart.ts'
import { Menu } from '../../ui/Menu.tsx'

const ViewDialog = latePart(
  () => import('./ViewDialog.tsx'),
  (code) => code.ViewDialog,
)

/** Keeps the filter as a view; or, where it is one already, what can be done with that. */
export const ViewTools = (props: {
  readonly tagging: Tagging
  readonly view: SavedView | null
  /** The tag whose papers are filtered; `null`: the saved ones. */
  readonly tag: string | null
  readonly filter: PaperFilter
  /** What it might be called. */
  readonly suggestion: string
}): JSX.Element => {
  const [naming, setNaming] = createSignal(false)
  const [keep, setKeep] = createSignal<HTMLButtonElement>()
  const name = (text: string): string | null => {
    if (props.view) props.tagging.renameView(props.view.id, text)
    else if (!props.tagging.keepView({ name: text, tag: props.tag, filter: props.filter }))
      return `There are ${MAX_VIEWS} views, and no room for more. Remove one first.`
    return null
  }
  const move = (direction: 1 | -1): void => {
    const ids = props.tagging.views().map(({ id }) => id)
    const id = props.view?.id ?? ''
    const at = ids.indexOf(id)
    // Right before the one above, or before the one behind the one below.
    const before = direction === -1 ? ids[at - 1] : ids[at + 2]
    props.tagging.moveView(id, before ?? null)
  }
  const focusKeep = (): void => keep()?.focus()
  const remove = (id: string): void => {
    props.tagging.removeView(id)
    // The button of this menu has gone; what stands in its place takes the focus.
    requestAnimationFrame(() => setTimeout(focusKeep))
  }
  /** Kept, the view has a menu where the button stood that asked for it. */
  const stopNaming = (): void => {
    const before = keep()
    setNaming(false)
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (before?.isConnected === false) document.querySelector<HTMLElement>('.view-menu')?.focus()
      }),
    )
  }
  const at = (): number => props.tagging.views().findIndex(({ id }) => id === props.view?.id)
  return (
    <>
      <Show
        when={props.view}
        fallback={
          <button
            ref={setKeep}
            type="button"
            class="chip keep"
            aria-haspopup="dialog"
            onClick={() => setNaming(true)}
          >
            Keep this view
          </button>
        }
      >
        {(view) => (
          <Menu
            label={`What to do with the view ${view().name}`}
            trigger={<Icon name="dots" />}
            class="icon view-menu"
            items={[
              { label: 'Rename the view', icon: <Icon name="pen" />, onSelect: () => setNaming(true) },
              {
                label: 'Move it up',
                icon: <Icon name="up" />,
                disabled: at() <= 0,
                onSelect: () => move(-1),
              },
              {
                label: 'Move it down',
                icon: <Icon name="down" />,
                disabled: at() + 1 >= props.tagging.views().length,
                onSelect: () => move(1),
              },
              {
                label: 'Remove the view',
                icon: <Icon name="close" />,
                danger: true,
                onSelect: () => remove(view().id),
              },
            ]}
          />
        )}
      </Show>
      <Show when={naming()}>
        <Suspense>
          <ViewDialog
            title={props.view ? 'Rename the view' : 'Keep this view'}
            name={props.view?.name ?? props.suggestion}
            button={props.view ? 'Rename' : 'Keep'}
            onName={name}
            onClose={stopNaming}
          />
        </Suspense>
      </Show>
    </>
  )
}
