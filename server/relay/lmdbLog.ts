import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { open, type RootDatabase } from 'lmdb'
import { concatBytes, printHex, type Bytes } from '../../src/lib/bytes.ts'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import type { LogEntry, LogHead, LogStore } from './log.ts'

/** `in-use`: another process holds the folder; `unwritable`: it cannot be written; `unreadable`: no LMDB database. */
export type LmdbFault = 'in-use' | 'unwritable' | 'unreadable'

const CHAIN_BYTES = 16
/** Behind every number a room can reach. */
const MAX_INDEX = Number.MAX_SAFE_INTEGER
const LOCK_NAME = 'relay.lock'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Takes the folder for this process; a lock left by one that died is taken over. */
const takeLock = (file: string): LmdbFault | null => {
  for (const attempt of [0, 1]) {
    try {
      const lock = openSync(file, 'wx')
      writeSync(lock, String(process.pid))
      closeSync(lock)
      return null
    } catch (fault) {
      if (!(fault instanceof Error && 'code' in fault && fault.code === 'EEXIST')) return 'unwritable'
      const holder = Number(readFileSync(file, 'utf8'))
      if (attempt === 1 || (holder !== process.pid && holder > 0 && isAlive(holder))) return 'in-use'
      rmSync(file, { force: true })
    }
  }
  return 'in-use'
}

/**
 * The default store: one LMDB environment for all rooms. LMDB commits many rooms' writes together; a write here
 * resolves after the flush to the disk that holds it.
 */
export const openLmdbStore = async (folder: string): Promise<Result<LogStore, LmdbFault>> => {
  const lock = path.join(folder, LOCK_NAME)
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    return err('unwritable')
  }
  const refused = takeLock(lock)
  if (refused) return err(refused)
  let root: RootDatabase
  try {
    root = open({ path: path.join(folder, 'relay.lmdb'), maxDbs: 4 })
  } catch {
    rmSync(lock, { force: true })
    return err('unreadable')
  }
  const heads = root.openDB<LogHead, string>({ name: 'heads', encoding: 'msgpack' })
  const tails = root.openDB<Buffer, [string, number]>({ name: 'tails', encoding: 'binary' })
  const snapshots = root.openDB<Buffer, [string, string, number]>({ name: 'snapshots', encoding: 'binary' })

  const write = async (work: () => void): Promise<Result<null, 'storage'>> => {
    try {
      // A batch is one atomic part of the next commit, so that many rooms share a flush. (Callbacks inside an
      // asynchronous transaction never return with the prebuilt binary of lmdb 3.5 on Node 20.)
      await heads.batch(work)
      await root.flushed
      return ok(null)
    } catch {
      return err('storage')
    }
  }
  const asBytes = (value: Uint8Array): Bytes => new Uint8Array(value)
  const readHead = (room: string): LogHead | null => {
    const kept = heads.get(room)
    if (!kept) return null
    return {
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
    }
  }
  const attempt = <T>(work: () => T): Result<T, 'storage'> => {
    try {
      return ok(work())
    } catch {
      return err('storage')
    }
  }
  const dropSnapshot = (room: string, tag: string): void => {
    for (const key of snapshots.getKeys({ start: [room, tag, 0], end: [room, tag, Infinity] }))
      snapshots.remove(key)
  }

  return ok({
    head: async (room) => attempt(() => readHead(room)),
    create: (room, head) => write(() => void heads.put(room, head)),
    append: (room, entries, next) =>
      write(() => {
        for (const { seq, chain, record } of entries)
          tails.put([room, seq], Buffer.from(concatBytes(chain, record)))
        heads.put(room, next)
      }),
    read: async (room, from, maxBytes) =>
      attempt(() => {
        const found: LogEntry[] = []
        let bytes = 0
        for (const { key, value } of tails.getRange({ start: [room, from], end: [room, MAX_INDEX] })) {
          found.push({
            seq: key[1],
            chain: asBytes(value.subarray(0, CHAIN_BYTES)),
            record: asBytes(value.subarray(CHAIN_BYTES)),
          })
          bytes += value.length
          if (bytes >= maxBytes) break
        }
        return found
      }),
    compact: (room, snapshot, next) =>
      write(() => {
        const previous = printHex(heads.get(room)?.snapshotTag ?? new Uint8Array(0))
        const tags = new Set<string>()
        for (const key of snapshots.getKeys({ start: [room, '', 0], end: [room, '\uffff', 0] }))
          tags.add(key[1])
        for (const tag of tags) if (tag !== previous) dropSnapshot(room, tag)
        const tag = printHex(next.snapshotTag)
        for (let at = 0; at < snapshot.length; at += PART_BYTES)
          snapshots.put([room, tag, at / PART_BYTES], Buffer.from(snapshot.subarray(at, at + PART_BYTES)))
        for (const key of tails.getKeys({ start: [room, 0], end: [room, next.floor + 1] })) tails.remove(key)
        heads.put(room, next)
      }),
    readSnapshot: async (room, tag, offset, length) =>
      attempt(() => {
        const first = Math.floor(offset / PART_BYTES)
        const last = Math.floor((offset + length - 1) / PART_BYTES)
        const parts: Uint8Array[] = []
        for (let index = first; index <= last; index++) {
          const part = snapshots.get([room, printHex(tag), index])
          if (!part) break
          parts.push(part)
        }
        if (parts.length === 0) return null
        const start = offset - first * PART_BYTES
        return concatBytes(...parts).slice(start, start + length)
      }),
    update: (room, next) => write(() => void heads.put(room, next)),
    async close() {
      await root.close()
      rmSync(lock, { force: true })
    },
  })
}
