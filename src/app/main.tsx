import '../ui/tokens.css'
import '../ui/base.css'
import { RouterProvider } from '@tanstack/solid-router'
import { createRoot, getOwner, runWithOwner } from 'solid-js'
import { render } from 'solid-js/web'
import { createCarrel } from '../state/createCarrel.ts'
import { CarrelContext } from '../state/context.ts'
import { createReadingOrder, ReadingOrderContext } from '../ui/readingOrder.ts'
import { mendedAddress } from './mendedAddress.ts'
import { createAppRouter } from './router.tsx'
import { showStartFault } from './startFault.ts'
import { watchApp } from './update.ts'

const mount = document.getElementById('app')

const start = async (root: HTMLElement): Promise<void> => {
  const mended = mendedAddress(location.pathname, location.search)
  if (mended !== null) history.replaceState(history.state, '', mended)
  const shell = watchApp()
  const built = await createRoot((_dispose) => {
    const owner = getOwner()
    return createCarrel(shell, (build) => {
      // reason: runWithOwner answers undefined only where build does, or after an error it has reported
      return runWithOwner(owner, build) as ReturnType<typeof build>
    })
  })
  if (!built.ok) {
    showStartFault(root, built.error)
    return
  }
  const router = createAppRouter()
  root.replaceChildren()
  render(
    () => (
      <CarrelContext.Provider value={built.value}>
        <ReadingOrderContext.Provider value={createReadingOrder()}>
          <RouterProvider router={router} />
        </ReadingOrderContext.Provider>
      </CarrelContext.Provider>
    ),
    root,
  )
}

if (mount) void start(mount)
