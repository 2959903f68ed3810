import type { Client, ConnectOptions, Contender } from './contender.ts'
import { sleep, within } from './process.ts'

const SLICE = 100
const CONNECT_MS = 60_000

/** Connects so many clients, a hundred at a time, so that the queue of unaccepted sockets is never what is measured. */
export const connectAll = async (
  contender: Contender,
  count: number,
  optionsOf: (index: number) => ConnectOptions,
): Promise<readonly Client[]> => {
  const clients: Client[] = []
  while (clients.length < count) {
    const slice: Client[] = []
    for (let index = clients.length; index < Math.min(count, clients.length + SLICE); index++)
      slice.push(contender.connect(optionsOf(index)))
    await within(CONNECT_MS, 'connecting', Promise.all(slice.map(({ ready }) => ready)))
    clients.push(...slice)
    // Room for whoever else shares the thread: timers and what other sockets were sent.
    await sleep(0)
  }
  return clients
}

/** Calls `send` so often a second, evenly, until stopped; what a late timer missed is made up for. */
export const everySecond = (times: number, send: (number: number) => void): (() => void) => {
  const began = performance.now()
  let sent = 0
  const clock = setInterval(() => {
    for (const due = ((performance.now() - began) * times) / 1_000; sent < Math.floor(due);) send(sent++)
  }, 1)
  return () => clearInterval(clock)
}

/** Waits until `done`, at most `ms`; whether it came to pass. */
export const until = async (ms: number, done: () => boolean): Promise<boolean> => {
  for (const end = performance.now() + ms; performance.now() < end;) {
    if (done()) return true
    await sleep(5)
  }
  return done()
}

/** Delays in ms, kept by the thousand and given back as quantiles. */
export const createDelays = () => {
  const kept: number[] = []
  return {
    add: (ms: number): void => void kept.push(ms),
    quantile(share: number): number {
      const sorted = Float64Array.from(kept).sort()
      return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
    },
  }
}
