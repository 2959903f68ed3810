import type { Pace } from './slices.ts'

/** Where nothing is ever idle, work that can wait goes on after this long all the same. */
const PATIENCE_MS = 50

/** For what nobody waits for: the work goes on when the page has nothing else to do. */
export const idlePace: Pace = {
  now: () => performance.now(),
  rest: () =>
    new Promise((resolve) => {
      // Safari has none.
      if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: PATIENCE_MS })
      else setTimeout(resolve)
    }),
}
