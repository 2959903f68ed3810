import * as Y from 'yjs'

/** Spaces out the records of one room, so that an act leaves at once and typing gathers. */
export interface AppendPace {
  /** How many ms a record still has to wait that carries an act. */
  wait(): number
  /** The same for letters, of which more are to be expected. */
  waitTyping(): number
  /** A record has just been made. */
  took(): void
}

/**
 * At most one record in `intervalMs` in the long run. Acts may use up to `burst` records ahead of that; letters may not,
 * and wait an interval from the first of them where records were used ahead.
 */
export const createAppendPace = (intervalMs: number, burst: number, now: () => number): AppendPace => {
  /** When nothing is used ahead any more. */
  let rested = Number.NEGATIVE_INFINITY
  const until = (time: number): number =>
    // Never longer than one interval: neither a long burst nor a clock that was set back may hold the document.
    Math.min(intervalMs, Math.max(0, time - now()))
  return {
    wait: () => until(rested - (burst - 1) * intervalMs),
    waitTyping: () => until(rested),
    took() {
      rested = Math.max(rested, now()) + intervalMs
    },
  }
}

/** Whether a transaction changed nothing but texts, as each keystroke in a note does. */
export const isTyping = (transaction: Y.Transaction): boolean =>
  transaction.changed.size > 0 && [...transaction.changed.keys()].every((type) => type instanceof Y.Text)
