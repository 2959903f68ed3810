import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import { YouPage } from '../features/you/YouPage.tsx'
import { useCarrel } from '../state/context.ts'
import { latePart } from '../ui/latePart.ts'

const ShortcutsSheet = latePart(
  () => import('../features/keyboard/ShortcutsSheet.tsx'),
  (code) => code.ShortcutsSheet,
)
const EarlierDialog = latePart(
  () => import('../features/earlier/EarlierDialog.tsx'),
  (code) => code.EarlierDialog,
)

const ActivityDialog = latePart(
  () => import('../features/activity/ActivityDialog.tsx'),
  (code) => code.ActivityDialog,
)

/**
 * The person's page with the keys, what they did and what their library was earlier: features that only the app may
 * bring together.
 */
export const YouRoute = (): JSX.Element => {
  const carrel = useCarrel()
  const [looking, setLooking] = createSignal(false)
  const [keys, setKeys] = createSignal(false)
  const [active, setActive] = createSignal(false)
  return (
    <>
      <YouPage
        onShortcuts={() => setKeys(true)}
        onActivity={() => setActive(true)}
        onEarlier={() => setLooking(true)}
      />
      <Show when={active()}>
        <Suspense>
          <ActivityDialog
            own
            title="What you did lately"
            description="On any of your devices, in the last 30 days. Skips and notes are not among it."
            empty="You have not saved, tagged or marked anything in the last 30 days."
            load={() => carrel.library.activity()}
            onClose={() => setActive(false)}
          />
        </Suspense>
      </Show>
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
