import { printHex, type Bytes } from '../../src/lib/bytes.ts'
import { err, ok } from '../../src/lib/result.ts'
import { counterKeyOf, type LogEntry, type LogHead, type LogStore } from './log.ts'

interface Room {
  head: LogHead
  readonly entries: Map<number, LogEntry>
  readonly counters: Map<string, number>
  readonly snapshots: Map<string, Bytes>
}

/** A store that forgets everything when the process ends: for tests, and for a relay that only passes on. */
export const createMemoryStore = (): LogStore & { wipe(): void } => {
  const rooms = new Map<string, Room>()
  /** The room ready for the write that makes `next`, or `null` where that is not the next write. */
  const openFor = (name: string, next: LogHead): Room | null => {
    const kept = rooms.get(name)
    if ((kept?.head.revision ?? 0) + 1 !== next.revision) return null
    if (kept) return kept
    const room = { head: next, entries: new Map(), counters: new Map(), snapshots: new Map() }
    rooms.set(name, room)
    return room
  }
  return {
    wipe: () => rooms.clear(),
    head: async (room) => ok(rooms.get(room)?.head ?? null),
    async append(room, entries, next) {
      const kept = openFor(room, next)
      if (!kept) return err('conflict')
      for (const entry of entries) {
        kept.entries.set(entry.seq, entry)
        kept.counters.set(counterKeyOf(entry.record), entry.seq)
      }
      kept.head = next
      return ok(null)
    },
    async compact(room, { snapshot, next, dropTags, dropUpto }) {
      const kept = openFor(room, next)
      if (!kept) return err('conflict')
      for (const tag of dropTags) kept.snapshots.delete(printHex(tag))
      kept.snapshots.set(printHex(next.snapshotTag), snapshot)
      for (const { seq, record } of [...kept.entries.values()])
        if (seq <= dropUpto) {
          kept.entries.delete(seq)
          kept.counters.delete(counterKeyOf(record))
        }
      kept.head = next
      return ok(null)
    },
    async read(room, from, maxBytes) {
      const kept = rooms.get(room)
      const found: LogEntry[] = []
      let bytes = 0
      if (!kept) return ok(found)
      for (let seq = from; seq <= kept.head.head && (found.length === 0 || bytes < maxBytes); seq++) {
        const entry = kept.entries.get(seq)
        if (!entry) continue
        found.push(entry)
        bytes += entry.record.length
      }
      return ok(found)
    },
    find: async (room, counterKey) => ok(rooms.get(room)?.counters.get(counterKey) ?? null),
    async measure(room, from, to) {
      let bytes = 0
      for (let seq = from; seq <= to; seq++) bytes += rooms.get(room)?.entries.get(seq)?.record.length ?? 0
      return ok(bytes)
    },
    async readSnapshot(room, tag, offset, length) {
      const snapshot = rooms.get(room)?.snapshots.get(printHex(tag))
      return ok(snapshot ? snapshot.slice(offset, offset + length) : null)
    },
    async close() {},
  }
}
