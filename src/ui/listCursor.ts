import { createEffect, createSignal, on, onCleanup, type Accessor } from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'
import { createShortcuts } from './shortcuts.ts'

/** Which row of a list the keyboard is at. */
export interface ListCursor {
  readonly key: Accessor<PaperKey | null>
  /** Puts the cursor on a row that has the focus already, or that was touched. */
  put(key: PaperKey): void
  /** One row down or up, scrolled into view; the sheet follows where one is open. */
  move(direction: 1 | -1): void
  /**
   * For the list itself: called when a row should be seen, and focused. `moved`: before the cursor moves there, with
   * nothing changed yet that the page would have to be laid out for.
   */
  onReveal(reveal: (key: PaperKey, focus: boolean, moved?: boolean) => unknown): void
}

const isInSheet = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.sheet') !== null

/**
 * A cursor over `keys`, with `j`, `k`, `Enter` and `o`. `opened` is the paper in the sheet, `open` shows another one
 * there. Needs a reactive owner.
 */
export const createListCursor = (options: {
  readonly keys: Accessor<readonly PaperKey[]>
  readonly opened: Accessor<PaperKey | null>
  readonly open: (key: PaperKey) => void
}): ListCursor => {
  const [at, setAt] = createSignal<PaperKey | null>(null)
  let reveal: ((key: PaperKey, focus: boolean, moved?: boolean) => unknown) | null = null
  /** The row that has the focus while another paper is open: what is pressed there is for that row. */
  const [strayed, setStrayed] = createSignal<PaperKey | null>(null)
  const key = (): PaperKey | null => strayed() ?? options.opened() ?? at()

  createEffect(
    on(options.opened, (opened, before) => {
      setStrayed(null)
      if (opened) {
        // A paper that is none of the list's leaves the cursor where it was.
        if (options.keys().includes(opened)) setAt(opened)
        reveal?.(opened, false)
      } else if (before) reveal?.(before, true)
    }),
  )

  const returnToSheet = ({ target }: Event): void => {
    if (isInSheet(target)) setStrayed(null)
  }
  for (const type of ['focusin', 'pointerdown']) {
    document.addEventListener(type, returnToSheet)
    onCleanup(() => document.removeEventListener(type, returnToSheet))
  }

  const move = (direction: 1 | -1): void => {
    const keys = options.keys()
    const opened = options.opened()
    const current = strayed() ?? (opened !== null && keys.includes(opened) ? opened : at())
    const index = current === null ? -1 : keys.indexOf(current)
    const next = index < 0 ? keys[direction === 1 ? 0 : keys.length - 1] : keys[index + direction]
    if (next === undefined) return
    reveal?.(next, true, true)
    setAt(next)
    if (options.opened()) options.open(next)
  }

  const openCurrent = (): unknown => {
    const current = key()
    return current === null ? false : options.open(current)
  }
  createShortcuts({ j: () => move(1), k: () => move(-1), Enter: openCurrent, o: openCurrent })

  return {
    key,
    put(next) {
      const opened = options.opened()
      setAt(next)
      setStrayed(opened === null || opened === next || isInSheet(document.activeElement) ? null : next)
    },
    move,
    onReveal(listener) {
      reveal = listener
    },
  }
}
