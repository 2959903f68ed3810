import type { Pace } from '../search/slices.ts'

/** Where nothing is ever idle, work that can wait goes on after this long all the same. */
const PATIENCE_MS = 50

/** For what somebody waits for: the page draws and hears keys in between, and the work goes on at once. */
export const eagerPace: Pace = {
  now: () => performance.now(),
  // Not a timer: the browser holds nested ones back for 4 ms each.
  rest: () =>
    new Promise((resolve) => {
      const channel = new MessageChannel()
      channel.port1.addEventListener('message', () => {
        channel.port1.close()
        resolve()
      })
      channel.port1.start()
      channel.port2.postMessage(null)
    }),
}

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
