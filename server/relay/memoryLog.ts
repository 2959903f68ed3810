import { printHex, type Bytes } from '../../src/lib/bytes.ts'
import { ok } from '../../src/lib/result.ts'
import type { LogEntry, LogHead, LogStore } from './log.ts'

interface Room {
  head: LogHead
  entries: Map<number, LogEntry>
  snapshots: Map<string, Bytes>
}

/** A store that forgets everything when the process ends: for tests, and for a relay that only passes on. */
export const createMemoryStore = (): LogStore & { wipe(): void } => {
  const rooms = new Map<string, Room>()
  return {
    wipe: () => rooms.clear(),
    head: async (room) => ok(rooms.get(room)?.head ?? null),
    async create(room, head) {
      rooms.set(room, { head, entries: new Map(), snapshots: new Map() })
      return ok(null)
    },
    async append(room, entries, next) {
      const kept = rooms.get(room)
      if (kept) {
        for (const entry of entries) kept.entries.set(entry.seq, entry)
        kept.head = next
      }
      return ok(null)
    },
    async read(room, from, maxBytes) {
      const kept = rooms.get(room)
      const found: LogEntry[] = []
      let bytes = 0
      if (!kept) return ok(found)
      for (let seq = from; seq <= kept.head.head && (found.length === 0 || bytes < maxBytes); seq++) {
        const entry = kept.entries.get(seq)
        if (!entry) break
        found.push(entry)
        bytes += entry.record.length
      }
      return ok(found)
    },
    async compact(room, snapshot, next) {
      const kept = rooms.get(room)
      if (kept) {
        const previous = printHex(kept.head.snapshotTag)
        for (const tag of kept.snapshots.keys()) if (tag !== previous) kept.snapshots.delete(tag)
        kept.snapshots.set(printHex(next.snapshotTag), snapshot)
        for (const seq of kept.entries.keys()) if (seq <= next.floor) kept.entries.delete(seq)
        kept.head = next
      }
      return ok(null)
    },
    async readSnapshot(room, tag, offset, length) {
      const snapshot = rooms.get(room)?.snapshots.get(printHex(tag))
      return ok(snapshot ? snapshot.slice(offset, offset + length) : null)
    },
    async update(room, next) {
      const kept = rooms.get(room)
      if (kept) kept.head = next
      return ok(null)
    },
    async close() {},
  }
}
