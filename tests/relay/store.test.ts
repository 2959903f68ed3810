import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import {
  counterKeyOf,
  type LogCompaction,
  type LogEntry,
  type LogHead,
  type LogStore,
} from '../../server/relay/log.ts'
import { openLmdbStore } from '../../server/relay/lmdbLog.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import { DURABLE, openStoreOver, startRedis, type RedisProcess } from './redisProcess.ts'

const ROOM = 'r'.repeat(27)
const OTHER = 's'.repeat(27)
const filled = (length: number, value: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(value)
const HEAD: LogHead = {
  revision: 1,
  logId: filled(16, 1),
  keys: { owner: filled(32, 2), writer: filled(32, 3), reader: filled(32, 4) },
  head: 0,
  chain: filled(16, 5),
  floor: 0,
  floorChain: filled(16, 5),
  snapshotTag: filled(0, 0),
  snapshotSize: 0,
  tailBytes: 0,
  moved: null,
  generations: [{ floor: 0, tag: filled(8, 6), size: 9, at: 1_700_000_000_000 }],
}
const entry = (seq: number): LogEntry => ({ seq, chain: filled(16, seq), record: filled(100 + seq, seq) })
const after = (revision: number, head: number): LogHead => ({ ...HEAD, revision, head })
const compaction = (revision: number, tag: number, snapshot: Uint8Array<ArrayBuffer>): LogCompaction => ({
  snapshot,
  next: { ...HEAD, revision, head: 5, snapshotTag: filled(8, tag), snapshotSize: snapshot.length },
  dropTags: [],
  dropUpto: 0,
})

const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'carrel-store-'))
  folders.push(folder)
  return folder
}
const openAt = async (folder: string): Promise<LogStore> => {
  const store = await openLmdbStore(folder)
  if (!store.ok) throw new Error(store.error)
  return store.value
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

let redis: RedisProcess | null = null
/** One server for all, emptied before each. */
const openEmptyRedis = async (): Promise<LogStore> => {
  redis ??= await startRedis(...DURABLE)
  redis.ask('flushall')
  return openStoreOver(redis)
}
afterAll(() => redis?.remove())

const value = <T>(result: { ok: true; value: T } | { ok: false; error: string }): T => {
  if (!result.ok) throw new Error(result.error)
  return result.value
}

describe.each([
  ['memory', async () => createMemoryStore()],
  ['LMDB', () => openAt(newFolder())],
  ['Redis', openEmptyRedis],
])('the %s store', (_name, open) => {
  test('L1: knows nothing of a room until its first write, and then its head', async () => {
    const store = await open()
    expect(value(await store.head(ROOM))).toBeNull()
    value(await store.append(ROOM, [], HEAD))
    expect(value(await store.head(ROOM))).toEqual(HEAD)
    expect(value(await store.head(OTHER))).toBeNull()
    await store.close()
  })

  test('L2: reads entries in order from anywhere, at least one, and stops near the bytes asked for', async () => {
    const store = await open()
    const entries = [1, 2, 3, 4, 5].map(entry)
    const next = { ...HEAD, head: 5, chain: filled(16, 5), tailBytes: 515 }
    value(await store.append(ROOM, entries, next))
    expect(value(await store.read(ROOM, 1, 1_000_000))).toEqual(entries)
    expect(value(await store.read(ROOM, 4, 1_000_000))).toEqual(entries.slice(3))
    expect(value(await store.read(ROOM, 2, 1))).toEqual([entries[1]])
    expect(value(await store.read(ROOM, 6, 1_000))).toEqual([])
    expect(value(await store.head(ROOM))).toEqual(next)
    expect(value(await store.measure(ROOM, 2, 4))).toBe(102 + 103 + 104)
    expect(value(await store.measure(ROOM, 6, 5))).toBe(0)
    await store.close()
  })

  test('L3: finds a record by its session and counter, as long as it is kept', async () => {
    const store = await open()
    value(await store.append(ROOM, [1, 2, 3].map(entry), after(1, 3)))
    const key = (seq: number): string => counterKeyOf(entry(seq).record)
    expect(value(await store.find(ROOM, key(2)))).toBe(2)
    expect(value(await store.find(ROOM, key(9)))).toBeNull()
    expect(value(await store.find(OTHER, key(2)))).toBeNull()
    value(await store.compact(ROOM, { ...compaction(2, 1, filled(9, 9)), dropUpto: 2 }))
    expect(value(await store.find(ROOM, key(2)))).toBeNull()
    expect(value(await store.find(ROOM, key(3)))).toBe(3)
    await store.close()
  })

  test('L4: a compaction puts the snapshot in place and drops what it names, in one step', async () => {
    const store = await open()
    value(await store.append(ROOM, [1, 2, 3].map(entry), after(1, 3)))
    const snapshots = [filled(PART_BYTES * 2 + 7, 11), filled(PART_BYTES, 12), filled(3, 13)] as const
    value(await store.compact(ROOM, compaction(2, 1, snapshots[0])))
    value(await store.compact(ROOM, compaction(3, 2, snapshots[1])))
    value(
      await store.compact(ROOM, { ...compaction(4, 3, snapshots[2]), dropTags: [filled(8, 1)], dropUpto: 2 }),
    )
    expect(value(await store.read(ROOM, 1, 1_000))).toEqual([entry(3)])
    expect(value(await store.readSnapshot(ROOM, filled(8, 1), 0, 10))).toBeNull()
    expect(value(await store.readSnapshot(ROOM, filled(8, 1), PART_BYTES * 2, 10))).toBeNull()
    expect(value(await store.readSnapshot(ROOM, filled(8, 2), 5, PART_BYTES))).toEqual(snapshots[1].slice(5))
    expect(value(await store.readSnapshot(ROOM, filled(8, 3), 0, PART_BYTES))).toEqual(snapshots[2])
    expect(value(await store.head(ROOM))?.revision).toBe(4)
    await store.close()
  })

  test('L4: a stretch of a snapshot may cross its parts', async () => {
    const store = await open()
    const snapshot = new Uint8Array(PART_BYTES * 3).map((_, at) => at % 251)
    value(await store.compact(ROOM, compaction(1, 9, snapshot)))
    const from = PART_BYTES - 10
    expect(value(await store.readSnapshot(ROOM, filled(8, 9), from, PART_BYTES))).toEqual(
      snapshot.slice(from, from + PART_BYTES),
    )
    await store.close()
  })

  test('L5: rooms do not touch each other', async () => {
    const store = await open()
    value(await store.append(ROOM, [entry(1)], after(1, 1)))
    value(await store.append(OTHER, [], { ...HEAD, moved: filled(5, 1) }))
    expect(value(await store.read(OTHER, 1, 1_000))).toEqual([])
    expect(value(await store.head(OTHER))?.moved).toEqual(filled(5, 1))
    expect(value(await store.head(ROOM))?.moved).toBeNull()
    await store.close()
  })

  test('L6: of two writes that make one revision the second is refused, and nothing of it is kept', async () => {
    const store = await open()
    const refused = { ok: false, error: 'conflict' }
    expect(await store.append(ROOM, [entry(1)], after(2, 1))).toEqual(refused)
    value(await store.append(ROOM, [entry(1)], after(1, 1)))
    expect(await store.append(ROOM, [entry(2)], after(1, 2))).toEqual(refused)
    const [one, two] = await Promise.all([
      store.append(ROOM, [entry(2)], after(2, 2)),
      store.append(ROOM, [{ ...entry(3), seq: 2 }], after(2, 2)),
    ])
    expect([one.ok, two.ok]).toEqual([true, false])
    expect(await store.compact(ROOM, { ...compaction(2, 1, filled(3, 3)), dropUpto: 2 })).toEqual(refused)
    expect(value(await store.read(ROOM, 1, 1_000))).toEqual([entry(1), entry(2)])
    expect(value(await store.find(ROOM, counterKeyOf(entry(3).record)))).toBeNull()
    expect(value(await store.readSnapshot(ROOM, filled(8, 1), 0, 3))).toBeNull()
    await store.close()
  })
})

test('L7: what the LMDB store acknowledged is there when the folder is opened again', async () => {
  const folder = newFolder()
  const store = await openAt(folder)
  value(await store.append(ROOM, [entry(1)], after(1, 1)))
  await store.close()
  const again = await openAt(folder)
  expect(value(await again.read(ROOM, 1, 1_000))).toEqual([entry(1)])
  value(await again.append(ROOM, [entry(2)], after(2, 2)))
  await again.close()
})

test('L8: a folder somebody holds is refused, until they let go', async () => {
  const folder = newFolder()
  const store = await openAt(folder)
  expect(await openLmdbStore(folder)).toEqual({ ok: false, error: 'in-use' })
  await store.close()
  await (await openAt(folder)).close()
})

test('L8: a lock left by a process that was killed is taken over at once', async () => {
  const folder = newFolder()
  const lock = path.join(folder, 'relay.lock')
  const holder = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(lock)}, () => console.log('held'))`,
  ])
  await new Promise((resolve) => holder.stdout.once('data', resolve))
  expect(await openLmdbStore(folder)).toEqual({ ok: false, error: 'in-use' })
  const gone = new Promise((resolve) => holder.once('exit', resolve))
  holder.kill('SIGKILL')
  await gone
  expect(existsSync(lock)).toBe(true)
  await (await openAt(folder)).close()
})

test('L8: a folder whose name is too long for a socket is locked as well', async () => {
  const folder = path.join(newFolder(), 'x'.repeat(120))
  const store = await openAt(folder)
  expect(await openLmdbStore(folder)).toEqual({ ok: false, error: 'in-use' })
  await store.close()
})

test('L9: a database whose making was cut off is made anew', async () => {
  const folder = newFolder()
  writeFileSync(path.join(folder, 'relay.lmdb'), '')
  await (await openAt(folder)).close()
})

test('L9: a folder that cannot be written and a file that is no database are told apart', async () => {
  const file = path.join(newFolder(), 'a-file')
  writeFileSync(file, '')
  expect(await openLmdbStore(path.join(file, 'data'))).toEqual({ ok: false, error: 'unwritable' })
  const folder = newFolder()
  writeFileSync(path.join(folder, 'relay.lmdb'), 'not a database '.repeat(1_000))
  expect(await openLmdbStore(folder)).toEqual({ ok: false, error: 'unreadable' })
})
