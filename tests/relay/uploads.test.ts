import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { afterEach, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { serveConnection } from '../../server/relay/connection.ts'
import { createHub } from '../../server/relay/hub.ts'
import { RELAY_LIMITS, type RelayLimits } from '../../server/relay/limits.ts'
import { createMeter } from '../../server/relay/meter.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { createUploads } from '../../server/relay/uploads.ts'
import { asReader, asWriter, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { signHello } from '../../src/crypto/proof.ts'
import { createSealer, RECORD_TYPES } from '../../src/crypto/record.ts'
import { equalBytes, printHex, type Bytes } from '../../src/lib/bytes.ts'
import { clientFrames, relayFrames } from '../../src/protocol/codec.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import type { ClientMessage, RelayMessage } from '../../src/protocol/message.ts'
import { endAll, hello, join, openLmdb, serve } from './peer.ts'
import { fill, noise, outcome, prepareCompact, readAll, type Peer } from './tidying.ts'

afterEach(async () => {
  vi.useRealTimers()
  await endAll()
})

const NO_TAG = new Uint8Array(0)
const tagOf = (n: number): Bytes => new Uint8Array(8).fill(n)
const partOf = (tag: Bytes, offset: number, total: number) => ({
  tag,
  offset,
  total,
  bytes: new Uint8Array(Math.min(PART_BYTES, total - offset)),
})
const uploadsWith = (limits: Partial<RelayLimits> = {}) => {
  let time = 1_000_000
  const uploads = createUploads({ ...RELAY_LIMITS, ...limits }, () => time)
  return { uploads, pass: (ms: number) => (time += ms) }
}
const heldOf = async (peer: Peer): Promise<number> => (await peer.next('held')).offset

test('R40: an upload goes on over another connection, of another writer too, and is then taken', async () => {
  const store = await openLmdb()
  const { port } = await serve(store)
  const { room, writer, logId, chainAt } = await fill(port, 2)
  const place = { logId, prevFloor: 0, prevTag: NO_TAG, upto: 2, chain: chainAt(2) }
  const { snapshot, tag, parts, compact } = await prepareCompact(room, writer, place)
  const offer = { type: 'offer', room: 1, ref: 7, tag, total: snapshot.length } as const
  writer.say(offer, ...parts.slice(0, 1))
  expect([await heldOf(writer), await heldOf(writer)]).toEqual([0, PART_BYTES])
  writer.socket.terminate()
  const other = await join(port, await asWriter(room))
  other.say(offer)
  expect(await heldOf(other)).toBe(PART_BYTES)
  other.say(...parts.slice(1), compact)
  expect(await outcome(other)).toBe(2)
  expect((await readAll(port, room)).snapshot).toBe(printHex(snapshot))
})

test('R40: an upload to a room that was never written finds the same log again, and the room goes with it', async () => {
  const { port, relay } = await serve(createMemoryStore(), { limits: { uploadKeepMs: 100 } })
  const room = await createCapability()
  const peer = await join(port, room)
  peer.say({ type: 'part', room: 1, ...partOf(tagOf(1), 0, 200_000) })
  expect(await heldOf(peer)).toBe(PART_BYTES)
  peer.socket.terminate()
  const again = await join(port, room)
  expect(again.welcome.logId).toEqual(peer.welcome.logId)
  again.socket.terminate()
  await vi.waitFor(() => expect(relay.stats().rooms).toBe(0), 10_000)
  expect((await join(port, room)).welcome.logId).not.toEqual(peer.welcome.logId)
})

test('R40: an upload stays for its time without a new part, and not a moment longer', () => {
  vi.useFakeTimers()
  const { uploads, pass } = uploadsWith()
  const total = 3 * PART_BYTES
  const { uploadKeepMs } = RELAY_LIMITS
  uploads.take('room', partOf(tagOf(1), 0, total))
  pass(uploadKeepMs - 1)
  expect(uploads.offer('room', tagOf(1), total)).toEqual({ ok: true, value: PART_BYTES })
  pass(uploadKeepMs)
  expect(uploads.offer('room', tagOf(1), total)).toEqual({ ok: true, value: 0 })
  uploads.take('room', partOf(tagOf(1), 0, total))
  expect(uploads.bytes()).toBe(PART_BYTES)
  pass(uploadKeepMs)
  vi.advanceTimersByTime(uploadKeepMs)
  expect([uploads.bytes(), uploads.has('room'), vi.getTimerCount()]).toEqual([0, false, 0])
})

test('R40: parts come in order and whole; whatever else comes leaves the upload as it is', () => {
  const { uploads } = uploadsWith()
  const total = 2 * PART_BYTES + 5
  const take = (offset: number, change = {}): number =>
    uploads.take('room', { ...partOf(tagOf(1), offset, total), ...change })
  expect(take(PART_BYTES)).toBe(0)
  expect(take(0)).toBe(PART_BYTES)
  expect(take(0)).toBe(PART_BYTES)
  expect(take(PART_BYTES, { bytes: new Uint8Array(5) })).toBe(PART_BYTES)
  expect(take(PART_BYTES, { total: total + 1 })).toBe(0)
  expect(take(PART_BYTES)).toBe(2 * PART_BYTES)
  expect(uploads.whole('room', tagOf(1))).toBeNull()
  expect(take(2 * PART_BYTES)).toBe(total)
  expect(uploads.whole('room', tagOf(1))?.length).toBe(total)
  expect(uploads.whole('other room', tagOf(1))).toBeNull()
  uploads.stop()
})

test('R41: a snapshot as large as may be is taken, one byte more is not, nor one of nothing', () => {
  const { uploads } = uploadsWith()
  const { maxSnapshot } = RELAY_LIMITS
  expect(uploads.offer('room', tagOf(1), maxSnapshot)).toEqual({ ok: true, value: 0 })
  expect(uploads.offer('room', tagOf(2), maxSnapshot + 1)).toEqual({ ok: false, error: 'too-large' })
  expect(uploads.offer('room', tagOf(2), 0)).toEqual({ ok: false, error: 'too-large' })
  uploads.stop()
})

test('R41: a room has two uploads, and a third only where one of them rests', () => {
  const { uploads, pass } = uploadsWith()
  for (const n of [1, 2]) expect(uploads.take('room', partOf(tagOf(n), 0, 100_000))).toBe(PART_BYTES)
  expect(uploads.offer('room', tagOf(3), 100_000)).toEqual({ ok: false, error: 'rate' })
  expect(uploads.offer('another', tagOf(3), 100_000)).toEqual({ ok: true, value: 0 })
  pass(RELAY_LIMITS.uploadRestMs - 1)
  uploads.take('room', partOf(tagOf(2), PART_BYTES, 100_000))
  expect(uploads.offer('room', tagOf(3), 100_000)).toEqual({ ok: false, error: 'rate' })
  pass(1)
  expect(uploads.offer('room', tagOf(3), 100_000)).toEqual({ ok: true, value: 0 })
  expect(uploads.whole('room', tagOf(2))).not.toBeNull()
  expect(uploads.offer('room', tagOf(1), 100_000)).toEqual({ ok: false, error: 'rate' })
  uploads.stop()
})

test('R41: uploads hold their bytes over all rooms and not one part more, and what rests makes way', () => {
  const { uploads, pass } = uploadsWith({ maxUploadBytes: 3 * PART_BYTES, maxUploads: 3 })
  const total = 4 * PART_BYTES
  expect(uploads.take('a', partOf(tagOf(1), 0, total))).toBe(PART_BYTES)
  pass(RELAY_LIMITS.uploadRestMs - 1)
  for (const offset of [0, PART_BYTES]) uploads.take('b', partOf(tagOf(2), offset, total))
  expect(uploads.bytes()).toBe(3 * PART_BYTES)
  expect(uploads.take('b', partOf(tagOf(2), 2 * PART_BYTES, total))).toBe(2 * PART_BYTES)
  pass(1)
  expect(uploads.take('b', partOf(tagOf(2), 2 * PART_BYTES, total))).toBe(3 * PART_BYTES)
  expect([uploads.has('a'), uploads.bytes()]).toEqual([false, 3 * PART_BYTES])
  for (const room of ['c', 'd']) expect(uploads.offer(room, tagOf(3), total).ok).toBe(true)
  expect(uploads.offer('e', tagOf(3), total)).toEqual({ ok: false, error: 'rate' })
  uploads.stop()
})

test('R41: a reader uploads nothing, and a moved room takes none', async () => {
  const { port } = await serve()
  const { room, writer } = await fill(port, 1)
  const reader = await join(port, await asReader(room))
  const offer = { type: 'offer', room: 1, ref: 5, tag: tagOf(1), total: 9 } as const
  reader.say({ type: 'part', room: 1, ...partOf(tagOf(1), 0, 9) }, offer)
  expect((await reader.next('nack')).code).toBe('read-only')
  expect(reader.heard.filter(({ type }) => type === 'held')).toEqual([])
  const { logId, head, chain } = writer.welcome
  const seen = { logId, seq: head, chain, prevFloor: 0 }
  const record = await writer.sealer.seal(RECORD_TYPES.control, seen, noise(9))
  writer.say({ type: 'control', room: 1, ref: 6, upto: null, record }, offer)
  expect((await writer.next('ack')).ref).toBe(6)
  expect(await writer.next('nack')).toMatchObject({ ref: 5, code: 'moved' })
})

/** A room whose log begins with a snapshot of several parts. */
const tidied = async (limits: Partial<RelayLimits> = {}) => {
  const store = await openLmdb()
  const { port } = await serve(store, { limits: { compactBurst: 1_000, ...limits } })
  const filled = await fill(port, 2)
  const { room, writer, logId, chainAt } = filled
  const place = { logId, prevFloor: 0, prevTag: NO_TAG, upto: 2, chain: chainAt(2) }
  const made = await prepareCompact(room, writer, place)
  writer.say(...made.parts, made.compact)
  expect(await outcome(writer)).toBe(2)
  return { ...filled, ...made, port, store }
}
const partsOf = (messages: readonly RelayMessage[]) =>
  messages.filter((message) => message.type === 'part').map(({ offset, bytes }) => [offset, bytes.length])

test.each([
  ['a part of it', PART_BYTES, PART_BYTES],
  ['some bytes of it', 5, 5],
  ['all of it', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ['nothing of it', 0, 0],
])('R42: who holds %s is sent the rest', async (_title, holds, from) => {
  const { port, room, tag, snapshot } = await tidied()
  const offset = Math.min(holds, snapshot.length)
  const peer = await hello(port, room, { held: { tag, offset } })
  await peer.next('synced')
  const sent = partsOf(peer.heard)
  expect(sent[0]?.[0]).toBe(from < snapshot.length ? from : undefined)
  expect(sent.reduce((sum, [, length]) => sum + (length ?? 0), 0)).toBe(snapshot.length - offset)
})

test('R42: who holds a part of another snapshot is sent this one whole', async () => {
  const { port, room, snapshot } = await tidied()
  const peer = await hello(port, room, { held: { tag: tagOf(9), offset: PART_BYTES } })
  await peer.next('synced')
  expect(partsOf(peer.heard)[0]).toEqual([0, PART_BYTES])
  expect(partsOf(peer.heard).reduce((sum, [, length]) => sum + (length ?? 0), 0)).toBe(snapshot.length)
})

test('R42: a snapshot that is not kept is refused by the number of its FETCH', async () => {
  const { port, room } = await tidied()
  const reader = await join(port, await asReader(room))
  reader.say({ type: 'fetch', room: 1, ref: 3, tag: tagOf(9), offset: 0 })
  expect(await reader.next('nack')).toMatchObject({ ref: 3, code: 'not-kept' })
})

/** A socket whose recipient reads what the test lets it read. */
class SlowSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  readonly sent: RelayMessage[] = []
  send(frame: Uint8Array): void {
    this.bufferedAmount += frame.length
    const parsed = relayFrames.parse(frame)
    if (parsed.ok) this.sent.push(...parsed.value)
  }
  say(...messages: readonly ClientMessage[]): void {
    this.emit('message', Buffer.from(clientFrames.print(messages)), true)
  }
  close(): void {
    this.readyState = 3
    this.emit('close')
  }
  pause(): void {}
  resume(): void {}
  terminate(): void {
    this.close()
  }
}

const enter = async (socket: SlowSocket, ref: number, capability: Capability, nonce: Bytes) => {
  const { roomId, ownerKey, writerKey, readerKey } = capability
  socket.say({
    type: 'hello',
    room: ref,
    roomId,
    role: 'writer',
    keys: { owner: ownerKey ?? NO_TAG, writer: writerKey ?? NO_TAG, reader: readerKey },
    signature: await signHello(capability, 'writer', 'http://localhost', nonce),
    since: null,
    held: null,
  })
}

test('R42: a slow recipient of a snapshot is owed a bounded part of it, and hears of other rooms behind no more than that', async () => {
  const { store, room, tag, snapshot } = await tidied()
  const limits = { ...RELAY_LIMITS, pauseReplayBytes: PART_BYTES }
  const hub = createHub({
    store,
    limits,
    now: Date.now,
    log: () => undefined,
    meter: createMeter(),
    disk: null,
  })
  const socket = new SlowSocket()
  // reason: of a WebSocket the relay uses what stands in SlowSocket
  serveConnection(socket as unknown as WebSocket, hub, {
    raw: new PassThrough(),
    wire: null,
    origins: ['http://localhost'],
    allowance: null,
  })
  await vi.waitFor(() => expect(socket.sent[0]?.type).toBe('challenge'))
  const [challenge] = socket.sent
  const nonce = challenge?.type === 'challenge' ? challenge.nonce : NO_TAG
  const small = await createCapability()
  await enter(socket, 2, small, nonce)
  await vi.waitFor(() => expect(socket.sent.at(-1)?.type).toBe('synced'))
  await enter(socket, 1, room, nonce)
  for (let ref = 1; ref <= limits.maxFetches + 1; ref++)
    socket.say({ type: 'fetch', room: 1, ref, tag, offset: 0 })
  // One past the limit is refused; those before it wait for their turn.
  await vi.waitFor(() =>
    expect(socket.sent).toContainEqual({ type: 'nack', room: 1, ref: limits.maxFetches + 1, code: 'rate' }),
  )
  const sealer = await createSealer(small, nonce)
  const welcome = socket.sent.find((one) => one.type === 'welcome' && one.room === 2)
  if (welcome?.type !== 'welcome') throw new Error('never welcomed')
  const seen = { logId: welcome.logId, seq: 0, chain: welcome.chain, prevFloor: 0 }
  const record = await sealer.seal(RECORD_TYPES.update, seen, noise(20))
  socket.say({ type: 'append', room: 2, ref: 1, record })
  await vi.waitFor(() => expect(socket.sent.at(-1)).toMatchObject({ type: 'ack', room: 2 }))
  expect(partsOf(socket.sent).length).toBeLessThanOrEqual(4)
  // Read on, it gets everything: the replay and each of the fetches.
  const reading = setInterval(() => (socket.bufferedAmount = 0), 5)
  const wanted = (limits.maxFetches + 1) * snapshot.length
  await vi.waitFor(
    () => expect(partsOf(socket.sent).reduce((sum, [, length]) => sum + (length ?? 0), 0)).toBe(wanted),
    10_000,
  )
  clearInterval(reading)
  socket.close()
})

const DAY = 86_400_000

test('R43: over sixteen days the newest two snapshots and the first of each of fourteen days stay, and are handed out whole', async () => {
  let time = 20_000 * DAY + DAY / 4
  const store = await openLmdb()
  const { port } = await serve(store, { now: () => time })
  const { room, writer, logId, chainAt } = await fill(port, 1)
  const reader = await join(port, await asReader(room))
  const all: { at: number; tag: Bytes; snapshot: Bytes }[] = []
  let [prevFloor, prevTag] = [0, NO_TAG]
  for (let day = 0; day < 16; day++) {
    for (const hour of [0, 5, 9]) {
      time = (20_000 + day) * DAY + DAY / 4 + hour * 3_600_000
      const place = { logId, prevFloor, prevTag, upto: 1, chain: chainAt(1) }
      const { snapshot, tag, parts, compact } = await prepareCompact(room, writer, place)
      writer.say(...parts, compact)
      expect(await outcome(writer)).toBe(1)
      all.push({ at: time, tag, snapshot })
      ;[prevFloor, prevTag] = [1, tag]
    }
  }
  reader.say({ type: 'generations', room: 1, ref: 4 })
  const told = await reader.next('generations')
  // The first of today and of thirteen days before, and the newest two; nobody, however often they tidy, makes it less.
  const expected = all.filter(({ at }, n) => n >= 46 || (n % 3 === 0 && at > time - 14 * DAY))
  expect(told.kept.map(({ at }) => at)).toEqual(expected.map(({ at }) => at))
  expect(told.kept.length).toBe(16)
  for (const { tag, snapshot } of [expected[0], expected[7], expected.at(-1)].flatMap((one) => one ?? [])) {
    reader.say({ type: 'fetch', room: 1, ref: 5, tag, offset: 0 })
    const got = new Uint8Array(snapshot.length)
    for (let done = 0; done < got.length;) {
      const part = await reader.next('part')
      if (!equalBytes(part.tag, tag)) continue
      got.set(part.bytes, part.offset)
      done += part.bytes.length
    }
    expect(printHex(got)).toBe(printHex(snapshot))
  }
  const gone = all.filter(({ tag }) => !expected.some((one) => equalBytes(one.tag, tag)))
  for (const { tag } of gone)
    expect(await store.readSnapshot(room.room, tag, 0, 10)).toEqual({ ok: true, value: null })
  reader.say({ type: 'fetch', room: 1, ref: 6, tag: gone[0]?.tag ?? NO_TAG, offset: 0 })
  expect(await reader.next('nack')).toMatchObject({ ref: 6, code: 'not-kept' })
})
