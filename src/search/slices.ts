import { SLICE_MS } from './limits.ts'

/** When to let others work: the clock and the way to wait are passed in. */
export interface Pace {
  /** In ms, never backwards. */
  now(): number
  /** Resolves when there is time again. */
  rest(): Promise<void>
}

/** Does `work` for each of `things` without ever holding the thread much longer than a slice. */
export const inSlices = async <T>(
  things: Iterable<T>,
  pace: Pace,
  work: (thing: T) => void,
  /** Asked after each rest; the rest of the things is then left. */
  isOver: () => boolean = () => false,
): Promise<void> => {
  let began = pace.now()
  for (const thing of things) {
    if (pace.now() - began >= SLICE_MS) {
      await pace.rest()
      if (isOver()) return
      began = pace.now()
    }
    work(thing)
  }
}
