import { Link } from '@tanstack/solid-router'
import Plus from 'lucide-solid/icons/plus'
import { createMemo, For, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { Combobox } from '../../ui/Combobox.tsx'
import { createFocusReturn } from '../../ui/focusReturn.ts'
import { withKey } from '../../ui/shortcuts.ts'

/** The shared lists that hold the paper, and the way into another. */
export const ListField = (props: {
  readonly paperKey: PaperKey
  readonly adding: boolean
  readonly onAdding: (adding: boolean) => void
}): JSX.Element => {
  const carrel = useCarrel()
  const holding = () => carrel.lists.holding(props.paperKey)
  const options = createMemo(() =>
    carrel.lists
      .all()
      .filter((list) => list.role !== 'reader' && !holding().some((other) => other.id === list.id))
      .map((list) => ({
        id: list.id,
        label: list.title,
        hint: list.archived ? 'archived' : count(list.count, 'paper', 'papers'),
      })),
  )
  const create = async (title: string): Promise<void> => {
    const key = props.paperKey
    const made = await carrel.lists.create({ title, description: '' })
    if (made.ok) carrel.lists.addTo(made.value, [key])
    else carrel.undo.say(made.error)
  }
  /** At the start it is not known yet which lists hold it: the button comes behind them, and not first in their place. */
  const unsettled = createMemo<boolean>(
    (before) => before && carrel.lists.all().some(({ id }) => carrel.lists.open(id).phase() === 'loading'),
    true,
  )
  const { setOpener, close } = createFocusReturn(() => props.onAdding(false))
  return (
    <>
      <For each={holding()}>
        {(list) => (
          <Link
            class="chip on"
            title={list.title}
            to="/list/$list"
            params={{ list: list.id }}
            search={{ sort: 'votes' }}
          >
            <span>
              {list.title}
              {list.frozen === null ? '' : ' (copy)'}
            </span>
          </Link>
        )}
      </For>
      <Show
        when={props.adding}
        fallback={
          <button
            ref={setOpener}
            type="button"
            class="chip"
            style={{ visibility: unsettled() ? 'hidden' : 'visible' }}
            title={withKey('Add to a list', 'l')}
            onClick={() => props.onAdding(true)}
          >
            <Plus class="i s" />
            Add to list
          </button>
        }
      >
        <Combobox
          label="Add to a list"
          placeholder="Find or name a list"
          options={options()}
          onPick={(id) => {
            carrel.lists.addTo(id, [props.paperKey])
            close()
          }}
          onCreate={(title) => {
            void create(title)
            close()
          }}
          createLabel={(title) => `New list “${title}”`}
          emptyText={
            carrel.lists.all().length === 0
              ? 'Type a name to make your first list.'
              : 'Already in every list. Type a name to make another.'
          }
          onClose={close}
        />
      </Show>
    </>
  )
}
