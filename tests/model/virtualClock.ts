/** Time that passes only when a run lets it, event by event. */
export interface VirtualClock {
  /** ms since 1970. */
  now(): number
  /** Calls `callback` after `delay` ms; those due at one moment in the order they were asked for. */
  after(delay: number, callback: () => void): TimerHandle
  cancel(handle: unknown): void
  every(delay: number, callback: () => void): TimerHandle
  /** Lets `ms` pass, or less where `until` becomes true: looked at between any two events. */
  pass(ms: number, until?: () => boolean): Promise<void>
  /** Events that have happened. */
  events(): number
}

/** What Node's timers offer, as far as it is used. */
export interface TimerHandle {
  readonly id: number
  ref(): TimerHandle
  unref(): TimerHandle
}

interface Event {
  at: number
  order: number
  readonly callback: () => void
  readonly every: number | null
  gone: boolean
  readonly handle: TimerHandle
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** `settled` resolves when everything that has begun by now waits for the clock. */
export const createVirtualClock = (start: number, settled: () => Promise<void>): VirtualClock => {
  const heap: Event[] = []
  const byId = new Map<number, Event>()
  let time = start
  let ids = 0
  let orders = 0
  let happened = 0

  const swap = (a: number, b: number): void => {
    const one = heap[a]
    const other = heap[b]
    if (!one || !other) return
    heap[a] = other
    heap[b] = one
  }
  const push = (event: Event): void => {
    heap.push(event)
    for (let at = heap.length - 1; at > 0;) {
      const above = (at - 1) >> 1
      const upper = heap[above]
      if (!upper || !isBefore(event, upper)) return
      swap(at, above)
      at = above
    }
  }
  const pop = (): void => {
    const last = heap.pop()
    if (!last || heap.length === 0) return
    heap[0] = last
    for (let at = 0; ;) {
      let least = at
      for (const below of [2 * at + 1, 2 * at + 2]) {
        const one = heap[below]
        const best = heap[least]
        if (one && best && isBefore(one, best)) least = below
      }
      if (least === at) return
      swap(at, least)
      at = least
    }
  }
  const plan = (delay: number, every: number | null, callback: () => void): TimerHandle => {
    const id = ++ids
    const handle: TimerHandle = { id, ref: () => handle, unref: () => handle }
    // As Node has it: what is no number, or too small, is one millisecond.
    const at = time + (delay >= 1 ? Math.floor(delay) : every === null && delay === 0 ? 0 : 1)
    const event: Event = { at, order: ++orders, callback, every, gone: false, handle }
    byId.set(id, event)
    push(event)
    return handle
  }
  const cancel = (handle: unknown): void => {
    const id = typeof handle === 'object' && handle !== null && 'id' in handle ? handle.id : handle
    const event = typeof id === 'number' ? byId.get(id) : undefined
    if (!event || typeof id !== 'number') return
    event.gone = true
    byId.delete(id)
  }

  return {
    now: () => time,
    after: (delay, callback) => plan(delay, null, callback),
    every: (delay, callback) => plan(delay, Math.max(1, Math.floor(delay)), callback),
    cancel,
    async pass(ms, until) {
      const end = time + ms
      await settled()
      for (;;) {
        if (until?.()) return
        const next = heap[0]
        if (!next || next.at > end) break
        pop()
        if (next.gone) continue
        time = next.at
        happened++
        if (next.every === null) byId.delete(next.handle.id)
        next.callback()
        await settled()
        if (next.every !== null && !next.gone) {
          next.at = time + next.every
          next.order = ++orders
          push(next)
        }
      }
      time = end
    },
    events: () => happened,
  }
}
