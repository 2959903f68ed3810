import { afterEach, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { Intake } from '../../server/relay/intake.ts'
import { RELAY_LIMITS, type RelayLimits } from '../../server/relay/limits.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { createMeter } from '../../server/relay/meter.ts'
import { createOutbound } from '../../server/relay/outbound.ts'
import { createCapability } from '../../src/crypto/capability.ts'
import { MAX_FRAME_BYTES } from '../../src/protocol/limits.ts'
import { until } from '../sync/quick.ts'
import { endAll, hello, join, serve } from './peer.ts'
import type { Peer } from './tidying.ts'

afterEach(endAll)

const PATIENCE = 60_000
/** No rate stands before what is tested here. */
const FAST: Partial<RelayLimits> = { appendBurst: 1_000_000, byteBurst: 2 ** 40, bytesPerHour: 2 ** 40 }

/** A store whose disk does nothing until it is let go. */
const stalledStore = () => {
  const store = createMemoryStore()
  let go: () => void = () => undefined
  const gone = new Promise<void>((resolve) => (go = resolve))
  return {
    go,
    store: {
      ...store,
      append: async (...given: Parameters<typeof store.append>) => {
        await gone
        return store.append(...given)
      },
    },
  }
}
const flood = async (peer: Peer, count: number, size: number): Promise<void> => {
  for (let ref = 0; ref < count; ref++)
    peer.say({ type: 'append', room: 1, ref, record: await peer.record('x'.repeat(size)) })
}
const acks = (peer: Peer): number => peer.heard.filter(({ type }) => type === 'ack').length
/** Waits until a figure has not grown for some looks. */
const settled = async (figure: () => number): Promise<number> => {
  let [last, same] = [-1, 0]
  await until(
    () => {
      same = figure() === last ? same + 1 : 0
      last = figure()
      return same > 50
    },
    'the figure settles',
    PATIENCE,
  )
  return last
}

test('R19: a client that floods while the disk stalls is not read any further, and all of it is kept in the end', async () => {
  const { store, go } = stalledStore()
  const { port, relay } = await serve(store, { limits: FAST })
  const peer = await join(port, await createCapability())
  const [count, size] = [1_200, 16_000]
  await flood(peer, count, size)
  const held = await settled(() => relay.stats().intake)
  // What was said is eight times the limit; of it the relay holds the limit and what was in the frame that met it.
  expect(count * size).toBeGreaterThan(7 * RELAY_LIMITS.intakeBytes)
  expect(held).toBeGreaterThan(RELAY_LIMITS.intakeBytes)
  expect(held).toBeLessThan(RELAY_LIMITS.intakeBytes + MAX_FRAME_BYTES)
  expect(relay.metrics()).toMatch(/^carrel_reading_paused_total [1-9]/m)
  go()
  await until(() => acks(peer) === count, 'all is acknowledged', PATIENCE)
  expect(relay.stats().intake).toBe(0)
})

test('R19: all connections together are held to their limit, and each goes on when there is room', async () => {
  const { store, go } = stalledStore()
  const total = 3_000_000
  const { port, relay } = await serve(store, { limits: { ...FAST, totalIntakeBytes: total } })
  const room = await createCapability()
  const peers = await Promise.all(Array.from({ length: 8 }, () => join(port, room)))
  await Promise.all(peers.map((peer) => flood(peer, 100, 16_000)))
  const held = await settled(() => relay.stats().intake)
  expect(held).toBeGreaterThan(total)
  // Each may have been in the middle of a chunk of 64 KiB when it was full.
  expect(held).toBeLessThan(total + peers.length * 100_000)
  // Who comes now waits like the others, and nobody is forgotten.
  go()
  await until(() => peers.every((peer) => acks(peer) === 100), 'all is acknowledged', PATIENCE)
  expect(relay.stats().intake).toBe(0)
})

test('R19: a frame of thousands of small messages counts for what they take in memory', async () => {
  const { port, relay } = await serve(undefined, { limits: { intakeBytes: 100_000 } })
  const peer = await join(port, await createCapability())
  peer.say(...Array.from({ length: 8_000 }, () => ({ type: 'ping' as const })))
  await until(() => relay.stats().intake > 0 || acks(peer) >= 0, 'it was read')
  let pongs = 0
  for (; pongs < 8_000; pongs++) await peer.next('pong')
  expect(relay.metrics()).toMatch(/^carrel_reading_paused_total 1$/m)
})

test('R19: a line pauses one byte past its limit and goes on at half of it; its end gives back what it held', () => {
  const said: string[] = []
  const intake = new Intake(100, 150)
  const open = (name: string) =>
    intake.open({
      pause: () => said.push(`${name} pauses`),
      resume: () => said.push(`${name} resumes`),
    })
  const [one, two, three] = [open('one'), open('two'), open('three')]
  one.take(100)
  expect(said).toEqual([])
  one.take(1)
  one.give(50)
  expect(said).toEqual(['one pauses'])
  one.give(1)
  expect(said.splice(0)).toEqual(['one pauses', 'one resumes'])
  two.take(100)
  expect([intake.held(), said]).toEqual([150, []])
  three.take(1)
  expect(said.splice(0)).toEqual(['three pauses'])
  three.give(1)
  expect(said).toEqual([])
  two.end()
  expect([intake.held(), said]).toEqual([50, ['three resumes']])
  two.give(100)
  expect(intake.held()).toBe(50)
})

/** Stops reading from a relay: what it sends stays in the kernel's buffers, and then in the relay. */
const stall = (peer: Pick<Peer, 'socket'>): void => peer.socket.pause()

test(
  'R20: who asks and does not read the answers is not read either, and gets them all when it reads again',
  { timeout: 4 * PATIENCE },
  async () => {
    const lagBytes = 200_000
    const { port, relay } = await serve(undefined, {
      limits: { lagBytes, pauseReplayBytes: 100_000, intakeBytes: 2 ** 30 },
    })
    const peer = await join(port, await createCapability())
    stall(peer)
    let received = 0
    peer.socket.removeAllListeners('message')
    peer.socket.on('message', (data: Buffer) => void (received += data.length))
    // Refused in as many bytes as it was said in: more than the kernel's buffers of either side take.
    const refs = Array.from({ length: 8_000 }, (_, at) => 2 ** 52 + at)
    const [frames, answer] = [250, 11 * refs.length]
    const record = new Uint8Array(0)
    for (let at = 0; at < frames; at++)
      peer.say(...refs.map((ref) => ({ type: 'append' as const, room: 2, ref, record })))
    await until(
      () => relay.stats().backlog > lagBytes,
      () => `owed: ${relay.metrics()}`,
      20_000,
    )
    const owed = await settled(() => relay.stats().backlog)
    expect(owed).toBeLessThan(lagBytes + 64 * refs.length + 2 * MAX_FRAME_BYTES)
    peer.socket.resume()
    await until(() => received === frames * answer, 'every answer came', PATIENCE)
    expect(relay.stats()).toMatchObject({ backlog: 0, intake: 0 })
  },
)

test('R20: who reads nothing while owed is closed as too slow, and the others hear on', async () => {
  const { port, relay } = await serve(undefined, {
    limits: { ...FAST, stallMs: 400, dropEphemeralBytes: 100_000, maxTailRecords: 100_000 },
  })
  const room = await createCapability()
  const [writer, slow, good] = [await join(port, room), await join(port, room), await join(port, room)]
  stall(slow)
  const size = 60_000
  let said = 0
  const closed = (): boolean => relay.metrics().includes('carrel_closed_total{code="4503"} 1')
  while (!closed()) {
    writer.say({ type: 'append', room: 1, ref: ++said, record: await writer.record('x'.repeat(size)) })
    expect((await writer.next('ack')).seq).toBe(said)
    expect((await good.next('record')).seq).toBe(said)
    expect(relay.stats().backlog).toBeLessThan(RELAY_LIMITS.lagBytes + 2 * MAX_FRAME_BYTES)
  }
  expect(relay.stats().connections).toBe(2)
  // It may come again, and gets everything.
  const again = await hello(port, room)
  expect((await again.next('synced')).head).toBe(said)
})

test('R20: who takes something is not too slow, however full its queue stays; who takes nothing for so long is', () => {
  vi.useFakeTimers()
  try {
    const closes: number[] = []
    const socket = {
      OPEN: 1,
      readyState: 1,
      bufferedAmount: 0,
      // As much is owed after every message: a replay fills up what the recipient has taken.
      send: () => (socket.bufferedAmount = 10_000),
      close: (code: number) => closes.push(code),
      // Its end is told, and nothing watches it any more.
      terminate: () => out.stop(),
    }
    const limits = { ...RELAY_LIMITS, dropEphemeralBytes: 1_000, stallMs: 1_000 }
    // reason: an outbound asks nothing else of its socket
    const out = createOutbound(socket as unknown as WebSocket, null, limits, Date.now, createMeter())
    const record = new Uint8Array(500)
    for (let turn = 0; turn < 100; turn++) {
      out.send({ type: 'record', room: 1, seq: turn, record })
      vi.advanceTimersByTime(90)
    }
    expect(closes).toEqual([])
    vi.advanceTimersByTime(900)
    expect(closes).toEqual([])
    vi.advanceTimersByTime(200)
    expect(closes).toEqual([4503])
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

test('R20: ephemeral records pass a slow recipient by, records do not', async () => {
  const { port, relay } = await serve(undefined, { limits: { ...FAST, dropEphemeralBytes: 50_000 } })
  const room = await createCapability()
  const [writer, slow] = [await join(port, room), await join(port, room)]
  stall(slow)
  let said = 0
  while (relay.stats().backlog <= 50_000) {
    writer.say({ type: 'append', room: 1, ref: ++said, record: await writer.record('x'.repeat(60_000)) })
    await writer.next('ack')
  }
  const { logId, head, chain } = writer.welcome
  const seen = { logId, seq: head, chain, prevFloor: 0 }
  const record = await writer.sealer.seal(3, seen, new Uint8Array(10))
  writer.say({ type: 'eph', room: 1, record }, { type: 'ping' })
  await writer.next('pong')
  expect(relay.metrics()).toMatch(/^carrel_ephemerals_dropped_total 1$/m)
  slow.socket.resume()
  for (let seq = 1; seq <= said; seq++) expect((await slow.next('record')).seq).toBe(seq)
  writer.say({ type: 'eph', room: 1, record: await writer.sealer.seal(3, seen, new Uint8Array(10)) })
  await slow.next('eph')
  expect(slow.heard.filter(({ type }) => type === 'eph')).toEqual([])
})

test('R20: the replays of many rooms share one connection’s room in memory', async () => {
  const { port, relay } = await serve(undefined, { limits: { ...FAST, maxRooms: 64 } })
  const rooms = await Promise.all(Array.from({ length: 24 }, () => createCapability()))
  for (const room of rooms) {
    const writer = await join(port, room)
    for (let ref = 0; ref < 8; ref++)
      writer.say({ type: 'append', room: 1, ref, record: await writer.record('x'.repeat(62_000)) })
    for (let ref = 0; ref < 8; ref++) await writer.next('ack')
    writer.socket.close()
  }
  const [first, ...others] = rooms
  if (!first) throw new Error('a room')
  const reader = await hello(port, first)
  await reader.next('synced')
  stall(reader)
  for (const [at, room] of others.entries()) reader.say(await reader.greet(room, at + 2))
  const owed = await settled(() => relay.stats().backlog)
  expect(owed).toBeGreaterThan(0)
  expect(owed).toBeLessThan(RELAY_LIMITS.pauseReplayBytes + 4 * RELAY_LIMITS.replayStepBytes)
  reader.socket.resume()
  for (const _room of others) expect((await reader.next('synced')).head).toBe(8)
})
