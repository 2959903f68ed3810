import { useNavigate } from '@tanstack/solid-router'
import { createSignal, lazy, Show, Suspense, type JSX } from 'solid-js'
import { useCarrel } from '../../state/context.ts'
import { createShortcuts } from '../../ui/shortcuts.ts'

const ShortcutsSheet = lazy(async () => ({
  default: (await import('./ShortcutsSheet.tsx')).ShortcutsSheet,
}))

/** Keys that work on every page. Stands once in the frame, before the pages. */
export const GlobalKeys = (): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const [shown, setShown] = createSignal(false)
  const undo = (): unknown => (carrel.undo.canUndo() ? carrel.undo.undo() : false)
  createShortcuts({
    u: undo,
    'mod+z': undo,
    '/': () => void navigate({ to: '/search', search: { q: '' } }),
    'g f': () => void navigate({ to: '/' }),
    'g l': () => void navigate({ to: '/lists' }),
    'g s': () => void navigate({ to: '/saved' }),
    '?': () => setShown(true),
  })
  return (
    <Show when={shown()}>
      <Suspense>
        <ShortcutsSheet onClose={() => setShown(false)} />
      </Suspense>
    </Show>
  )
}
