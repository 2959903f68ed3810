import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { asReader, createCapability, type Capability, type RoomKeys } from '../../src/crypto/capability.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { createSealer, RECORD_TYPES, snapshotTagOf } from '../../src/crypto/record.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import { err, ok } from '../../src/lib/result.ts'
import { PART_BYTES, WIRE_LIMITS } from '../../src/protocol/limits.ts'
import type { KeptGeneration } from '../../src/protocol/message.ts'
import { createGenerationReads } from '../../src/sync/generationReads.ts'
import { MAX_READS, READ_PATIENCE_MS } from '../../src/sync/limits.ts'
import type { RoomConnection, RoomMessage } from '../../src/sync/wire.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import { noise, QUICK, until } from './quick.ts'
import { openWorld, type World } from './world.ts'

let world: World | null = null
afterEach(async () => {
  vi.useRealTimers()
  await world?.close()
  world = null
})

test('S43: a reader lists and opens what the document was, and the document stays as it is', async () => {
  world = await openWorld()
  const room = await createCapability()
  const writer = world.device(room, { timing: { ...QUICK, compactRecords: 0, compactJitterMs: 0 } })
  for (let n = 1; n <= 3; n++) {
    const before = await world.floor(room)
    writer.map.set(`word ${n}`, noise(100_000))
    await writer.sealed.settled()
    await until(async () => ((await world?.floor(room)) ?? 0) > before, 'it is tidied')
    // Several generations of one day: all but the first and the newest two go.
  }
  writer.end()
  // By a device that does not tidy: no version lacks what it takes away.
  const other = world.device(room)
  await other.sealed.settled()
  other.map.delete('word 1')
  await other.sealed.settled()
  const reader = world.device(await asReader(room), { validate: checkUpdate })
  await reader.sealed.settled()
  const heard: unknown[] = []
  reader.doc.on('update', (update) => heard.push(update))
  const listed = await reader.sealed.reads.list()
  if (!listed.ok) throw new Error(listed.error)
  expect(listed.value.length).toBeGreaterThanOrEqual(3)
  const sizes: number[] = []
  for (const kept of listed.value) {
    expect(Math.abs(Date.now() - kept.at)).toBeLessThan(60_000)
    const opened = await reader.sealed.reads.open(kept)
    if (!opened.ok) throw new Error(opened.error)
    const then = new Y.Doc()
    Y.applyUpdate(then, opened.value)
    sizes.push(then.getMap('map').size)
    expect(then.getMap('map').has('word 1')).toBe(true)
  }
  expect(sizes[0]).toBe(1)
  expect([...sizes].sort()).toEqual(sizes)
  expect(heard).toEqual([])
  expect(reader.map.has('word 1')).toBe(false)
})

/** A line that the test moves by hand. */
const openLine = () => {
  const said: RoomMessage[] = []
  let ref = 0
  const connection: RoomConnection = {
    challenge: randomBytes(32),
    limits: WIRE_LIMITS,
    origin: 'http://localhost',
    say: (message) => void said.push(message),
    post: (messages) => void said.push(...messages),
    waitingBytes: () => 0,
    drop: () => undefined,
  }
  return { said, connection, nextRef: () => ++ref }
}

let room: Capability
let keys: RoomKeys
beforeEach(async () => {
  room = await createCapability()
  const { ownerKey, writerKey, readerKey } = room
  if (!ownerKey || !writerKey) throw new Error('an owner has every key')
  keys = { owner: ownerKey, writer: writerKey, reader: readerKey }
})
const updateOf = (word: string): Bytes => {
  const doc = new Y.Doc()
  doc.getMap('map').set(word, noise(200_000))
  return new Uint8Array(Y.encodeStateAsUpdate(doc))
}
const sealAt = async (
  floor: number,
  update: Bytes,
  by: Capability = room,
): Promise<{ record: Bytes; kept: KeptGeneration }> => {
  const sealer = await createSealer(by, randomBytes(32))
  const seen = { logId: new Uint8Array(16), seq: floor, chain: new Uint8Array(16), prevFloor: 0 }
  const record = await sealer.seal(RECORD_TYPES.snapshot, seen, update)
  return { record, kept: { floor, tag: await snapshotTagOf(record), size: record.length, at: 1 } }
}
const partsFrom = (kept: KeptGeneration, record: Bytes, from = 0) => {
  const parts = []
  for (let offset = from; offset < record.length; offset += PART_BYTES)
    parts.push({
      type: 'part' as const,
      room: 1,
      tag: kept.tag,
      offset,
      total: record.length,
      bytes: record.slice(offset, offset + PART_BYTES),
    })
  return parts
}

test('S43: a read goes on over another connection from where it stood', async () => {
  const reads = createGenerationReads(room, checkUpdate)
  const update = updateOf('x')
  const { record, kept } = await sealAt(4, update)
  const opened = reads.open(kept)
  const first = openLine()
  reads.attach(first.connection, keys, first.nextRef)
  expect(first.said).toEqual([{ type: 'fetch', ref: 1, tag: kept.tag, offset: 0 }])
  const [one, ...others] = partsFrom(kept, record)
  if (!one) throw new Error('it has parts')
  expect(reads.part(one)).toBe(true)
  reads.detach()
  const second = openLine()
  reads.attach(second.connection, keys, second.nextRef)
  expect(second.said).toEqual([{ type: 'fetch', ref: 1, tag: kept.tag, offset: PART_BYTES }])
  for (const part of others) reads.part(part)
  expect(await opened).toEqual(ok(update))
})

test.each<[string, string, () => Promise<{ record: Bytes; kept: KeptGeneration }>]>([
  [
    'signed by nobody of the room',
    'unreadable',
    async () => sealAt(4, updateOf('x'), await createCapability()),
  ],
  [
    'made for another moment than it is shown for',
    'unreadable',
    async () => {
      const { record, kept } = await sealAt(5, updateOf('x'))
      return { record, kept: { ...kept, floor: 4 } }
    },
  ],
  [
    'that is not the one named',
    'unreadable',
    async () => {
      const [one, other] = [await sealAt(4, updateOf('x')), await sealAt(4, updateOf('y'))]
      return { record: other.record, kept: { ...one.kept, size: other.record.length } }
    },
  ],
  ['that no document could hold', 'not-understood', () => sealAt(4, new Uint8Array([9, 9, 9]))],
])('S43: an earlier version %s is refused', async (_title, fault, make) => {
  const reads = createGenerationReads(room, checkUpdate)
  const { record, kept } = await make()
  const line = openLine()
  reads.attach(line.connection, keys, line.nextRef)
  const opened = reads.open(kept)
  for (const part of partsFrom(kept, record)) reads.part(part)
  expect(await opened).toEqual(err(fault))
})

test('S43: a version that is no longer kept is said to be, and the next question is asked', async () => {
  const reads = createGenerationReads(room, checkUpdate)
  const { kept } = await sealAt(4, updateOf('x'))
  const line = openLine()
  reads.attach(line.connection, keys, line.nextRef)
  const opened = reads.open(kept)
  const listed = reads.list()
  expect(line.said.length).toBe(1)
  reads.refused(7, 'storage')
  reads.refused(1, 'not-kept')
  expect(await opened).toEqual(err('not-kept'))
  expect(line.said.at(-1)).toEqual({ type: 'generations', ref: 2 })
  reads.listed(2, [kept])
  expect(await listed).toEqual(ok([kept]))
})

test('S43: where nothing answers a read ends after its patience, counted from the last part', async () => {
  vi.useFakeTimers()
  const reads = createGenerationReads(room, checkUpdate)
  const { record, kept } = await sealAt(4, updateOf('x'))
  const line = openLine()
  reads.attach(line.connection, keys, line.nextRef)
  let fault = ''
  void reads.open(kept).then((result) => (fault = result.ok ? 'none' : result.error))
  await vi.advanceTimersByTimeAsync(READ_PATIENCE_MS - 1)
  const [first] = partsFrom(kept, record)
  if (first) reads.part(first)
  await vi.advanceTimersByTimeAsync(READ_PATIENCE_MS - 1)
  expect(fault).toBe('')
  await vi.advanceTimersByTimeAsync(1)
  expect([fault, vi.getTimerCount()]).toEqual(['offline', 0])
})

test('S43: so many reads wait, and one more is refused', async () => {
  const reads = createGenerationReads(room, checkUpdate)
  const waiting = Array.from({ length: MAX_READS }, () => reads.list())
  expect(await reads.list()).toEqual(err('busy'))
  reads.end()
  for (const one of waiting) expect(await one).toEqual(err('offline'))
})
