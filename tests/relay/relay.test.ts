import { afterEach, expect, test } from 'vitest'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { asReader, createCapability } from '../../src/crypto/capability.ts'
import { err } from '../../src/lib/result.ts'
import { WIRE_LIMITS } from '../../src/protocol/limits.ts'
import { dial, endAll, hello, join, serve } from './peer.ts'

afterEach(endAll)

test('R3: an append is acknowledged in order, and comes to the others in order', async () => {
  const { port } = await serve()
  const room = await createCapability()
  const one = await join(port, room)
  const two = await join(port, room)
  for (let ref = 0; ref < 5; ref++)
    one.say({ type: 'append', room: 1, ref, record: await one.record(`${ref}`) })
  for (let ref = 0; ref < 5; ref++) {
    expect(await one.next('ack')).toMatchObject({ ref, seq: ref + 1 })
    expect((await two.next('record')).seq).toBe(ref + 1)
  }
})

test('R4: the same bytes again get the same ACK; another record under the counter is refused', async () => {
  const { port } = await serve()
  const room = await createCapability()
  const one = await join(port, room)
  const record = await one.record('once')
  one.say({ type: 'append', room: 1, ref: 1, record }, { type: 'append', room: 1, ref: 2, record })
  expect((await one.next('ack')).seq).toBe(1)
  expect((await one.next('ack')).seq).toBe(1)
  const other = new Uint8Array(record)
  other[40] = (other[40] ?? 0) ^ 1
  one.say({ type: 'append', room: 1, ref: 3, record: other })
  expect((await one.next('nack')).code).toBe('counter-taken')
  expect((await join(port, room)).welcome.head).toBe(1)
})

test('R5: a first record with a wrong signature, and a reader’s, are refused and not kept', async () => {
  const { port } = await serve()
  const room = await createCapability()
  const one = await join(port, room)
  const forged = new Uint8Array(await one.record('forged'))
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
  one.say({ type: 'append', room: 1, ref: 1, record: forged })
  expect((await one.next('nack')).code).toBe('bad-signature')
  const genuine = await one.record('genuine')
  one.say({ type: 'append', room: 1, ref: 2, record: genuine })
  expect((await one.next('ack')).seq).toBe(1)
  const guest = await hello(port, await asReader(room))
  await guest.next('synced')
  guest.say({ type: 'append', room: 1, ref: 1, record: await one.record('by a guest') })
  expect((await guest.next('nack')).code).toBe('read-only')
})

test('R2: another origin, and keys of another room, do not open a room', async () => {
  const { port } = await serve()
  const room = await createCapability()
  expect((await (await hello(port, room, { origin: 'https://evil.example' })).next('closed')).code).toBe(
    'bad-signature',
  )
  const other = await createCapability()
  const mixed = { ...room, writerKey: other.writerKey }
  expect((await (await hello(port, mixed)).next('closed')).code).toBe('wrong-keys')
})

test('R10: a reader of a room that nobody has written is told that it is not here', async () => {
  const { port } = await serve()
  const guest = await hello(port, await asReader(await createCapability()))
  expect((await guest.next('closed')).code).toBe('not-here')
})

test('R6: a right place is resumed; a wrong chain gets everything again', async () => {
  const { port } = await serve()
  const room = await createCapability()
  const one = await join(port, room)
  one.say({ type: 'append', room: 1, ref: 1, record: await one.record('first') })
  await one.next('ack')
  const again = await hello(port, room)
  const { logId, chain, head, floor, snapshotTag } = await again.next('welcome')
  const since = { logId, seq: head, chain, floor, snapshotTag }
  expect((await (await hello(port, room, { since })).next('welcome')).resumed).toBe(true)
  const wrong = { ...since, chain: new Uint8Array(16) }
  const lost = await hello(port, room, { since: wrong })
  expect((await lost.next('welcome')).resumed).toBe(false)
  expect((await lost.next('record')).seq).toBe(1)
})

test('R9: what the disk refuses is refused, and nothing of it is passed on', async () => {
  const store = createMemoryStore()
  let full = false
  const { port } = await serve({
    ...store,
    append: async (...given) => (full ? err('storage') : store.append(...given)),
  })
  const room = await createCapability()
  const one = await join(port, room)
  const two = await join(port, room)
  full = true
  one.say({ type: 'append', room: 1, ref: 1, record: await one.record('lost?') })
  expect((await one.next('nack')).code).toBe('storage')
  full = false
  const record = await one.record('kept')
  one.say({ type: 'append', room: 1, ref: 2, record })
  expect((await one.next('ack')).seq).toBe(1)
  expect((await two.next('record')).record).toEqual(record)
})

test('R9: a store that breaks down is refused to the client, and takes neither the relay nor the room with it', async () => {
  const store = createMemoryStore()
  let breaks: 'append' | 'read' | null = null
  const logged: string[] = []
  const { port } = await serve(
    {
      ...store,
      append: async (...given) => {
        if (breaks === 'append') throw new Error('broken')
        return store.append(...given)
      },
      read: async (...given) => {
        if (breaks === 'read') throw new Error('broken')
        return store.read(...given)
      },
    },
    { log: (event) => logged.push(event) },
  )
  const room = await createCapability()
  const one = await join(port, room)
  breaks = 'append'
  const records = [await one.record('first'), await one.record('second')]
  for (const [ref, record] of records.entries()) one.say({ type: 'append', room: 1, ref, record })
  expect([(await one.next('nack')).code, (await one.next('nack')).code]).toEqual(['storage', 'storage'])
  breaks = null
  for (const [ref, record] of records.entries()) one.say({ type: 'append', room: 1, ref, record })
  expect([(await one.next('ack')).seq, (await one.next('ack')).seq]).toEqual([1, 2])
  breaks = 'read'
  expect((await (await hello(port, room)).next('closed')).code).toBe('storage')
  breaks = null
  expect((await join(port, room)).heard.filter(({ type }) => type === 'record')).toHaveLength(2)
  expect(new Set(logged)).toEqual(new Set(['fault']))
})

test('R1: garbage, text and silence end a connection, each with its code', async () => {
  const { port } = await serve(undefined, { limits: { helloMs: 50 } })
  const garbage = dial(port)
  await garbage.next('challenge')
  garbage.socket.send(new Uint8Array([255, 255, 255]))
  expect(await garbage.closed()).toBe(4400)
  const text = dial(port)
  await text.next('challenge')
  text.socket.send('hello')
  expect(await text.closed()).toBe(4400)
  expect(await dial(port).closed()).toBe(4501)
})

test('R5: a record at the limit is taken and one past it is not', async () => {
  const limit = 2_048
  const { port } = await serve(undefined, { limits: { ...WIRE_LIMITS, maxRecord: limit } })
  const one = await join(port, await createCapability())
  let length = 0
  let size = 0
  for (let tried = 1_000; tried < 3_000 && size <= limit; tried += 50) {
    size = (await one.record('x'.repeat(tried))).length
    length = tried
  }
  expect(size).toBeGreaterThan(limit)
  one.say({ type: 'append', room: 1, ref: 1, record: await one.record('x'.repeat(length - 100)) })
  expect((await one.next('ack')).seq).toBe(1)
  one.say({ type: 'append', room: 1, ref: 2, record: await one.record('x'.repeat(length)) })
  expect((await one.next('nack')).code).toBe('too-large')
})

test('R11: a room that everybody has left is let go of', async () => {
  const { port, relay } = await serve()
  const one = await join(port, await createCapability())
  expect(relay.stats()).toMatchObject({ rooms: 1, strangers: 0 })
  one.say({ type: 'leave', room: 1 }, { type: 'ping' })
  await one.next('pong')
  expect(relay.stats().rooms).toBe(0)
})
