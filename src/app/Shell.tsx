import './shell.css'
import { useLocation } from '@tanstack/solid-router'
import { createEffect, createSignal, on, Show, Suspense, type JSX } from 'solid-js'
import { GlobalKeys } from '../features/keyboard/GlobalKeys.tsx'
import { useCarrel } from '../state/context.ts'
import { BrandMark, Icon } from '../ui/Icon.tsx'
import { focusContent } from '../ui/focusContent.ts'
import { createMedia, PHONE, WIDE } from '../ui/media.ts'
import { createShortcuts } from '../ui/shortcuts.ts'
import { Toast } from '../ui/Toast.tsx'
import { hasPainted } from '../ui/afterPaint.ts'
import { createWidth } from './columnWidth.ts'
import { Offers } from './Offers.tsx'
import type { Layer } from './ShellLater.tsx'
import { Rail } from './Rail.tsx'
import { SyncLine, SyncState } from './SyncState.tsx'
import { Tabs } from './Tabs.tsx'
import { latePart } from '../ui/latePart.ts'

const ShellLater = latePart(
  () => import('./ShellLater.tsx'),
  (code) => code.ShellLater,
)
/** Comes with the first fault, and most devices never have one. */
const Problems = latePart(
  () => import('./Problems.tsx'),
  (code) => code.Problems,
)
/** Fetched before the start, where it is needed. */
export const LibraryNewer = latePart(
  () => import('./LibraryNewer.tsx'),
  (code) => code.LibraryNewer,
)
const Divider = latePart(
  () => import('./Divider.tsx'),
  (code) => code.Divider,
)

/** The narrowest sheet, as in frame.css. */
const SHEET_MIN = 460
const FOCUSABLE = 'a[href], button:not(:disabled), input, textarea, select, [tabindex="0"]'

/** The frame around every page: rail, drawer, tabs, banners, the toast, and the layers that open over it all. */
export const Shell = (props: { readonly children: JSX.Element }): JSX.Element => {
  const carrel = useCarrel()
  const location = useLocation()
  const phone = createMedia(PHONE)
  const wide = createMedia(WIDE)
  const railWidth = createWidth({ name: 'carrel.rail-width', usual: 248, min: 200, max: 380 })
  const listWidth = createWidth({ name: 'carrel.list-width', usual: 0, min: 380, max: 1200 })
  const [drawer, setDrawer] = createSignal(false)
  const [layer, setLayer] = createSignal<Layer | null>(null)
  const [main, setMain] = createSignal<HTMLElement>()
  const [rail, setRail] = createSignal<HTMLElement>()
  const [menuButton, setMenuButton] = createSignal<HTMLButtonElement>()
  const medium = () => !phone() && !wide()

  const enterDrawer = (): void => rail()?.querySelector<HTMLElement>(FOCUSABLE)?.focus()
  const openDrawer = (): void => {
    setDrawer(true)
    queueMicrotask(enterDrawer)
  }
  const closeDrawer = (): void => {
    if (!drawer()) return
    setDrawer(false)
    menuButton()?.focus()
  }
  const openLayer = (next: Layer): void => {
    closeDrawer()
    setLayer(next)
  }
  createShortcuts({ 'mod+k': () => openLayer({ type: 'palette' }) })
  createEffect(on(() => location().pathname, closeDrawer, { defer: true }))
  createEffect(() => {
    if (!medium()) setDrawer(false)
  })
  const onRailKeyDown = (event: KeyboardEvent): void => {
    if (!drawer()) return
    if (event.key === 'Escape') closeDrawer()
    if (event.key !== 'Tab') return
    // The page behind an open drawer is out of reach, so Tab goes round.
    const stops = [...(rail()?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])]
    const first = stops[0]
    const last = stops.at(-1)
    const from = event.shiftKey ? first : last
    if (document.activeElement !== from) return
    event.preventDefault()
    ;(event.shiftKey ? last : first)?.focus()
  }
  const skip = (event: MouseEvent): void => {
    event.preventDefault()
    focusContent(main())
  }

  return (
    <div class="shell">
      <a class="skip" href="#content" onClick={skip}>
        Skip to the papers
      </a>
      <GlobalKeys onShortcuts={() => openLayer({ type: 'keys' })} />
      <div class="problems" role="alert">
        <Suspense>
          <Show when={carrel.library.newer()}>
            <LibraryNewer />
          </Show>
        </Suspense>
        {/* Of its own: the banner must not hide a fault while it is on its way. */}
        <Suspense>
          <Show when={carrel.problems().length > 0}>
            <Problems />
          </Show>
        </Suspense>
      </div>
      <Show when={medium()}>
        <div class="topbar" inert={drawer()}>
          <button
            ref={setMenuButton}
            type="button"
            class="icon"
            aria-label="Menu"
            aria-expanded={drawer()}
            onClick={openDrawer}
          >
            <Icon name="menu" />
          </button>
          <span class="brand">
            <BrandMark />
            Carrel
          </span>
          <span class="grow" />
          <SyncState />
          <button
            type="button"
            class="icon"
            aria-label="Search or jump to"
            aria-haspopup="dialog"
            onClick={() => openLayer({ type: 'palette' })}
          >
            <Icon name="search" />
          </button>
        </div>
      </Show>
      <div
        class="app"
        style={{
          '--rail-width': `${railWidth.width()}px`,
          // Never so wide that the sheet beside it falls off the window.
          ...(listWidth.width() > 0
            ? { '--list-width': `min(${listWidth.width()}px, 100vw - ${railWidth.width() + SHEET_MIN}px)` }
            : {}),
        }}
      >
        <Show when={!phone()}>
          <Rail
            ref={setRail}
            open={drawer()}
            onSearch={() => openLayer({ type: 'palette' })}
            onNewList={() => openLayer({ type: 'new-list', title: '' })}
            onKeyDown={onRailKeyDown}
            onClose={medium() ? closeDrawer : undefined}
          />
        </Show>
        <Show when={drawer()}>
          <div class="veil drawer" onClick={closeDrawer} />
        </Show>
        <main id="content" ref={setMain} inert={drawer()}>
          {props.children}
        </main>
        <Show when={wide() && hasPainted()}>
          <Suspense>
            <Divider
              class="after-rail"
              label="Width of the menu"
              column={railWidth}
              measure={() => rail()?.offsetWidth ?? 0}
            />
            <Divider
              class="after-list"
              label="Width of the list"
              column={listWidth}
              measure={() => main()?.querySelector<HTMLElement>('.list')?.offsetWidth ?? 0}
            />
          </Suspense>
        </Show>
      </div>
      <div class="toast-place">
        <Toast
          toast={carrel.undo.toast()}
          onUndo={() => carrel.undo.undo()}
          onDismiss={() => carrel.undo.dismiss()}
        />
      </div>
      <Show when={phone()}>
        <div class="phone-foot">
          <Offers />
          <SyncLine />
          <Tabs />
        </div>
      </Show>
      <Suspense>
        <Show when={hasPainted()}>
          <ShellLater layer={layer()} onChange={setLayer} />
        </Show>
      </Suspense>
    </div>
  )
}
