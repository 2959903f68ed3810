/** A token bucket: `burst` at once, `perSecond` to keep up. */
export interface Bucket {
  /** Takes `amount` where it is there; `false` takes nothing. */
  take(amount: number): boolean
}

export const createBucket = (perSecond: number, burst: number, now: () => number): Bucket => {
  let level = burst
  let filledAt = now()
  return {
    take(amount) {
      const time = now()
      level = Math.min(burst, level + ((time - filledAt) * perSecond) / 1_000)
      filledAt = time
      if (amount > level) return false
      level -= amount
      return true
    },
  }
}
