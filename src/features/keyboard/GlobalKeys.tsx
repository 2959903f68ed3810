import { useNavigate } from '@tanstack/solid-router'
import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import { useCarrel } from '../../state/context.ts'
import { focusContent } from '../../ui/focusContent.ts'
import { createShortcuts } from '../../ui/shortcuts.ts'
import { latePart } from '../../ui/latePart.ts'

const ShortcutsSheet = latePart(async () => (await import('./ShortcutsSheet.tsx')).ShortcutsSheet)

/** Keys that work on every page. Stands once in the frame, before the pages. */
export const GlobalKeys = (): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const [shown, setShown] = createSignal(false)
  const undo = (): unknown => (carrel.undo.canUndo() ? carrel.undo.undo() : false)
  /** Whoever goes by keyboard goes on by keyboard: without this the focus is left on a page that is gone. */
  const go = async (arrival: Promise<void>): Promise<void> => {
    await arrival
    requestAnimationFrame(() => focusContent(document.querySelector('main')))
  }
  const goToFeed = (): Promise<void> => {
    const day = carrel.feed.days()[0]
    return day
      ? navigate({ to: '/feed/$day', params: { day }, search: { sort: 'top', unread: false } })
      : navigate({ to: '/' })
  }
  createShortcuts({
    u: undo,
    'mod+z': undo,
    '/': () => void navigate({ to: '/search', search: { q: '' } }),
    'g f': () => void go(goToFeed()),
    'g l': () => void go(navigate({ to: '/lists' })),
    'g s': () => void go(navigate({ to: '/saved' })),
    'g t': () => void go(navigate({ to: '/tags' })),
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
