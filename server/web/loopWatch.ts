import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How late the event loop was in the last whole window, in seconds. */
export interface LoopLag {
  readonly median: number
  readonly p99: number
  readonly max: number
}

export interface LoopWatch {
  lag(): LoopLag
  stop(): void
}

const WINDOW_MS = 15_000
const RESOLUTION_MS = 20
/** Clients take a relay for dead after 30 s of silence, and people notice half a second. */
const STALL_SECONDS = 1

/** Watches whether everybody is made to wait; `stalled` is called with the seconds of the worst wait of a window. */
export const watchLoop = (stalled: (seconds: number) => void): LoopWatch => {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delays.enable()
  const seconds = (nanoseconds: number): number =>
    Math.max(0, Math.round(nanoseconds / 1e6 - RESOLUTION_MS) / 1_000)
  const read = (): LoopLag =>
    delays.count === 0
      ? { median: 0, p99: 0, max: 0 }
      : {
          median: seconds(delays.percentile(50)),
          p99: seconds(delays.percentile(99)),
          max: seconds(delays.max),
        }
  let last: LoopLag | null = null
  const clock = setInterval(() => {
    last = read()
    delays.reset()
    if (last.max >= STALL_SECONDS) stalled(last.max)
  }, WINDOW_MS)
  clock.unref()
  return {
    lag: () => last ?? read(),
    stop() {
      clearInterval(clock)
      delays.disable()
    },
  }
}
