import { createHash } from 'node:crypto'
import { equalBytes, printHex, type Bytes } from '../../src/lib/bytes.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import { linkChain } from './chain.ts'
import type { LogEntry, LogHead, LogStore } from './log.ts'

/**
 * Whether what a room's store yields is what was acknowledged: looked at once while the room is in memory, since what a
 * disk has lost is lost at a start. `head` is the room's present one.
 */
export interface LogCheck {
  /**
   * These acknowledged entries, and all before them, follow from the floor by their chain; those that reach the head
   * end in its.
   */
  records(entries: readonly LogEntry[]): Promise<boolean>
  /** The snapshot's bytes are those that its tag names. */
  snapshot(tag: Bytes, total: number): Promise<boolean>
}

export const createLogCheck = (
  store: LogStore,
  room: string,
  stepBytes: number,
  head: () => LogHead,
): LogCheck => {
  let checked = head().floor
  let chain = head().floorChain
  const snapshots = new Set<string>()
  let turn: Promise<unknown> = Promise.resolve()
  /** One look at a time: fifty who join at once would otherwise hash the same records fifty times. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  /** False where an entry does not follow; those that were looked at before are passed over. */
  const follow = (entries: readonly LogEntry[], last: number): boolean => {
    for (const entry of entries) {
      // What lies beyond may be in the middle of its commit, and another record yet.
      if (entry.seq > last) break
      if (entry.seq <= checked) continue
      const next = linkChain(chain, entry.record)
      if (entry.seq !== checked + 1 || !equalBytes(next, entry.chain)) return false
      checked++
      chain = next
    }
    return true
  }
  const lookAt = async (entries: readonly LogEntry[]): Promise<boolean> => {
    const [first, last] = [entries[0]?.seq ?? 0, entries.at(-1)?.seq ?? 0]
    if (checked < head().floor) {
      checked = head().floor
      chain = head().floorChain
    }
    // Whoever goes on from where they left off reads the end alone.
    while (checked < first - 1) {
      const read = await store.read(room, checked + 1, stepBytes)
      if (!read.ok || read.value[0]?.seq !== checked + 1)
        return checked < head().floor ? lookAt(entries) : false
      if (!follow(read.value, first - 1)) return false
    }
    return follow(entries, last) && (checked !== head().head || equalBytes(chain, head().chain))
  }
  const lookAtSnapshot = async (tag: Bytes, total: number): Promise<boolean> => {
    const name = printHex(tag)
    if (snapshots.has(name)) return true
    const digest = createHash('sha256')
    for (let offset = 0; offset < total; offset += PART_BYTES) {
      const part = await store.readSnapshot(room, tag, offset, PART_BYTES)
      if (!part.ok || !part.value) return false
      digest.update(part.value)
    }
    const whole = equalBytes(new Uint8Array(digest.digest().subarray(0, tag.length)), tag)
    if (whole) snapshots.add(name)
    return whole
  }
  return {
    records: (entries) => inTurn(() => lookAt(entries)),
    snapshot: (tag, total) => inTurn(() => lookAtSnapshot(tag, total)),
  }
}
