import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import { YouPage } from '../features/you/YouPage.tsx'
import { useCarrel } from '../state/context.ts'
import { latePart } from '../ui/latePart.ts'

const ShortcutsSheet = latePart(
  async () => (await import('../features/keyboard/ShortcutsSheet.tsx')).ShortcutsSheet,
)
const EarlierDialog = latePart(
  async () => (await import('../features/earlier/EarlierDialog.tsx')).EarlierDialog,
)

/** The person's page with the keys and what their library was earlier: features that only the app may bring together. */
export const YouRoute = (): JSX.Element => {
  const carrel = useCarrel()
  const [looking, setLooking] = createSignal(false)
  const [keys, setKeys] = createSignal(false)
  return (
    <>
      <YouPage onShortcuts={() => setKeys(true)} onEarlier={() => setLooking(true)} />
      <Show when={looking()}>
        <Suspense>
          <EarlierDialog
            of="your library"
            kind="library"
            load={() => carrel.library.earlier()}
            onClose={() => setLooking(false)}
          />
        </Suspense>
      </Show>
      <Show when={keys()}>
        <Suspense>
          <ShortcutsSheet onClose={() => setKeys(false)} />
        </Suspense>
      </Show>
    </>
  )
}
