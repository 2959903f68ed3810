import { afterEach, expect, test, vi } from 'vitest'
import { createFlushPace } from '../../server/relay/flushPace.ts'
import { createCapability } from '../../src/crypto/capability.ts'
import { relayFrames } from '../../src/protocol/codec.ts'
import { MAX_FRAME_BYTES, MAX_MESSAGES_PER_FRAME } from '../../src/protocol/limits.ts'
import { endAll, join, serve } from './peer.ts'

afterEach(endAll)

/** The next frames of a peer, from now on: how many messages and bytes each has. */
const framesOf = (peer: Awaited<ReturnType<typeof join>>) => {
  const frames: { readonly messages: number; readonly bytes: number }[] = []
  peer.socket.on('message', (data: Buffer) => {
    const parsed = relayFrames.parse(new Uint8Array(data))
    frames.push({ messages: parsed.ok ? parsed.value.length : Number.NaN, bytes: data.length })
  })
  return frames
}

test('R28: what is ready at once leaves in frames of at most 8,192 messages, which the next begins', async () => {
  const { port } = await serve()
  const peer = await join(port, await createCapability())
  const frames = framesOf(peer)
  const pings = Array.from({ length: MAX_MESSAGES_PER_FRAME }, () => ({ type: 'ping' as const }))
  peer.say(...pings)
  peer.say({ type: 'ping' })
  await expect
    .poll(() => frames.reduce((sum, { messages }) => sum + messages, 0), { timeout: 20_000 })
    .toBe(MAX_MESSAGES_PER_FRAME + 1)
  expect(Math.max(...frames.map(({ messages }) => messages))).toBeLessThanOrEqual(MAX_MESSAGES_PER_FRAME)
})

test('R28: records of more bytes than a frame holds arrive in several, in the order of the log', async () => {
  const { port } = await serve()
  const room = await createCapability()
  const [writer, other] = [await join(port, room), await join(port, room)]
  const frames = framesOf(other)
  const sizes = [700_000, 300_000, 600_000, 10]
  const records = await Promise.all(sizes.map((size) => writer.record('x'.repeat(size))))
  for (const [ref, record] of records.entries()) writer.say({ type: 'append', room: 1, ref, record })
  for (const [at, record] of records.entries()) {
    const heard = await other.next('record')
    expect([heard.seq, Buffer.from(heard.record).equals(record)]).toEqual([at + 1, true])
  }
  for (const { bytes } of frames) expect(bytes).toBeLessThanOrEqual(MAX_FRAME_BYTES)
})

test('R28: an ACK comes although nothing else leaves, and behind the records before it', async () => {
  const { port } = await serve()
  const room = await createCapability()
  const [writer, other] = [await join(port, room), await join(port, room)]
  writer.say({ type: 'append', room: 1, ref: 7, record: await writer.record('alone') })
  expect(await writer.next('ack')).toMatchObject({ ref: 7, seq: 1 })
  const both = [await writer.record('one'), await other.record('two')]
  for (const [index, peer] of [writer, other].entries())
    peer.say({ type: 'append', room: 1, ref: 8, record: both[index] ?? new Uint8Array(0) })
  for (const peer of [writer, other]) {
    const places = [await peer.next('record', 'ack'), await peer.next('record', 'ack')].map(
      ({ type, seq }) => (peer === other && type === 'record' && seq === 1 ? null : seq),
    )
    if (peer === writer) expect(places).toEqual([2, 3])
    else expect(places.at(-1)).toBeGreaterThan(1)
  }
})

test('R28: those who write within 2 ms are let go in one turn, those after them 20 ms later, and the first after a pause at once', async () => {
  vi.useFakeTimers()
  try {
    const gather = createFlushPace(2, 20)
    const gone: string[] = []
    const write = (name: string): void => void gather().then(() => gone.push(name))
    write('a')
    await vi.advanceTimersByTimeAsync(1)
    write('b')
    expect(gone).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(gone).toEqual(['a', 'b'])
    write('c')
    await vi.advanceTimersByTimeAsync(19)
    write('d')
    expect(gone).toEqual(['a', 'b'])
    await vi.advanceTimersByTimeAsync(1)
    expect(gone).toEqual(['a', 'b', 'c', 'd'])
    await vi.advanceTimersByTimeAsync(500)
    write('e')
    await vi.advanceTimersByTimeAsync(2)
    expect(gone).toContain('e')
  } finally {
    vi.useRealTimers()
  }
})
