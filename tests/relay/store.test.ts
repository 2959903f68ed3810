import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { LogEntry, LogHead, LogStore } from '../../server/relay/log.ts'
import { openLmdbStore } from '../../server/relay/lmdbLog.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'

const ROOM = 'r'.repeat(27)
const filled = (length: number, value: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(value)
const HEAD: LogHead = {
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
}
const entry = (seq: number): LogEntry => ({ seq, chain: filled(16, seq), record: filled(100 + seq, seq) })

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

const value = <T>(result: { ok: true; value: T } | { ok: false; error: string }): T => {
  if (!result.ok) throw new Error(result.error)
  return result.value
}

describe.each([
  ['memory', async () => createMemoryStore()],
  ['LMDB', () => openAt(newFolder())],
])('the %s store', (_name, open) => {
  test('R1: knows nothing of a room until it is made, and then its head', async () => {
    const store = await open()
    expect(value(await store.head(ROOM))).toBeNull()
    value(await store.create(ROOM, HEAD))
    expect(value(await store.head(ROOM))).toEqual(HEAD)
    expect(value(await store.head('x'.repeat(27)))).toBeNull()
    await store.close()
  })

  test('R2: reads entries in order from anywhere, at least one, and stops near the bytes asked for', async () => {
    const store = await open()
    value(await store.create(ROOM, HEAD))
    const entries = [1, 2, 3, 4, 5].map(entry)
    const next = { ...HEAD, head: 5, chain: filled(16, 5), tailBytes: 515 }
    value(await store.append(ROOM, entries, next))
    expect(value(await store.read(ROOM, 1, 1_000_000))).toEqual(entries)
    expect(value(await store.read(ROOM, 4, 1_000_000))).toEqual(entries.slice(3))
    expect(value(await store.read(ROOM, 2, 1))).toEqual([entries[1]])
    expect(value(await store.read(ROOM, 6, 1_000))).toEqual([])
    expect(value(await store.head(ROOM))).toEqual(next)
    await store.close()
  })

  test('R3: a compaction replaces the prefix at once and keeps the snapshot before it one turn longer', async () => {
    const store = await open()
    value(await store.create(ROOM, HEAD))
    value(await store.append(ROOM, [1, 2, 3].map(entry), { ...HEAD, head: 3 }))
    const tags = [filled(8, 1), filled(8, 2), filled(8, 3)] as const
    const snapshots = [filled(PART_BYTES * 2 + 7, 11), filled(PART_BYTES, 12), filled(3, 13)] as const
    for (const at of [0, 1, 2] as const)
      value(
        await store.compact(ROOM, snapshots[at], {
          ...HEAD,
          head: 3,
          floor: at + 1,
          snapshotTag: tags[at],
          snapshotSize: snapshots[at].length,
        }),
      )
    expect(value(await store.read(ROOM, 1, 1_000))).toEqual([])
    expect(value(await store.readSnapshot(ROOM, tags[0], 0, 10))).toBeNull()
    expect(value(await store.readSnapshot(ROOM, tags[1], 5, PART_BYTES))).toEqual(snapshots[1].slice(5))
    expect(value(await store.readSnapshot(ROOM, tags[2], 0, PART_BYTES))).toEqual(snapshots[2])
    await store.close()
  })

  test('R3: a stretch of a snapshot may cross its parts', async () => {
    const store = await open()
    value(await store.create(ROOM, HEAD))
    const snapshot = new Uint8Array(PART_BYTES * 3).map((_, at) => at % 251)
    const tag = filled(8, 9)
    value(await store.compact(ROOM, snapshot, { ...HEAD, snapshotTag: tag, snapshotSize: snapshot.length }))
    const from = PART_BYTES - 10
    expect(value(await store.readSnapshot(ROOM, tag, from, PART_BYTES))).toEqual(
      snapshot.slice(from, from + PART_BYTES),
    )
    await store.close()
  })

  test('R4: rooms do not touch each other', async () => {
    const store = await open()
    const other = 's'.repeat(27)
    value(await store.create(ROOM, HEAD))
    value(await store.create(other, HEAD))
    value(await store.append(ROOM, [entry(1)], { ...HEAD, head: 1 }))
    expect(value(await store.read(other, 1, 1_000))).toEqual([])
    value(await store.update(other, { ...HEAD, moved: filled(5, 1) }))
    expect(value(await store.head(other))?.moved).toEqual(filled(5, 1))
    expect(value(await store.head(ROOM))?.moved).toBeNull()
    await store.close()
  })
})

test('R5: what the LMDB store acknowledged is there when the folder is opened again', async () => {
  const folder = newFolder()
  const store = await openAt(folder)
  value(await store.create(ROOM, HEAD))
  value(await store.append(ROOM, [entry(1)], { ...HEAD, head: 1 }))
  await store.close()
  const again = await openAt(folder)
  expect(value(await again.read(ROOM, 1, 1_000))).toEqual([entry(1)])
  await again.close()
})

test('R6: a folder held by a living process is refused; a lock left by a dead one is taken over', async () => {
  const folder = newFolder()
  writeFileSync(path.join(folder, 'relay.lock'), '1')
  expect(await openLmdbStore(folder)).toEqual({ ok: false, error: 'in-use' })
  writeFileSync(path.join(folder, 'relay.lock'), '999999999')
  await (await openAt(folder)).close()
  const file = path.join(newFolder(), 'a-file')
  writeFileSync(file, '')
  expect(await openLmdbStore(path.join(file, 'data'))).toEqual({ ok: false, error: 'unwritable' })
})
