// Imported before anything else: modules keep some of what they find here when they are loaded.
import nodeCrypto, { webcrypto } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import {
  SynchronousBlob,
  SynchronousCompressionStream,
  SynchronousDecompressionStream,
  synchronousSubtle,
} from './synchronousCrypto.ts'
import { createVirtualClock, type VirtualClock } from './virtualClock.ts'

/** What the platform really is, for whoever must not be part of a run. */
export const real = {
  setImmediate: globalThis.setImmediate,
  setTimeout: globalThis.setTimeout,
  now: Date.now,
  subtle: globalThis.crypto.subtle,
  Blob: globalThis.Blob,
  CompressionStream: globalThis.CompressionStream,
  DecompressionStream: globalThis.DecompressionStream,
}

interface Run {
  readonly clock: VirtualClock
  readonly random: () => number
}

let run: Run | null = null
/** Virtual time begins on a fixed day. */
const BEGINNING = Date.UTC(2026, 0, 5, 9)

const define = (target: object, name: string, value: unknown): void =>
  void Object.defineProperty(target, name, { value, writable: true, configurable: true })

const original = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  random: Math.random,
  performanceNow: performance.now.bind(performance),
  getRandomValues: webcrypto.getRandomValues.bind(webcrypto),
  randomInt: nodeCrypto.randomInt,
}

type Callback = (...args: readonly unknown[]) => void

define(Date, 'now', () => (run ? run.clock.now() : real.now()))
define(performance, 'now', () => (run ? run.clock.now() - BEGINNING : original.performanceNow()))
define(Math, 'random', () => (run ? run.random() : original.random()))
define(globalThis, 'setTimeout', (callback: Callback, delay = 0, ...args: readonly unknown[]) =>
  run
    ? run.clock.after(Math.max(1, delay), () => callback(...args))
    : original.setTimeout(callback, delay, ...args),
)
define(globalThis, 'setInterval', (callback: Callback, delay = 0, ...args: readonly unknown[]) =>
  run ? run.clock.every(delay, () => callback(...args)) : original.setInterval(callback, delay, ...args),
)
define(globalThis, 'setImmediate', (callback: Callback, ...args: readonly unknown[]) =>
  run ? run.clock.after(0, () => callback(...args)) : original.setImmediate(callback, ...args),
)
const clear =
  (otherwise: (handle: never) => void) =>
  (handle: unknown): void => {
    run?.clock.cancel(handle)
    // reason: a handle of the platform's own, or none
    if (!run) otherwise(handle as never)
  }
define(globalThis, 'clearTimeout', clear(original.clearTimeout))
define(globalThis, 'clearInterval', clear(original.clearInterval))
define(globalThis, 'clearImmediate', clear(original.clearImmediate))
define(webcrypto, 'getRandomValues', <T extends ArrayBufferView>(view: T): T => {
  // reason: the platform's own type asks for an ArrayBuffer below, which every view here has
  if (!run) return original.getRandomValues(view as never)
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Math.floor(run.random() * 256)
  return view
})
define(webcrypto, 'subtle', synchronousSubtle)
define(nodeCrypto, 'randomInt', (min: number, max: number) =>
  run ? min + Math.floor(run.random() * (max - min)) : original.randomInt(min, max),
)
syncBuiltinESMExports()
define(globalThis, 'Blob', SynchronousBlob)
define(globalThis, 'CompressionStream', SynchronousCompressionStream)
define(globalThis, 'DecompressionStream', SynchronousDecompressionStream)

/**
 * Runs `work` in a world where time passes only as its clock is told, and chance is `random`: whatever it starts is the
 * same each time. What is left of it afterwards never happens.
 */
export const inVirtualTime = async <T>(
  random: () => number,
  work: (clock: VirtualClock) => Promise<T>,
): Promise<T> => {
  if (run) throw new Error('one run at a time')
  // After a turn of the real loop no promise is left that could go on by itself: nothing here waits for a thread.
  const settled = (): Promise<void> => new Promise((resolve) => void original.setImmediate(resolve))
  const clock = createVirtualClock(BEGINNING, settled)
  run = { clock, random }
  try {
    return await work(clock)
  } finally {
    await settled()
    run = null
  }
}
