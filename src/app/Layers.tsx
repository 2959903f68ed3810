import { useNavigate } from '@tanstack/solid-router'
import { Match, Switch, type JSX } from 'solid-js'
import { latePart } from '../ui/latePart.ts'

const Palette = latePart(async () => (await import('../features/search/Palette.tsx')).Palette)
const ShortcutsSheet = latePart(
  async () => (await import('../features/keyboard/ShortcutsSheet.tsx')).ShortcutsSheet,
)
const NewListDialog = latePart(
  async () => (await import('../features/lists/NewListDialog.tsx')).NewListDialog,
)

export type Layer =
  | { readonly type: 'palette' }
  | { readonly type: 'keys' }
  | { readonly type: 'new-list'; readonly title: string }

/** What opens over every page, one at a time. */
export const Layers = (props: {
  readonly layer: Layer
  readonly onChange: (layer: Layer | null) => void
}): JSX.Element => {
  const navigate = useNavigate()
  const title = () => (props.layer.type === 'new-list' ? props.layer.title : '')
  /** A palette that closes because it has opened something else takes that not along. */
  const leave = (type: Layer['type']): void => {
    if (props.layer.type === type) props.onChange(null)
  }
  return (
    <Switch>
      <Match when={props.layer.type === 'palette'}>
        <Palette
          onClose={() => leave('palette')}
          onNewList={(name) => props.onChange({ type: 'new-list', title: name })}
          onShortcuts={() => props.onChange({ type: 'keys' })}
        />
      </Match>
      <Match when={props.layer.type === 'keys'}>
        <ShortcutsSheet onClose={() => leave('keys')} />
      </Match>
      <Match when={props.layer.type === 'new-list'}>
        <NewListDialog
          title={title()}
          onClose={() => leave('new-list')}
          onCreated={(list) =>
            void navigate({ to: '/list/$list', params: { list }, search: { sort: 'votes' } })
          }
        />
      </Match>
    </Switch>
  )
}
