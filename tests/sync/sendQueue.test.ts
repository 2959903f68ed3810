import { expect, test } from 'vitest'
import { WIRE_LIMITS, type WireLimits } from '../../src/protocol/limits.ts'
import type { ClientMessage } from '../../src/protocol/message.ts'
import { MAX_BUFFERED_BYTES } from '../../src/sync/limits.ts'
import { createSendQueue, sizeOf } from '../../src/sync/sendQueue.ts'

/** An append that counts as `size` bytes. */
const append = (room: number, ref: number, size = 100): ClientMessage => ({
  type: 'append',
  room,
  ref,
  record: new Uint8Array(size - 64),
})
const part = (room: number, offset: number, size: number): ClientMessage => {
  const bytes = new Uint8Array(size - 64)
  return { type: 'part', room, tag: new Uint8Array(8), offset, total: 2 ** 30, bytes }
}
/** What tells messages of one test apart. */
const nameOf = (message: ClientMessage): string =>
  message.type === 'append' ? `${message.room}.${message.ref}` : message.type

const openQueue = (limits: Partial<WireLimits> = {}) => {
  let time = 1_000_000
  const queue = createSendQueue({ ...WIRE_LIMITS, ...limits }, () => time)
  const names = (buffered = 0): readonly string[] => queue.take(buffered).map(nameOf)
  return { queue, names, pass: (ms: number) => void (time += ms) }
}

test('S7: rooms take turns, each in its own order', () => {
  const { queue, names } = openQueue()
  queue.post(1, [append(1, 1), append(1, 2)])
  queue.post(2, [append(2, 1)])
  queue.post(1, [append(1, 3)])
  expect(names()).toEqual(['1.1', '2.1', '1.2', '1.3'])
  expect(queue.isEmpty()).toBe(true)
  expect(names()).toEqual([])
})

test('S7: no more appends leave at once than nine tenths of the announced burst', () => {
  const { queue, names } = openQueue({ appendBurst: 10, appendsPerSecond: 10 })
  queue.post(
    1,
    Array.from({ length: 12 }, (_, ref) => append(1, ref)),
  )
  expect(names()).toHaveLength(9)
  expect(names()).toHaveLength(0)
  expect(queue.isEmpty()).toBe(false)
})

test('S7: one append more leaves when the announced rate has made room for it, not a moment before', () => {
  const { queue, names, pass } = openQueue({ appendBurst: 10, appendsPerSecond: 10 })
  queue.post(
    1,
    Array.from({ length: 30 }, (_, ref) => append(1, ref)),
  )
  names()
  // Nine a second, so one in 111.1 ms.
  pass(111)
  expect(names()).toEqual([])
  pass(1)
  expect(names()).toEqual(['1.9'])
  // However long it rests, it saves up no more than the burst.
  pass(3_600_000)
  expect(names()).toHaveLength(9)
})

test('S7: a clock that was set back gives nothing away and holds nothing for long', () => {
  const { queue, names, pass } = openQueue({ appendBurst: 10, appendsPerSecond: 10 })
  queue.post(
    1,
    Array.from({ length: 30 }, (_, ref) => append(1, ref)),
  )
  names()
  pass(-3_600_000)
  expect(names()).toEqual([])
  pass(112)
  expect(names()).toHaveLength(1)
})

test('S7: bytes leave up to nine tenths of the burst exactly, and not one more', () => {
  const limits = { byteBurst: 10_000, bytesPerSecond: 1_000 }
  const atLimit = openQueue(limits)
  atLimit.queue.post(1, [append(1, 1, 8_000), append(1, 2, 1_000)])
  expect(atLimit.names()).toEqual(['1.1', '1.2'])
  const onePast = openQueue(limits)
  onePast.queue.post(1, [append(1, 1, 8_000), append(1, 2, 1_001)])
  expect(onePast.names()).toEqual(['1.1'])
  onePast.pass(1)
  expect(onePast.names()).toEqual([])
  onePast.pass(1)
  expect(onePast.names()).toEqual(['1.2'])
})

test('S7: a message larger than the burst leaves when the burst is whole, and the debt is paid before the next', () => {
  const { queue, names, pass } = openQueue({ byteBurst: 10_000, bytesPerSecond: 10_000 })
  queue.post(1, [append(1, 1, 18_000), append(1, 2, 100)])
  expect(names()).toEqual(['1.1'])
  pass(1_000)
  expect(names()).toEqual([])
  pass(12)
  expect(names()).toEqual(['1.2'])
})

test('S7: the socket’s buffer is filled to its limit, and a full one takes nothing', () => {
  const { queue, names } = openQueue()
  queue.post(1, [append(1, 1), append(1, 2)])
  expect(names(MAX_BUFFERED_BYTES)).toEqual([])
  expect(names(MAX_BUFFERED_BYTES - 1)).toEqual(['1.1'])
  expect(names(0)).toEqual(['1.2'])
})

test('S7: what one room posts does not count against a room whose appends are used up: parts pass', () => {
  const { queue, names } = openQueue({ appendBurst: 2, appendsPerSecond: 1 })
  queue.post(1, [append(1, 1), append(1, 2)])
  queue.post(2, [part(2, 0, 1_000), part(2, 1_000, 1_000)])
  expect(names()).toEqual(['1.1', 'part', 'part'])
})

test('S7: a room gets no more than nine tenths of its announced hour, by number and by bytes, and others go on', () => {
  const byNumber = openQueue({ recordsPerHour: 10, appendBurst: 1_000 })
  byNumber.queue.post(
    1,
    Array.from({ length: 12 }, (_, ref) => append(1, ref)),
  )
  byNumber.queue.post(2, [append(2, 1)])
  expect(byNumber.names().filter((name) => name.startsWith('1.'))).toHaveLength(9)
  byNumber.pass(399_999)
  expect(byNumber.names()).toEqual([])
  byNumber.pass(2)
  expect(byNumber.names()).toEqual(['1.9'])
  const byBytes = openQueue({ bytesPerHour: 10_000 })
  byBytes.queue.post(1, [append(1, 1, 9_000), append(1, 2, 100)])
  byBytes.queue.post(2, [append(2, 1, 9_000)])
  expect(byBytes.names()).toEqual(['1.1', '2.1'])
  byBytes.pass(39_000)
  expect(byBytes.names()).toEqual([])
  byBytes.pass(1_001)
  expect(byBytes.names()).toEqual(['1.2'])
})

test('S7: a room’s waiting bytes are told, and gone when it is dropped', () => {
  const { queue, names } = openQueue()
  queue.post(1, [append(1, 1, 300), part(1, 0, 500)])
  queue.post(2, [append(2, 1)])
  expect(queue.waiting(1)).toBe(800)
  expect(queue.waiting(3)).toBe(0)
  queue.drop(1)
  expect(queue.waiting(1)).toBe(0)
  expect(names()).toEqual(['2.1'])
})

test('S7: small messages count with what they may take at most', () => {
  expect(sizeOf({ type: 'leave', room: 1 })).toBe(320)
  expect(sizeOf(append(1, 1, 1_000))).toBe(1_000)
})
