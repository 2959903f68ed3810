import { createSignal, onCleanup, type Accessor } from 'solid-js'

/**
 * False until the frame that shows the owner has been painted. What nobody sees or reaches before then (a calendar, the
 * buttons of a row that is not pointed at) is made after it, and the papers are there sooner. Needs a reactive owner.
 */
export const createAfterPaint = (): Accessor<boolean> => {
  const [painted, setPainted] = createSignal(false)
  let clock: ReturnType<typeof setTimeout> | undefined
  const frame = requestAnimationFrame(() => {
    clock = setTimeout(() => setPainted(true))
  })
  onCleanup(() => {
    cancelAnimationFrame(frame)
    clearTimeout(clock)
  })
  return painted
}
