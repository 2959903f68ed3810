/** Messages of one stay in a room: opened side by side, taken in the order they came. */
export interface Inbox {
  /** `open` may run at once with others; `take` runs alone, after every earlier one. `bytes` count until then. */
  push<T>(bytes: number, open: () => Promise<T> | T, take: (opened: T) => Promise<void> | void): void
  bytes(): number
  /** Nothing is taken any more. */
  close(): void
}

export interface InboxOptions {
  /** Bytes that may wait. */
  readonly limit: number
  /** How many are opened at once. */
  readonly width: number
  /** More bytes wait than may. */
  readonly overflow: () => void
  /** Opening or taking threw; the inbox is closed. */
  readonly failed: (fault: unknown) => void
}

export const createInbox = ({ limit, width, overflow, failed }: InboxOptions): Inbox => {
  const unopened: (() => Promise<void>)[] = []
  let running = 0
  let waiting = 0
  let closed = false
  let last: Promise<void> = Promise.resolve()

  const openNext = (): void => {
    for (let next = unopened.shift(); next; next = running < width ? unopened.shift() : undefined) {
      running++
      void next().then(() => {
        running--
        if (!closed && running < width) openNext()
      })
    }
  }

  return {
    push(bytes, open, take) {
      if (closed) return
      waiting += bytes
      if (waiting > limit) {
        closed = true
        overflow()
        return
      }
      const opened = new Promise<Awaited<ReturnType<typeof open>>>((resolve, reject) => {
        unopened.push(async () => {
          try {
            resolve(await open())
          } catch (fault) {
            reject(fault)
          }
        })
      })
      // What opens early waits for its turn, and its failure with it.
      opened.catch(() => {})
      last = last.then(async () => {
        if (closed) return
        try {
          const value = await opened
          // reason: `closed` may have changed while this waited, which the compiler does not follow
          if (closed as boolean) return
          waiting -= bytes
          await take(value)
        } catch (fault) {
          // reason: as above
          if (!(closed as boolean)) failed(fault)
          closed = true
        }
      })
      if (running < width) openNext()
    },
    bytes: () => waiting,
    close() {
      closed = true
      unopened.length = 0
    },
  }
}
