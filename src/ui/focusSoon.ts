/** A focus that waits for the frame, and whether what it would be taken from may lose it. */
let waiting: { readonly element: HTMLElement; readonly mayMove: () => boolean } | null = null
let listening = false

const settle = (): void => {
  const next = waiting
  waiting = null
  if (next?.element.isConnected && next.mayMove()) next.element.focus({ preventScroll: true })
}

const onKeyDown = (event: KeyboardEvent): void => {
  const element = waiting?.element
  settle()
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey
  if (event.key !== 'Enter' || !plain || !element || document.activeElement !== element) return
  // The key was on its way to where the focus was.
  event.preventDefault()
  event.stopImmediatePropagation()
  element.click()
}

/**
 * Focuses `element` once the next frame is painted, at the latest before the next key or touch is heard: taking the
 * focus makes the browser lay out the whole page, which nobody who moves through a list should wait for. `mayMove` is
 * asked at that moment. Only the last one asked for is done.
 */
export const focusSoon = (element: HTMLElement, mayMove: () => boolean): void => {
  waiting = { element, mayMove }
  if (!listening) {
    listening = true
    addEventListener('keydown', onKeyDown, true)
    addEventListener('pointerdown', settle, true)
  }
  requestAnimationFrame(() => setTimeout(settle))
}
