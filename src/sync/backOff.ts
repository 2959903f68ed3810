/** Growing pauses between attempts: the n-th is `first`·2ⁿ up to `last`, halved and stretched at random. */
export interface BackOff {
  /** The next pause in ms. */
  next(): number
  reset(): void
}

export const createBackOff = (first: number, last: number, random: () => number): BackOff => {
  let attempts = 0
  return {
    next() {
      const pause = Math.min(last, first * 2 ** Math.min(attempts, 30))
      attempts++
      // Between a half and the whole: when a relay returns, its clients do not return together.
      return pause * (0.5 + random() / 2)
    },
    reset() {
      attempts = 0
    },
  }
}
