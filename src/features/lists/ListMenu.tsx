import { useNavigate } from '@tanstack/solid-router'
import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import type { ListLife, ListSort, OpenList } from '../../state/lists.ts'
import type { CitationFormat } from '../../state/carrel.ts'
import { useCarrel } from '../../state/context.ts'
import { Icon } from '../../ui/Icon.tsx'
import { latePart } from '../../ui/latePart.ts'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'

const LeaveDialog = latePart(
  () => import('./LeaveDialog.tsx'),
  (code) => code.LeaveDialog,
)
const ListTagsDialog = latePart(
  () => import('./ListTagsDialog.tsx'),
  (code) => code.ListTagsDialog,
)
const MergeListDialog = latePart(
  () => import('./MergeListDialog.tsx'),
  (code) => code.MergeListDialog,
)

/** What one seldom does with a whole list. */
export const ListMenu = (props: {
  readonly list: OpenList
  /** The order in which its papers are cited. */
  readonly sort: ListSort
  readonly writable: boolean
  /** False while the contents are still on their way. */
  readonly arrived: boolean
  readonly onEarlier: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const [opened, setOpened] = createSignal<'tags' | 'merge' | 'leave' | null>(null)
  const close = (): void => void setOpened(null)
  const withLife = (act: (life: ListLife) => unknown): void => void carrel.lists.life().then(act)
  const duplicate = async (life: ListLife): Promise<void> => {
    const made = await life.duplicate(props.list.id)
    carrel.undo.say(made.ok ? 'Copied into a list of your own' : made.error)
    if (made.ok) await navigate({ to: '/list/$list', params: { list: made.value }, search: { sort: 'hand' } })
  }
  const remove = async (life: ListLife): Promise<void> => {
    const { id } = props.list
    await navigate({ to: '/lists' })
    life.deleteCopy(id)
  }
  const archived = () => carrel.lists.all().find(({ id }) => id === props.list.id)?.archived === true
  const cite = (format: CitationFormat): void =>
    carrel.cite(
      props.list.entries(props.sort).map(({ key }) => key),
      format,
    )
  const items = (): readonly MenuItem[] => {
    const { id } = props.list
    const frozen = props.list.frozen() !== null
    const begin: readonly MenuItem[] = [
      {
        label: 'Copy all citations',
        onSelect: () => cite('bibtex'),
      },
      { label: 'Copy all as lines of text', onSelect: () => cite('line') },
      ...(props.writable ? [{ label: 'Tags in this list…', onSelect: () => void setOpened('tags') }] : []),
      ...(props.arrived
        ? [
            {
              label: frozen ? 'Make a new list of it' : 'Duplicate',
              onSelect: () => withLife(duplicate),
            },
          ]
        : []),
    ]
    if (frozen)
      return [...begin, { label: 'Delete this copy', danger: true, onSelect: () => withLife(remove) }]
    return [
      ...begin,
      ...(props.arrived ? [{ label: 'Merge into…', onSelect: () => void setOpened('merge') }] : []),
      { label: 'Earlier versions', onSelect: () => props.onEarlier() },
      archived()
        ? { label: 'Bring back from the archive', onSelect: () => withLife((life) => life.unarchive(id)) }
        : { label: 'Archive', onSelect: () => withLife((life) => life.archive(id)) },
      { label: 'Leave this list…', danger: true, onSelect: () => void setOpened('leave') },
    ]
  }
  return (
    <>
      <Menu label="More about this list" trigger={<Icon name="dots" />} items={items()} />
      <Show when={opened()}>
        {(which) => (
          <Suspense>
            <Show when={which() === 'tags'}>
              <ListTagsDialog list={props.list} onClose={close} />
            </Show>
            <Show when={which() === 'merge'}>
              <MergeListDialog list={props.list} onClose={close} />
            </Show>
            <Show when={which() === 'leave'}>
              <LeaveDialog list={props.list} onClose={close} />
            </Show>
          </Suspense>
        )}
      </Show>
    </>
  )
}
