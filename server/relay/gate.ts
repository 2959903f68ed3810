/** Lets at most `width` pieces of work run at once; the others wait their turn. */
export interface Gate {
  <T>(work: () => Promise<T>): Promise<T>
  /** How many wait. Whoever may refuse looks here first, which bounds the line. */
  waiting(): number
}

export const createGate = (width: number): Gate => {
  const waiting: (() => void)[] = []
  let running = 0
  const gate = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      // The place is handed on as it is, so that nobody slips in between.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
  return Object.assign(gate, { waiting: () => waiting.length })
}
