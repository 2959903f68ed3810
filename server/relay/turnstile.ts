import { createBucket } from './bucket.ts'

/** Lets so many through in a second; the others stand in one line, in the order in which they came. */
export interface Turnstile {
  /** Resolves when it is one's turn; `false` at once where the line is full. */
  enter(): Promise<boolean>
  waiting(): number
}

/** `burst` at once, `perSecond` to keep up, at most `maxWaiting` in line. A clock runs only while somebody waits. */
export const createTurnstile = (
  perSecond: number,
  burst: number,
  maxWaiting: number,
  now: () => number,
): Turnstile => {
  const bucket = createBucket(perSecond, burst, now)
  const line: (() => void)[] = []
  let clock: ReturnType<typeof setTimeout> | undefined
  const stepMs = Math.max(1, Math.ceil(1_000 / perSecond))
  const admit = (): void => {
    clock = undefined
    while (line.length > 0 && bucket.take(1)) line.shift()?.()
    if (line.length > 0) clock = setTimeout(admit, stepMs)
  }
  return {
    async enter() {
      if (line.length === 0 && bucket.take(1)) return true
      if (line.length >= maxWaiting) return false
      await new Promise<void>((resolve) => {
        line.push(resolve)
        clock ??= setTimeout(admit, stepMs)
      })
      return true
    },
    waiting: () => line.length,
  }
}
