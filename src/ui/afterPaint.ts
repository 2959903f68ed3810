import { createSignal } from 'solid-js'

const [painted, setPainted] = createSignal(false)
let asked = false

/**
 * Whether the first frame with papers or a page in it has been painted; reactive. What nobody sees or reaches before
 * then (a calendar, the buttons of a row that is not pointed at) is made after it, and the papers are there sooner.
 * Once true it stays so: what is drawn later, a row scrolled to above all, is drawn whole and not twice.
 */
export const hasPainted = (): boolean => {
  if (!asked) {
    asked = true
    requestAnimationFrame(() => setTimeout(() => setPainted(true)))
  }
  return painted()
}
