/** Tells a dead line from a slow one: time only counts while nothing arrives and nothing leaves. */
export interface StallClock {
  /** Something arrived. */
  reset(): void
  /** `unsent`: bytes that have not left yet; while they fall, the line is alive. */
  isStalled(unsent: number): boolean
}

export const createStallClock = (limitMs: number, now: () => number): StallClock => {
  let since = now()
  let lowest = Number.POSITIVE_INFINITY
  return {
    reset() {
      since = now()
      lowest = Number.POSITIVE_INFINITY
    },
    isStalled(unsent) {
      if (unsent < lowest) since = now()
      lowest = Math.min(unsent, lowest)
      return now() - since >= limitMs
    },
  }
}
