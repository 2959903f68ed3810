/**
 * Gathers what wants to be written: all who call within `gatherMs` of the first are let go in the same turn, and never
 * less than `everyMs` after those before them.
 */
export const createFlushPace = (gatherMs: number, everyMs: number): (() => Promise<void>) => {
  let gathering: Promise<void> | undefined
  let letGoAt = Number.NEGATIVE_INFINITY
  return () =>
    (gathering ??= new Promise((resolve) => {
      const wait = Math.max(gatherMs, letGoAt + everyMs - performance.now())
      setTimeout(() => {
        gathering = undefined
        letGoAt = performance.now()
        resolve()
      }, wait)
    }))
}
