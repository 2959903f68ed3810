import { existsSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { open, type Database, type RootDatabase } from 'lmdb'
import { concatBytes, printHex, type Bytes } from '../../src/lib/bytes.ts'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import { createFlushPace } from './flushPace.ts'
import { lockFolder } from './folderLock.ts'
import { checkLmdbFile } from './lmdbCheck.ts'
import {
  counterKeyOf,
  type LogEntry,
  type LogHead,
  type LogStore,
  type RoomAges,
  type StoreFault,
} from './log.ts'

/** `in-use`: another process holds the folder; `unwritable`: it cannot be written; `unreadable`: no LMDB database. */
export type LmdbFault = 'in-use' | 'unwritable' | 'unreadable'

const CHAIN_BYTES = 16
/** Writes of all rooms wait so long for each other, and are then one transaction and one flush. */
const GATHER_MS = 2
/**
 * While writes come without a pause, flushes begin no sooner after each other than this: a flush costs more CPU than
 * passing an act on to a whole room, and an act that waits for it stays far below what an eye takes for a delay.
 */
const FLUSH_EVERY_MS = 20
/** Behind every number a room can reach. */
const MAX_INDEX = Number.MAX_SAFE_INTEGER

type TailKey = [room: string, seq: number]
type CounterKey = [room: string, counterKey: string]
type SnapshotKey = [room: string, tag: string, index: number]

const viewOf = (value: Buffer): Bytes => {
  const { buffer, byteOffset, length } = value
  // reason: a Buffer's memory is never shared between threads here, which its type leaves open
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, length)
}

const asBytes = (value: Uint8Array): Bytes => new Uint8Array(value)

/** A head as it came from the disk: the same, with buffers of the store's own kind. */
const copyHead = (kept: LogHead): LogHead => ({
  ...kept,
  logId: asBytes(kept.logId),
  keys: {
    owner: asBytes(kept.keys.owner),
    writer: asBytes(kept.keys.writer),
    reader: asBytes(kept.keys.reader),
  },
  chain: asBytes(kept.chain),
  floorChain: asBytes(kept.floorChain),
  snapshotTag: asBytes(kept.snapshotTag),
  moved: kept.moved ? asBytes(kept.moved) : null,
  generations: kept.generations.map((generation) => ({ ...generation, tag: asBytes(generation.tag) })),
})

const attempt = <T>(work: () => T): Result<T, 'storage'> => {
  try {
    return ok(work())
  } catch {
    return err('storage')
  }
}

/** Under a room's name, when it was last entered; under {@link SERVICE}, which day of service it is. */
interface KeptAge {
  readonly day: number
  readonly rests?: boolean
  readonly date?: number
}

/** No room's name: those are base64url. */
const SERVICE = '#service'

interface Databases {
  readonly root: RootDatabase
  readonly heads: Database<LogHead, string>
  readonly tails: Database<Buffer, TailKey>
  readonly counters: Database<number, CounterKey>
  readonly snapshots: Database<Buffer, SnapshotKey>
  readonly ages: Database<KeptAge, string>
}

/** False where LMDB's native code would stumble over the file and take the process with it. */
const isSound = (file: string): boolean =>
  // A file without a byte is one whose making was cut off, before anything was kept in it.
  !existsSync(file) || statSync(file).size === 0 || checkLmdbFile(file) === null

const openDatabases = (file: string): Databases => {
  // Without overlapping sync a commit is visible only when it is durable, so nothing is ever served that a power cut
  // could take back.
  const root = open({ path: file, maxDbs: 8, overlappingSync: false })
  return {
    root,
    heads: root.openDB({ name: 'heads', encoding: 'msgpack', useVersions: true }),
    tails: root.openDB({ name: 'tails', encoding: 'binary' }),
    counters: root.openDB({ name: 'counters', encoding: 'ordered-binary' }),
    snapshots: root.openDB({ name: 'snapshots', encoding: 'binary' }),
    ages: root.openDB({ name: 'ages', encoding: 'msgpack' }),
  }
}

const createStore = (
  { root, heads, tails, counters, snapshots, ages }: Databases,
  close: () => Promise<void>,
): LogStore => {
  /** `work` only queues writes; all of them happen in one commit if the revision is the next, and none otherwise. */
  const write = async (room: string, next: LogHead, work: () => void): Promise<Result<null, StoreFault>> => {
    const all = (): void => {
      work()
      keep(heads.put(room, next, next.revision))
    }
    try {
      const done = await (next.revision === 1
        ? heads.ifNoExists(room, all)
        : heads.ifVersion(room, next.revision - 1, all))
      if (!done) return err('conflict')
      await root.flushed
      return ok(null)
    } catch {
      return err('storage')
    }
  }
  // Every queued write rejects together with its commit; the one awaited above speaks for all.
  const keep = (queued: Promise<boolean>): void => void queued.catch(() => false)

  /** Nothing waits for these to be flushed: at worst a room is a day older. */
  const note = async (work: () => Promise<boolean>): Promise<boolean> => {
    try {
      return await work()
    } catch {
      return false
    }
  }
  const roomAges: RoomAges = {
    async serviceDay(date) {
      const kept = attempt(() => ages.get(SERVICE))
      if (!kept.ok) return null
      const before = kept.value ?? { day: 0, date: date - 1 }
      const last = before.date ?? date
      // A clock that was ahead has made one day of many; one that is set back makes none.
      const day = date > last ? before.day + 1 : before.day
      if (date !== last && !(await note(() => ages.put(SERVICE, { day, date })))) return null
      return day
    },
    async touch(room, day) {
      const kept = attempt(() => ages.get(room))
      if (!kept.ok || (kept.value?.day === day && !kept.value.rests)) return
      await note(() => ages.put(room, { day }))
    },
    async rest(room) {
      const kept = attempt(() => ages.get(room))
      const age = kept.ok ? kept.value : undefined
      if (age) await note(() => ages.put(room, { ...age, rests: true }))
    },
    async list(after, count) {
      const found = attempt(() =>
        [...heads.getRange({ start: after, limit: count + 1 })].flatMap(({ key, value }) => {
          if (key === after) return []
          const age = ages.get(key)
          return [
            { room: key, revision: value.revision, touched: age?.day ?? null, rests: age?.rests ?? false },
          ]
        }),
      )
      return found.ok ? found.value.slice(0, count) : []
    },
    async remove(room, revision) {
      const found = attempt(() => ({
        parts: [...snapshots.getKeys({ start: [room, '', 0], end: [room, '~', MAX_INDEX] })],
        entries: [...tails.getRange({ start: [room, 0], end: [room, MAX_INDEX] })].map(({ key, value }) => ({
          key,
          counterKey: counterKeyOf(value.subarray(CHAIN_BYTES)),
        })),
      }))
      if (!found.ok) return false
      return note(() =>
        heads.ifVersion(room, revision, () => {
          for (const key of found.value.parts) keep(snapshots.remove(key))
          for (const { key, counterKey } of found.value.entries) {
            keep(tails.remove(key))
            keep(counters.remove([room, counterKey]))
          }
          keep(ages.remove(room))
          keep(heads.remove(room))
        }),
      )
    },
  }

  return {
    ages: roomAges,
    gather: createFlushPace(GATHER_MS, FLUSH_EVERY_MS),
    head: async (room) =>
      attempt(() => {
        const kept = heads.get(room)
        return kept ? copyHead(kept) : null
      }),
    append: (room, entries, next) =>
      write(room, next, () => {
        for (const { seq, chain, record } of entries) {
          keep(tails.put([room, seq], Buffer.concat([chain, record])))
          keep(counters.put([room, counterKeyOf(record)], seq))
        }
      }),
    async compact(room, { snapshot, next, dropTags, dropUpto }) {
      const found = attempt(() => ({
        parts: dropTags.flatMap((tag) => [
          ...snapshots.getKeys({ start: [room, printHex(tag), 0], end: [room, printHex(tag), MAX_INDEX] }),
        ]),
        entries: [...tails.getRange({ start: [room, 0], end: [room, dropUpto + 1] })].map(
          ({ key, value }) => ({ key, counterKey: counterKeyOf(value.subarray(CHAIN_BYTES)) }),
        ),
      }))
      if (!found.ok) return found
      return write(room, next, () => {
        for (const key of found.value.parts) keep(snapshots.remove(key))
        const tag = printHex(next.snapshotTag)
        for (let at = 0; at < snapshot.length; at += PART_BYTES)
          keep(
            snapshots.put([room, tag, at / PART_BYTES], Buffer.from(snapshot.subarray(at, at + PART_BYTES))),
          )
        for (const { key, counterKey } of found.value.entries) {
          keep(tails.remove(key))
          keep(counters.remove([room, counterKey]))
        }
      })
    },
    read: async (room, from, maxBytes) =>
      attempt(() => {
        const found: LogEntry[] = []
        let bytes = 0
        for (const { key, value } of tails.getRange({ start: [room, from], end: [room, MAX_INDEX] })) {
          // What LMDB yields of a binary value is a copy of its own already.
          const kept = viewOf(value)
          found.push({
            seq: key[1],
            chain: kept.subarray(0, CHAIN_BYTES),
            record: kept.subarray(CHAIN_BYTES),
          })
          bytes += value.length
          if (bytes >= maxBytes) break
        }
        return found
      }),
    find: async (room, counterKey) => attempt(() => counters.get([room, counterKey]) ?? null),
    measure: async (room, from, to) =>
      attempt(() => {
        let bytes = 0
        for (const { value } of tails.getRange({ start: [room, from], end: [room, to + 1] }))
          bytes += value.length - CHAIN_BYTES
        return bytes
      }),
    readSnapshot: async (room, tag, offset, length) =>
      attempt(() => {
        const first = Math.floor(offset / PART_BYTES)
        const last = Math.floor((offset + length - 1) / PART_BYTES)
        const parts: Bytes[] = []
        for (let index = first; index <= last; index++) {
          const part = snapshots.get([room, printHex(tag), index])
          if (!part) break
          parts.push(viewOf(part))
        }
        const [whole] = parts
        if (!whole) return null
        // Nearly always: parts are sent as they are kept.
        if (parts.length === 1 && offset === first * PART_BYTES && whole.length <= length) return whole
        const start = offset - first * PART_BYTES
        return concatBytes(...parts).slice(start, start + length)
      }),
    close,
  }
}

/**
 * The default store: one LMDB environment for all rooms on a local disk. LMDB commits many rooms' writes together; a
 * write here resolves after the flush to the disk that holds it.
 */
export const openLmdbStore = async (folder: string): Promise<Result<LogStore, LmdbFault>> => {
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    return err('unwritable')
  }
  const lock = await lockFolder(folder)
  if (!lock.ok) return lock
  const file = path.join(folder, 'relay.lmdb')
  const databases = attempt(() => (isSound(file) ? openDatabases(file) : null))
  if (!databases.ok || !databases.value) {
    await lock.value.release()
    return err('unreadable')
  }
  const opened = databases.value
  return ok(
    createStore(opened, async () => {
      await opened.root.close()
      await lock.value.release()
    }),
  )
}
