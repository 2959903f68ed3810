import '../ui/narrow.css'
import { useLocation, useNavigate } from '@tanstack/solid-router'
import { createEffect, Match, onCleanup, Show, Suspense, Switch, type JSX } from 'solid-js'
import { plainText } from '../domain/latexText.ts'
import { useCarrel } from '../state/context.ts'
import { hasIconBadge } from '../ui/iconBadge.ts'
import { latePart } from '../ui/latePart.ts'
import { keepFocus } from '../ui/keepFocus.ts'
import { keepPresses } from '../ui/keepPresses.ts'
import { createBackupDrop } from './droppedBackup.ts'
import { pageTitle } from './pageTitle.ts'

const Palette = latePart(
  () => import('../features/search/Palette.tsx'),
  (code) => code.Palette,
)
const ShortcutsSheet = latePart(
  () => import('../features/keyboard/ShortcutsSheet.tsx'),
  (code) => code.ShortcutsSheet,
)
const NewListDialog = latePart(
  () => import('../features/lists/NewListDialog.tsx'),
  (code) => code.NewListDialog,
)

const IconBadge = latePart(
  () => import('../features/lists/ListMarks.tsx'),
  (code) => code.IconBadge,
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
  onCleanup(keepPresses(document))
  onCleanup(keepFocus(document))
  createBackupDrop(() => void navigate({ to: '/backup' }))
  const title = () => (props.layer?.type === 'new-list' ? props.layer.title : '')
  /** A palette that closes because it has opened something else takes that not along. */
  const leave = (type: Layer['type']): void => {
    if (props.layer?.type === type) props.onChange(null)
  }
  return (
    <>
      <Show when={hasIconBadge()}>
        <Suspense>
          <IconBadge />
        </Suspense>
      </Show>
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
    </>
  )
}
