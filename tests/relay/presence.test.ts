import { afterEach, expect, test } from 'vitest'
import { createCapability, type Capability } from '../../src/crypto/capability.ts'
import { RECORD_TYPES } from '../../src/crypto/record.ts'
import { relayFrames } from '../../src/protocol/codec.ts'
import { WIRE_LIMITS } from '../../src/protocol/limits.ts'
import { until } from '../sync/quick.ts'
import { endAll, join, serve } from './peer.ts'
import type { Peer } from './tidying.ts'

afterEach(endAll)

const MEMBERS = WIRE_LIMITS.maxPresent

const caret = (peer: Peer, at: number): Promise<Uint8Array<ArrayBuffer>> => {
  const { logId, head, chain } = peer.welcome
  return peer.sealer.seal(
    RECORD_TYPES.ephemeral,
    { logId, seq: head, chain, prevFloor: 0 },
    new Uint8Array([at]),
  )
}
const pings = async (peers: readonly Peer[]): Promise<void> => {
  for (const peer of peers) peer.say({ type: 'ping' })
  for (const peer of peers) await peer.next('pong')
}
const fillRoom = async (port: number, room: Capability, count: number): Promise<Peer[]> => {
  const peers: Peer[] = []
  for (let at = 0; at < count; at++) peers.push(await join(port, room))
  return peers
}
/** Counts the frames that bring presence, beside the messages that are heard anyway. */
const countFrames = (peer: Peer): (() => number) => {
  let frames = 0
  peer.socket.on('message', (data: Buffer) => {
    const parsed = relayFrames.parse(new Uint8Array(data))
    if (parsed.ok && parsed.value.some(({ type }) => type === 'eph')) frames++
  })
  return () => frames
}

test(`R24: of ${MEMBERS} moving carets each goes once to every other member, many of them in one frame`, async () => {
  const { port, relay } = await serve(undefined, { now: () => 1_800_000_000_000 })
  const room = await createCapability()
  const peers = await fillRoom(port, room, MEMBERS)
  const frames = peers.map(countFrames)
  const moves = 4
  const carets = await Promise.all(
    Array.from({ length: moves }, (_, at) => Promise.all(peers.map((peer) => caret(peer, at)))),
  )
  for (const move of carets)
    for (const [at, peer] of peers.entries()) {
      const record = move[at]
      if (record) peer.say({ type: 'eph', room: 1, record })
    }
  const heard = (peer: Peer) => peer.heard.filter((message) => message.type === 'eph')
  const due = moves * (MEMBERS - 1)
  await until(() => peers.every((peer) => heard(peer).length >= due), 'all have heard all')
  await pings(peers)
  for (const [at, peer] of peers.entries()) {
    const texts = heard(peer).map(({ conn, record }) => `${conn} ${Buffer.from(record).toString('hex')}`)
    expect(texts).toHaveLength(due)
    expect(new Set(texts).size).toBe(due)
    // Never its own.
    const own = new Set(carets.map((move) => Buffer.from(move[at] ?? []).toString('hex')))
    expect(texts.some((text) => own.has(text.split(' ')[1] ?? ''))).toBe(false)
  }
  const total = frames.reduce((sum, count) => sum + count(), 0)
  console.log(`presence.test.ts: ${MEMBERS * due} deliveries in ${total} frames`)
  expect(total).toBeLessThan((MEMBERS * due) / 4)
  expect(relay.metrics()).toContain(`carrel_ephemerals_total ${MEMBERS * due}\n`)
})

test(`R24: in a room of ${MEMBERS} presence is passed on, in one of ${MEMBERS + 1} it is not, and again when one has gone`, async () => {
  const { port } = await serve()
  const room = await createCapability()
  const peers = await fillRoom(port, room, MEMBERS)
  const [first, second] = peers
  if (!first || !second) throw new Error('two members')
  const say = async (at: number): Promise<void> =>
    first.say({ type: 'eph', room: 1, record: await caret(first, at) })
  await say(1)
  await second.next('eph')
  const last = await join(port, room)
  await say(2)
  await pings([first, second])
  expect(second.heard.filter(({ type }) => type === 'eph')).toEqual([])
  last.say({ type: 'leave', room: 1 })
  await pings([last])
  await say(3)
  await second.next('eph')
})

test.each<[string, (peer: Peer) => void]>([
  ['whose socket is cut', (peer) => peer.socket.terminate()],
  ['who closes', (peer) => peer.socket.close()],
  ['who leaves the room', (peer) => peer.say({ type: 'leave', room: 1 })],
])('R24: a member %s is gone for the others at once', async (_title, go) => {
  const { port } = await serve()
  const room = await createCapability()
  const [one, two, silent] = [await join(port, room), await join(port, room), await join(port, room)]
  one.say({ type: 'eph', room: 1, record: await caret(one, 1) })
  const { conn } = await two.next('eph')
  go(one)
  expect(await two.next('leave')).toMatchObject({ room: 1, conn })
  expect((await silent.next('leave')).conn).toBe(conn)
  // Who never showed itself leaves without a word.
  silent.socket.terminate()
  await pings([two])
  expect(two.heard.filter(({ type }) => type === 'leave')).toEqual([])
  // Nobody is shown one who has gone.
  const next = await join(port, room)
  await pings([next])
  expect(next.heard.filter(({ type }) => type === 'eph')).toEqual([])
})

test('R24: who comes is shown what each last said', async () => {
  const { port } = await serve()
  const room = await createCapability()
  const one = await join(port, room)
  const [first, second] = [await caret(one, 1), await caret(one, 2)]
  one.say({ type: 'eph', room: 1, record: first }, { type: 'eph', room: 1, record: second })
  await pings([one])
  const comer = await join(port, room)
  expect((await comer.next('eph')).record).toEqual(second)
  await pings([comer])
  expect(comer.heard.filter(({ type }) => type === 'eph')).toEqual([])
})

test('R24: an ephemeral record at its limit is passed on, and one past it is not', async () => {
  const { port } = await serve(undefined, { limits: { maxEphemeral: 512 } })
  const room = await createCapability()
  const [one, two] = [await join(port, room), await join(port, room)]
  const good = await caret(one, 1)
  expect(good.length).toBeLessThan(512)
  const padded = (length: number): Uint8Array<ArrayBuffer> => {
    const record = new Uint8Array(length)
    record.set(good.subarray(0, Math.min(good.length, length)))
    return record
  }
  one.say({ type: 'eph', room: 1, record: padded(513) }, { type: 'eph', room: 1, record: padded(512) })
  expect((await two.next('eph')).record).toHaveLength(512)
  await pings([one, two])
  expect(two.heard.filter(({ type }) => type === 'eph')).toEqual([])
})
