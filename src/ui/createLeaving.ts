import { onCleanup } from 'solid-js'

/**
 * Runs `onLeave` when the focus has gone elsewhere. Where a press took it away, only when that press has become its
 * click: what closes moves what stands below it, and the click would miss the button that was pressed. Returns what
 * `focusout` is listened to with. Needs a reactive owner.
 */
export const createLeaving = (onLeave: () => void): ((event: FocusEvent) => void) => {
  let pressed = false
  let left: Element | null = null
  const stop = new AbortController()
  const options = { capture: true, signal: stop.signal }
  // The click comes before any timer.
  const leave = (): unknown =>
    setTimeout(() => {
      const from = left
      left = null
      if (from && !stop.signal.aborted && !from.contains(document.activeElement)) onLeave()
    })
  const release = (): void => {
    pressed = false
    if (left) leave()
  }
  document.addEventListener('pointerdown', () => (pressed = true), options)
  document.addEventListener('pointerup', release, options)
  document.addEventListener('pointercancel', release, options)
  onCleanup(() => stop.abort())
  return (event) => {
    const { currentTarget, relatedTarget } = event
    if (!(currentTarget instanceof Element)) return
    if (relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) return
    left = currentTarget
    if (!pressed) leave()
  }
}
