import * as Y from 'yjs'
import type { LogEntry, LogHead, LogStore } from '../../server/relay/log.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import type { Capability } from '../../src/crypto/capability.ts'
import { openRecord } from '../../src/crypto/record.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import type { Result } from '../../src/lib/result.ts'

/** What a relay's disk holds of a room, read off in one moment. */
interface StoredRoom {
  readonly head: LogHead
  readonly snapshot: Bytes | null
  /** Those behind the floor. */
  readonly entries: readonly LogEntry[]
}

const EVERYTHING = Number.MAX_SAFE_INTEGER

const must = <T>(result: Result<T, string>): T => {
  if (!result.ok) throw new Error(result.error)
  return result.value
}

const readStored = async (store: LogStore, room: string): Promise<StoredRoom | null> => {
  for (;;) {
    const head = must(await store.head(room))
    if (!head) return null
    const tagged = head.snapshotTag.length > 0
    const snapshot = tagged
      ? must(await store.readSnapshot(room, head.snapshotTag, 0, head.snapshotSize))
      : null
    const entries = must(await store.read(room, head.floor + 1, EVERYTHING))
    // Written to meanwhile, the pieces might not belong together.
    if (must(await store.head(room))?.revision === head.revision) return { head, snapshot, entries }
  }
}

/** The store as a backup of this moment holds it: a log with the same name and the same numbers. */
export const backUp = async (store: LogStore, rooms: readonly Capability[]): Promise<LogStore> => {
  const copy = createMemoryStore()
  for (const { room } of rooms) {
    const stored = await readStored(store, room)
    if (!stored) continue
    const { snapshot, entries } = stored
    const generations = stored.head.generations.slice(-1)
    const head = { ...stored.head, generations, revision: 1 }
    must(await copy.append(room, entries, head))
    if (snapshot)
      must(await copy.compact(room, { snapshot, next: { ...head, revision: 2 }, dropTags: [], dropUpto: 0 }))
  }
  return copy
}

/** What records hold; a record never changes. `null`: it does not open. */
const payloads = new WeakMap<Bytes, Bytes | null>()

/**
 * What somebody who has nothing learns from this store alone. Where members may be hostile, `accepts` is what the app
 * looks at an update with before a document takes it, and a record that does not open is left out as the app does.
 */
export const documentOf = async (
  store: LogStore,
  capability: Capability,
  accepts?: (update: Bytes) => boolean,
): Promise<Y.Doc> => {
  const doc = new Y.Doc()
  const stored = await readStored(store, capability.room)
  if (!stored) return doc
  const { head, snapshot, entries } = stored
  const records = [...(snapshot ? [snapshot] : []), ...entries.map(({ record }) => record)]
  for (const record of records) {
    let payload = payloads.get(record)
    if (payload === undefined) {
      const opened = await openRecord(capability, head.keys, record)
      if (!opened.ok && !accepts)
        throw new Error(`a record on the relay's disk does not open: ${opened.error}`)
      payload = opened.ok ? opened.value.payload : null
      payloads.set(record, payload)
    }
    if (payload && (accepts?.(payload) ?? true)) Y.applyUpdate(doc, payload)
  }
  return doc
}

/** The store, and how often a room's log was replaced by a snapshot in it. */
export const countCompactions = (store: LogStore, counted: (room: string, tag: Bytes) => void): LogStore => ({
  ...store,
  async compact(room, compaction) {
    const done = await store.compact(room, compaction)
    if (done.ok) counted(room, compaction.next.snapshotTag)
    return done
  },
})
