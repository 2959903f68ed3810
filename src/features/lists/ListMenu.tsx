import { useNavigate } from '@tanstack/solid-router'
import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import type { ListSort, OpenList } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { Icon } from '../../ui/Icon.tsx'
import { latePart } from '../../ui/latePart.ts'
import { Menu } from '../../ui/Menu.tsx'

const LeaveDialog = latePart(async () => (await import('./LeaveDialog.tsx')).LeaveDialog)
const ListTagsDialog = latePart(async () => (await import('./ListTagsDialog.tsx')).ListTagsDialog)

/** What one seldom does with a whole list. */
export const ListMenu = (props: {
  readonly list: OpenList
  /** The order in which its papers are cited. */
  readonly sort: ListSort
  readonly onEarlier: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const [tagging, setTagging] = createSignal(false)
  const [leaving, setLeaving] = createSignal(false)
  const duplicate = async (): Promise<void> => {
    const made = await carrel.lists.duplicate(props.list.id)
    carrel.undo.say(made.ok ? 'Copied into a list of your own' : made.error)
    if (made.ok) await navigate({ to: '/list/$list', params: { list: made.value }, search: { sort: 'hand' } })
  }
  return (
    <>
      <Menu
        label="More about this list"
        trigger={<Icon name="dots" />}
        items={[
          {
            label: 'Copy all citations',
            onSelect: () => carrel.cite(props.list.entries(props.sort).map(({ key }) => key)),
          },
          { label: 'Tags in this list…', onSelect: () => setTagging(true) },
          { label: 'Duplicate', onSelect: () => void duplicate() },
          { label: 'Earlier versions', onSelect: () => props.onEarlier() },
          { label: 'Leave this list…', danger: true, onSelect: () => setLeaving(true) },
        ]}
      />
      <Show when={tagging()}>
        <Suspense>
          <ListTagsDialog list={props.list} onClose={() => setTagging(false)} />
        </Suspense>
      </Show>
      <Show when={leaving()}>
        <Suspense>
          <LeaveDialog list={props.list} onClose={() => setLeaving(false)} />
        </Suspense>
      </Show>
    </>
  )
}
