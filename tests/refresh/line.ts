import type { Line } from '../../src/refresh/askRegistry.ts'

/** A line to a server of this machine with a clock that is moved by hand. */
export interface TestLine extends Line {
  network: boolean
  /** Moves the clock, and has everything called back that was due by then. */
  pass(ms: number): void
  readonly sent: RequestInit[]
}

export const createLine = (): TestLine => {
  let time = Date.UTC(2026, 10, 29)
  const timers = new Set<{ readonly at: number; readonly call: () => void }>()
  const self: TestLine = {
    network: true,
    sent: [],
    async fetch(url, init) {
      self.sent.push(init)
      if (!self.network) throw new TypeError('Failed to fetch')
      return fetch(url, init)
    },
    now: () => time,
    online: () => self.network,
    setTimer(ms, call) {
      const timer = { at: time + ms, call }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    pass(ms) {
      time += ms
      for (const timer of [...timers].filter(({ at }) => at <= time)) {
        timers.delete(timer)
        timer.call()
      }
    },
  }
  return self
}
