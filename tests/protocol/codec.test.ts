import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CLOSE_CODES, parseRefusalCode, REFUSALS, type RefusalCode } from '../../src/protocol/code.ts'
import { clientFrames, relayFrames } from '../../src/protocol/codec.ts'
import { MAX_GENERATIONS, MAX_MESSAGES_PER_FRAME, WIRE_LIMITS } from '../../src/protocol/limits.ts'
import type { ClientMessage, RelayMessage } from '../../src/protocol/message.ts'
import { printRecords } from '../../src/protocol/records.ts'

const blob = (minLength: number, maxLength = minLength): fc.Arbitrary<Uint8Array<ArrayBuffer>> =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => new Uint8Array(bytes))
const number = fc.maxSafeNat()
const key = blob(32)
const keys = fc.record({ owner: key, writer: key, reader: key })
// reason: Object.keys of a constant object
const code = fc.constantFrom(...(Object.keys(REFUSALS) as RefusalCode[]))
const tagOrNone = fc.oneof(blob(0), blob(8))
const is = <T extends string>(type: T): fc.Arbitrary<T> => fc.constant(type)
const part = fc.record({
  type: is('part'),
  room: number,
  tag: blob(8),
  offset: number,
  total: number,
  bytes: blob(0, 90),
})

const relayMessage: fc.Arbitrary<RelayMessage> = fc.oneof(
  fc.record({ type: is('challenge'), nonce: blob(32), limits: fc.constant(WIRE_LIMITS) }),
  fc.record({
    type: is('welcome'),
    room: number,
    logId: blob(16),
    keys,
    head: number,
    chain: blob(16),
    floor: number,
    floorChain: blob(16),
    snapshotTag: tagOrNone,
    snapshotSize: number,
    snapshotAge: number,
    resumed: fc.boolean(),
    moved: fc.option(blob(0, 50)),
  }),
  fc.record({ type: is('record'), room: number, seq: number, record: blob(0, 90) }),
  fc.record({ type: is('synced'), room: number, head: number }),
  fc.record({ type: is('ack'), room: number, ref: number, seq: number }),
  fc.record({ type: is('nack'), room: number, ref: number, code }),
  fc.record({ type: is('eph'), room: number, conn: number, record: blob(0, 90) }),
  fc.record({ type: is('leave'), room: number, conn: number }),
  fc.record({ type: is('compacted'), room: number, floor: number, tag: blob(8), size: number }),
  part,
  fc.record({ type: is('closed'), room: number, code }),
  fc.record({ type: is('pong') }),
  fc.record({ type: is('held'), room: number, tag: blob(8), offset: number }),
  fc.record({
    type: is('generations'),
    room: number,
    ref: number,
    kept: fc.array(fc.record({ floor: number, tag: blob(8), size: number, at: number }), { maxLength: 20 }),
  }),
)

const clientMessage: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc.record({
    type: is('hello'),
    room: number,
    roomId: blob(20),
    role: fc.constantFrom('owner', 'writer', 'reader'),
    keys: fc.record({ owner: fc.oneof(blob(0), key), writer: fc.oneof(blob(0), key), reader: key }),
    signature: blob(64),
    since: fc.option(
      fc.record({ logId: blob(16), seq: number, chain: blob(16), floor: number, snapshotTag: tagOrNone }),
    ),
    held: fc.option(fc.record({ tag: blob(8), offset: number })),
  }),
  fc.record({ type: is('append'), room: number, ref: number, record: blob(0, 90) }),
  fc.record({ type: is('eph'), room: number, record: blob(0, 90) }),
  part,
  fc.record({
    type: is('compact'),
    room: number,
    ref: number,
    tag: blob(8),
    logId: blob(16),
    prevFloor: number,
    prevTag: tagOrNone,
    upto: number,
    chain: blob(16),
    signature: blob(64),
  }),
  fc.record({ type: is('fetch'), room: number, ref: number, tag: blob(8), offset: number }),
  fc.record({ type: is('generations'), room: number, ref: number }),
  fc.record({ type: is('offer'), room: number, ref: number, tag: blob(8), total: number }),
  fc.record({
    type: is('control'),
    room: number,
    ref: number,
    upto: fc.option(number, { nil: null }),
    record: blob(0, 90),
  }),
  fc.record({ type: is('leave'), room: number }),
  fc.record({ type: is('ping') }),
)

test('P1, P3: every frame of a relay is read back unchanged', () => {
  fc.assert(
    fc.property(fc.array(relayMessage, { minLength: 1, maxLength: 6 }), (messages) => {
      expect(relayFrames.parse(relayFrames.print(messages))).toEqual({ ok: true, value: messages })
    }),
  )
})

test('P1, P4: every frame of a client is read back unchanged', () => {
  fc.assert(
    fc.property(fc.array(clientMessage, { minLength: 1, maxLength: 6 }), (messages) => {
      expect(clientFrames.parse(clientFrames.print(messages))).toEqual({ ok: true, value: messages })
    }),
  )
})

test('P2: a frame cut anywhere is a fault, and no part of it is used', () => {
  fc.assert(
    fc.property(clientMessage, fc.nat(), (message, at) => {
      const frame = clientFrames.print([message])
      expect(clientFrames.parse(frame.subarray(0, at % frame.length)).ok).toBe(false)
    }),
  )
})

test('P2: random bytes never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(typeof relayFrames.parse(bytes).ok).toBe('boolean')
      expect(typeof clientFrames.parse(bytes).ok).toBe('boolean')
    }),
    { numRuns: 2_000 },
  )
})

test('P5: the numbers of types and refusals stand as they were', () => {
  expect([...clientFrames.print([{ type: 'ping' }])]).toEqual([9])
  expect([...relayFrames.print([{ type: 'pong' }])]).toEqual([11])
  expect([...relayFrames.print([{ type: 'nack', room: 1, ref: 2, code: 'read-only' }])]).toEqual([5, 1, 2, 0])
  expect([...relayFrames.print([{ type: 'closed', room: 1, code: 'not-here' }])]).toEqual([10, 1, 11])
  expect([...relayFrames.print([{ type: 'closed', room: 1, code: 'not-open' }])]).toEqual([10, 1, 14])
})

test('P6: a frame holds its limit of messages, and not one more', () => {
  const pings = (count: number): Uint8Array => new Uint8Array(count).fill(9)
  expect(clientFrames.parse(pings(MAX_MESSAGES_PER_FRAME)).ok).toBe(true)
  expect(clientFrames.parse(pings(MAX_MESSAGES_PER_FRAME + 1)).ok).toBe(false)
})

test('P8: an answer names its limit of generations, and not one more', () => {
  const kept = (count: number): Uint8Array =>
    relayFrames.print([
      {
        type: 'generations',
        room: 1,
        ref: 1,
        kept: Array.from({ length: count }, (_, floor) => ({
          floor,
          tag: new Uint8Array(8),
          size: 1,
          at: 1,
        })),
      },
    ])
  expect(relayFrames.parse(kept(MAX_GENERATIONS)).ok).toBe(true)
  expect(relayFrames.parse(kept(MAX_GENERATIONS + 1)).ok).toBe(false)
})

test('P7: a refusal is a known word with a sentence, and what may be retried closes with 45xx', () => {
  expect(parseRefusalCode('storage')).toBe('storage')
  expect(parseRefusalCode('toString')).toBeNull()
  for (const sentence of Object.values(REFUSALS)) expect(sentence).toMatch(/^[A-Z].*\.$/)
  expect(CLOSE_CODES['shutting-down']).toBeGreaterThanOrEqual(4500)
})

test('P3: RECORDs printed at once for many are what the codec prints, behind the room that was asked for', () => {
  const entries = fc.array(fc.record({ seq: number, record: blob(0, 300) }), { maxLength: 20 })
  fc.assert(
    fc.property(number, entries, fc.nat(12), (room, entries, headroom) => {
      const messages = entries.map((entry) => ({ type: 'record' as const, room, ...entry }))
      const printed = printRecords(room, entries, headroom)
      expect(printed.subarray(headroom)).toEqual(relayFrames.print(messages))
    }),
  )
})
