/** A pointer that moved further, in px, was drawn away from what it had pressed, and that is how a press is taken back. */
const SLOP = 5
/** What a click does something to. */
const PRESSED = 'a[href], button, summary, label, input, select, textarea, [role="button"]'

/**
 * Sees to it that a press does what was pressed, although the page moves under it (a banner comes, a paper arrives
 * above): the browser then gives the click to what both places have in common, which hears nothing. Listens before
 * anything inside `root`. Returns how to stop.
 */
export const keepPresses = (root: Document): (() => void) => {
  let press: { readonly on: Element; readonly x: number; readonly y: number; readonly top: number } | null =
    null
  const stop = new AbortController()
  const options = { capture: true, signal: stop.signal }
  root.addEventListener(
    'pointerdown',
    (event) => {
      const on = event.target instanceof Element ? event.target.closest(PRESSED) : null
      press =
        on && event.isPrimary && event.button === 0
          ? { on, x: event.clientX, y: event.clientY, top: on.getBoundingClientRect().top }
          : null
    },
    options,
  )
  root.addEventListener(
    'click',
    (event) => {
      const pressed = press
      press = null
      // One made by a key, or by this very listener, has no press before it.
      if (!pressed || !event.isTrusted || event.detail === 0) return
      const { on, x, y, top } = pressed
      if (event.target instanceof Node && on.contains(event.target)) return
      if (Math.hypot(event.clientX - x, event.clientY - y) > SLOP) return
      if (!on.isConnected || on.getBoundingClientRect().top === top) return
      event.preventDefault()
      event.stopImmediatePropagation()
      on.dispatchEvent(new MouseEvent('click', event))
    },
    options,
  )
  return () => stop.abort()
}
