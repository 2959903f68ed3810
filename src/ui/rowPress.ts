import type { PaperKey } from '../domain/paperKey.ts'

/** As long as phones take for their own menus. */
const LONG_PRESS_MS = 500
/** A finger that moves further scrolls or swipes. */
const SLOP = 10
/** What stands in a row and is pressed for itself. */
const OWN = 'button, input, label, textarea, select, [contenteditable="true"], a:not([data-paper])'

/** The paper of the row that holds `target`, where it is none of the row's own buttons. */
export const rowAt = (target: EventTarget | null, keys: readonly PaperKey[]): PaperKey | null => {
  if (!(target instanceof Element) || target.closest(OWN)) return null
  const text = target.closest('.papers > li')?.querySelector('[data-paper]')?.getAttribute('data-paper')
  return keys.find((key) => key === text) ?? null
}

/** Whether a click hit the letters of a title, where a browser opens links in new tabs. */
const onLetters = (event: MouseEvent): boolean => {
  const link = event.target instanceof Element ? event.target.closest('a[data-paper]') : null
  return [...(link?.getClientRects() ?? [])].some(
    ({ left, right, top, bottom }) =>
      event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom,
  )
}

/**
 * Listens to a list: a long press of a finger, clicks with Shift, Ctrl or Cmd, and, while some are chosen, taps. Comes
 * before the rows themselves, so that a press that chooses does not open, and none begins a swipe while choosing.
 * Returns how to stop.
 */
export const listenToPresses = (
  root: HTMLElement,
  on: {
    readonly keys: () => readonly PaperKey[]
    readonly choosing: () => boolean
    readonly toggle: (key: PaperKey) => void
    readonly extend: (key: PaperKey) => void
    readonly menu: (key: PaperKey, event: MouseEvent) => void
  },
): (() => void) => {
  let press: {
    readonly x: number
    readonly y: number
    readonly clock: ReturnType<typeof setTimeout>
  } | null = null
  let touched = false
  /** A press has just chosen: the click that ends it is no click. */
  let spent = false
  const stop = new AbortController()
  const listen = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    handler: (event: HTMLElementEventMap[Name]) => void,
  ): void => root.addEventListener(name, handler, { capture: true, signal: stop.signal })

  const end = (): void => {
    if (press) clearTimeout(press.clock)
    press = null
  }
  listen('pointerdown', (event) => {
    end()
    spent = false
    touched = event.pointerType === 'touch'
    if (!touched || !event.isPrimary) return
    const key = rowAt(event.target, on.keys())
    if (key === null) return
    if (on.choosing()) event.stopPropagation()
    const clock = setTimeout(() => {
      press = null
      spent = true
      navigator.vibrate?.(10)
      on.toggle(key)
    }, LONG_PRESS_MS)
    press = { x: event.clientX, y: event.clientY, clock }
  })
  listen('pointermove', (event) => {
    if (spent && touched) event.stopPropagation()
    if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLOP) end()
  })
  listen('pointerup', end)
  listen('pointercancel', end)
  listen('contextmenu', (event) => {
    // Shift asks for the browser's own.
    if (event.shiftKey) return
    const key = rowAt(event.target, on.keys())
    if (key === null) return
    event.preventDefault()
    // A finger that rests has chosen the row.
    if (!touched) on.menu(key, event)
  })
  listen('mousedown', (event) => {
    // Would mark text from wherever the last click was.
    if (event.shiftKey && rowAt(event.target, on.keys()) !== null) event.preventDefault()
  })
  listen('click', (event) => {
    const key = rowAt(event.target, on.keys())
    const mod = event.ctrlKey || event.metaKey
    if (key === null && !spent) return
    if (key !== null && !spent) {
      if (event.shiftKey) on.extend(key)
      else if (mod && (on.choosing() || !onLetters(event))) on.toggle(key)
      else if (touched && on.choosing()) on.toggle(key)
      else return
    }
    spent = false
    event.preventDefault()
    event.stopPropagation()
  })
  return () => {
    end()
    stop.abort()
  }
}
