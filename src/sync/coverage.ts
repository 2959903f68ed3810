import * as Y from 'yjs'

/** Clocks `from` up to but not including `to` of one Yjs client. */
export interface ClockRange {
  readonly client: number
  readonly from: number
  readonly to: number
}

/** What an update is about, without its content. */
export interface UpdateParts {
  readonly structs: readonly ClockRange[]
  readonly deletions: readonly ClockRange[]
}

export const NO_PARTS: UpdateParts = { structs: [], deletions: [] }

/** Reads which structs and deletions a V1 update carries; `null` where it is none. */
export const readParts = (update: Uint8Array): UpdateParts | null => {
  try {
    const decoded = Y.decodeUpdate(update)
    const structs: ClockRange[] = []
    const deletions: ClockRange[] = []
    for (const struct of decoded.structs) {
      if (struct instanceof Y.Skip || struct.length === 0) continue
      const { client, clock } = struct.id
      const last = structs.at(-1)
      if (last && last.client === client && last.to === clock)
        structs[structs.length - 1] = { client, from: last.from, to: clock + struct.length }
      else structs.push({ client, from: clock, to: clock + struct.length })
    }
    for (const [client, items] of decoded.ds.clients)
      for (const { clock, len } of items)
        if (len > 0) deletions.push({ client, from: clock, to: clock + len })
    return { structs, deletions }
  } catch {
    return null
  }
}

type Interval = [from: number, to: number]

/** The place of the first interval that ends at or after `clock`. */
const placeOf = (intervals: readonly Interval[], clock: number): number => {
  let low = 0
  let high = intervals.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((intervals[middle]?.[1] ?? 0) < clock) low = middle + 1
    else high = middle
  }
  return low
}

/** Per client the covered clocks, as sorted intervals that neither overlap nor touch. */
class IntervalSet {
  readonly clients = new Map<number, Interval[]>()

  add({ client, from, to }: ClockRange): void {
    const known = this.clients.get(client)
    if (!known) {
      this.clients.set(client, [[from, to]])
      return
    }
    const at = placeOf(known, from)
    let end = at
    let start = from
    let stop = to
    for (let next = known[end]; next && next[0] <= stop; next = known[++end]) {
      start = Math.min(start, next[0])
      stop = Math.max(stop, next[1])
    }
    // Logs grow at the end: the usual range lengthens the last interval or follows it.
    const first = known[at]
    if (end === at + 1 && first) {
      first[0] = start
      first[1] = stop
    } else known.splice(at, end - at, [start, stop])
  }

  has({ client, from, to }: ClockRange): boolean {
    const known = this.clients.get(client)
    const interval = known?.[placeOf(known, from)]
    // An interval that only touches `from` with its end is passed over: intervals never touch each other.
    return interval !== undefined && interval[0] <= from && to <= interval[1]
  }

  within(other: IntervalSet): boolean {
    for (const [client, intervals] of this.clients)
      for (const [from, to] of intervals) if (!other.has({ client, from, to })) return false
    return true
  }
}

/**
 * What the relay is known to hold: id intervals of structs and of deletions, no content. It only ever grows by what
 * the relay sent or acknowledged; after a compaction it is built anew.
 */
export interface Coverage {
  add(parts: UpdateParts): void
  contains(parts: UpdateParts): boolean
  hasDeletion(range: ClockRange): boolean
  /** True where everything here is also in `other`. */
  within(other: Coverage): boolean
  /** Per client the clocks held without a hole from 0: a hole is never claimed as present. */
  stateVector(): Map<number, number>
  /** True where `doc` has integrated a struct or a deletion that is not here. */
  lacks(doc: Y.Doc): boolean
}

class IntervalCoverage implements Coverage {
  readonly structs = new IntervalSet()
  readonly deletions = new IntervalSet()

  add(parts: UpdateParts): void {
    for (const range of parts.structs) this.structs.add(range)
    for (const range of parts.deletions) this.deletions.add(range)
  }

  contains(parts: UpdateParts): boolean {
    return (
      parts.structs.every((range) => this.structs.has(range)) &&
      parts.deletions.every((range) => this.deletions.has(range))
    )
  }

  hasDeletion(range: ClockRange): boolean {
    return this.deletions.has(range)
  }

  within(other: Coverage): boolean {
    return (
      other instanceof IntervalCoverage &&
      this.structs.within(other.structs) &&
      this.deletions.within(other.deletions)
    )
  }

  stateVector(): Map<number, number> {
    const vector = new Map<number, number>()
    for (const [client, [first]] of this.structs.clients)
      if (first && first[0] === 0) vector.set(client, first[1])
    return vector
  }

  lacks(doc: Y.Doc): boolean {
    for (const client of doc.store.clients.keys()) {
      const to = Y.getState(doc.store, client)
      if (to > 0 && !this.structs.has({ client, from: 0, to })) return true
    }
    for (const [client, items] of Y.createDeleteSetFromStructStore(doc.store).clients)
      for (const { clock, len } of items)
        if (!this.deletions.has({ client, from: clock, to: clock + len })) return true
    return false
  }
}

export const createCoverage = (): Coverage => new IntervalCoverage()
