import {
  batch,
  createReaction,
  createRenderEffect,
  createSignal,
  on,
  onCleanup,
  type Accessor,
} from 'solid-js'

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

const waiting = new Set<() => void>()
const followAll = (): void => {
  const due = [...waiting]
  waiting.clear()
  batch(() => {
    for (const follow of due) follow()
  })
}

/**
 * `value`, which follows what it is made of after the next frame and not in it: numbers beside the papers and the
 * sentence about an act, so that the act itself is painted sooner. A change of `subject` it follows at once: numbers of
 * one day must not stand under the name of another. Needs a reactive owner.
 */
export const createAfterFrame = <T>(value: () => T, subject?: () => unknown): Accessor<T> => {
  const [shown, setShown] = createSignal<T>()
  const track = createReaction(() => {
    if (waiting.size === 0) requestAnimationFrame(() => setTimeout(followAll))
    waiting.add(follow)
  })
  const follow = (): void => track(() => void setShown(() => value()))
  follow()
  if (subject) createRenderEffect(on(subject, follow, { defer: true }))
  onCleanup(() => waiting.delete(follow))
  // reason: `follow` has set it, to a T
  return shown as Accessor<T>
}
