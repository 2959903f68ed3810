import '../ui/tokens.css'
import '../ui/base.css'
import { RouterProvider } from '@tanstack/solid-router'
import { createEffect, createRoot, getOwner, runWithOwner } from 'solid-js'
import { render } from 'solid-js/web'
import type { Carrel } from '../state/carrel.ts'
import { createCarrel } from '../state/createCarrel.ts'
import { CarrelContext } from '../state/context.ts'
import { fetchCode } from '../state/fetchCode.ts'
import { createReadingOrder, ReadingOrderContext } from '../ui/readingOrder.ts'
import { mendedAddress } from './mendedAddress.ts'
import { LibraryNewer } from './Shell.tsx'
import { createAppRouter, dayAddress } from './router.tsx'
import { watchApp } from './update.ts'
import { newerLastTime } from './newerLastTime.ts'

const mount = document.getElementById('app')

/** A disk slower than this is not waited for: the frame is shown and the papers follow. */
const DISK_MS = 1_000
/** A page that takes longer to be drawn is not covered any more by how it looked last time. */
const DRAWN_MS = 5_000
const FEED_PLACES = /^\/(?:feed\/.*)?$/

/**
 * Resolves when the papers can be drawn together with the frame around them, in one go and not in two. The library is
 * waited for only where it decides what stands above them: one of three years is read longer than a day of papers.
 */
const whenDrawable = (carrel: Carrel, withLibrary: boolean): Promise<void> =>
  new Promise((resolve) => {
    createRoot((dispose) => {
      const done = (): void => {
        clearTimeout(clock)
        dispose()
        resolve()
      }
      const clock = setTimeout(done, DISK_MS)
      createEffect(() => {
        if (carrel.drawable() && (!withLibrary || carrel.ready())) queueMicrotask(done)
      })
    })
  })

/** Resolves when `part` is here, or has taken as long as a disk may. */
const inTime = (part: Promise<unknown>): Promise<unknown> =>
  Promise.race([part, new Promise((resolve) => setTimeout(resolve, DISK_MS))])

/** Takes away what public/boot.js recalled. */
const lift = (): void => document.querySelector('.recalled')?.remove()

/** Takes it away in the very frame in which the page itself stands behind it, or has failed to. */
const liftWhenDrawn = (root: HTMLElement): void => {
  const clock = setTimeout(lift, DRAWN_MS)
  const watch = new MutationObserver(() => {
    if (!root.querySelector('main > *')) return
    watch.disconnect()
    clearTimeout(clock)
    lift()
  })
  watch.observe(root, { childList: true, subtree: true })
}

const start = async (root: HTMLElement, shell = watchApp()): Promise<void> => {
  const mended = mendedAddress(location.pathname, location.search)
  if (mended !== null) history.replaceState(history.state, '', mended)
  const built = await createRoot((_dispose) => {
    const owner = getOwner()
    return createCarrel(shell, (build) => {
      // reason: runWithOwner answers undefined only where build does, or after an error it has reported
      return runWithOwner(owner, build) as ReturnType<typeof build>
    })
  })
  if (!built.ok) {
    shell.register()
    lift()
    const { showStartFault } = await fetchCode(() => import('./startFault.ts'))
    showStartFault(root, built.error, shell, () => void start(root, shell))
    return
  }
  const expected = newerLastTime.was()
  if (FEED_PLACES.test(location.pathname)) await whenDrawable(built.value, expected)
  // Stands above every page: where it came after them, it would push away what is just being pressed.
  if (built.value.library.newer()) await inTime(LibraryNewer.preload())
  else if (expected) newerLastTime.note(false)
  // The front page is the newest day: where that is known already, it is where the start begins.
  const newest = location.pathname === '/' ? built.value.feed.days()[0] : undefined
  if (newest) history.replaceState(history.state, '', dayAddress(newest))
  // What keeps the app for later comes after what the person came for, and comes even where drawing that fails.
  requestAnimationFrame(() =>
    setTimeout(() => {
      shell.register()
      void fetchCode(() => import('./firstView.ts')).then(({ keepFirstView }) =>
        keepFirstView(root, {
          address: () => {
            const day = built.value.feed.days()[0]
            return day ? dayAddress(day) : null
          },
          onLeave: (callback) => router.subscribe('onBeforeNavigate', callback),
        }),
      )
    }),
  )
  const router = createAppRouter()
  root.replaceChildren()
  liftWhenDrawn(root)
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

if (mount)
  void start(mount).catch((error: unknown) => {
    lift()
    // An error of the page, and not of a promise: public/boot.js then says that Carrel did not start.
    reportError(error)
  })
