/** Resolves after `ms`, or at once when `signal` is aborted; keeps no process alive. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = (): void => {
      clearTimeout(clock)
      signal.removeEventListener('abort', done)
      resolve()
    }
    // Longer waits than a timer can hold simply end early and are asked for again.
    const clock = setTimeout(done, Math.min(ms, 2 ** 31 - 1))
    clock.unref()
    signal.addEventListener('abort', done)
  })
