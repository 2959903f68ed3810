import { useLocation, useNavigate } from '@tanstack/solid-router'
import { createEffect, Match, Switch, type JSX } from 'solid-js'
import { plainText } from '../domain/latexText.ts'
import { useCarrel } from '../state/context.ts'
import { latePart } from '../ui/latePart.ts'
import { pageTitle } from './pageTitle.ts'

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

/** What the frame does after the first paint: the window's title, and what opens over every page, one at a time. */
export const ShellLater = (props: {
  readonly layer: Layer | null
  readonly onChange: (layer: Layer | null) => void
}): JSX.Element => {
  const carrel = useCarrel()
  const location = useLocation()
  const navigate = useNavigate()
  createEffect(() => {
    document.title = pageTitle(location().pathname, {
      list: (id) => carrel.lists.open(id).title(),
      tag: (id) => carrel.library.tagName(carrel.library.tagId(id)),
      paper: (key) => plainText(carrel.paper(key)?.title ?? ''),
    })
  })
  const title = () => (props.layer?.type === 'new-list' ? props.layer.title : '')
  /** A palette that closes because it has opened something else takes that not along. */
  const leave = (type: Layer['type']): void => {
    if (props.layer?.type === type) props.onChange(null)
  }
  return (
    <Switch>
      <Match when={props.layer?.type === 'palette'}>
        <Palette
          onClose={() => leave('palette')}
          onNewList={(name) => props.onChange({ type: 'new-list', title: name })}
          onShortcuts={() => props.onChange({ type: 'keys' })}
        />
      </Match>
      <Match when={props.layer?.type === 'keys'}>
        <ShortcutsSheet onClose={() => leave('keys')} />
      </Match>
      <Match when={props.layer?.type === 'new-list'}>
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
