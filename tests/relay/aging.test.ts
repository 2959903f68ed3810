import { afterEach, expect, test } from 'vitest'
import type { LogStore } from '../../server/relay/log.ts'
import { asReader, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { until } from '../sync/quick.ts'
import { makeTestFolder } from '../server/appFolder.ts'
import { endAll, endLater, hello, join, openLmdb, serve } from './peer.ts'
import { outcome, prepareCompact, readAll } from './tidying.ts'

afterEach(endAll)

const DAY = 86_400_000
const REST = 400
const DELETE = 365

/** A relay whose clock the test sets, and what it has logged. */
const open = async (store: LogStore, limits = {}) => {
  let at = 20_000 * DAY
  const logged: { event: string; room?: string }[] = []
  const { port, relay } = await serve(store, {
    now: () => at,
    log: (event, facts) => logged.push({ event, ...facts }),
    limits: { agingStepMs: 1, ...limits },
  })
  /** So many days on each of which the relay ran. */
  const serveDays = async (days: number): Promise<void> => {
    for (let day = 0; day < days; day++) {
      at += DAY
      await relay.sweepRooms()
    }
  }
  return { port, relay, logged, serveDays, jump: (ms: number) => void (at += ms) }
}
const write = async (port: number, room: Capability): Promise<void> => {
  const peer = await join(port, room)
  peer.say({ type: 'append', room: 1, ref: 1, record: await peer.record('kept') })
  await peer.next('ack')
  peer.say({ type: 'leave', room: 1 }, { type: 'ping' })
  await peer.next('pong')
}
const isThere = async (store: LogStore, { room }: Capability): Promise<boolean> => {
  const head = await store.head(room)
  return head.ok && head.value !== null
}
const ageOf = async (store: LogStore, { room }: Capability) =>
  (await store.ages?.list('', 1_000))?.find((age) => age.room === room)

test('R21: after 400 days of service a room rests and is served, after 365 more it is deleted; one entered meanwhile is not', async () => {
  const store = await openLmdb()
  const { port, logged, serveDays } = await open(store)
  const [left, used] = [await createCapability(), await createCapability()]
  for (const room of [left, used]) {
    await write(port, room)
    const peer = await join(port, room)
    await until(async () => (await ageOf(store, room))?.touched != null, 'entering it is noted')
    peer.say({ type: 'leave', room: 1 }, { type: 'ping' })
    await peer.next('pong')
  }
  await serveDays(REST - 1)
  expect(logged).toEqual([])
  await serveDays(1)
  expect(logged.map(({ event }) => event)).toEqual(['room-rests', 'room-rests'])
  expect(logged.map(({ room }) => room).sort()).toEqual([left.room.slice(0, 6), used.room.slice(0, 6)].sort())
  // A reader’s coming counts as anybody’s.
  const reader = await hello(port, await asReader(used))
  expect((await reader.next('synced')).head).toBe(1)
  await until(async () => (await ageOf(store, used))?.rests === false, 'it rests no longer')
  reader.socket.close()
  await serveDays(DELETE - 1)
  expect([await isThere(store, left), await isThere(store, used)]).toEqual([true, true])
  await serveDays(1)
  expect([await isThere(store, left), await isThere(store, used)]).toEqual([false, true])
  expect(logged.at(-1)).toMatchObject({ event: 'room-deleted', room: left.room.slice(0, 6) })
  // Nothing of it is left, and it may be made anew.
  expect(await store.read(left.room, 1, 1_000)).toEqual({ ok: true, value: [] })
  await write(port, left)
  expect((await readAll(port, left)).tail).toHaveLength(1)
})

test('R21: a clock that jumps and a server that was off for years make one day of service each', async () => {
  const folder = makeTestFolder()
  endLater(() => folder.remove())
  const store = await openLmdb(folder.path)
  const { port, relay, jump, serveDays, logged } = await open(store)
  const room = await createCapability()
  await write(port, room)
  await serveDays(2)
  for (let turn = 0; turn < 5; turn++) {
    jump(5_000 * DAY)
    await relay.sweepRooms()
    jump(-5_000 * DAY)
    await relay.sweepRooms()
  }
  expect(logged).toEqual([])
  expect(await isThere(store, room)).toBe(true)
  expect(await ageOf(store, room)).toMatchObject({ rests: false })
})

test('R21: a room that somebody is in neither rests nor is deleted', async () => {
  const store = await openLmdb()
  const { port, serveDays, logged } = await open(store, { restAfterDays: 2, deleteAfterDays: 1 })
  const room = await createCapability()
  await write(port, room)
  const peer = await join(port, room)
  await serveDays(10)
  expect([logged, await isThere(store, room)]).toEqual([[], true])
  peer.say({ type: 'leave', room: 1 }, { type: 'ping' })
  await peer.next('pong')
  await serveDays(10)
  expect(await isThere(store, room)).toBe(false)
})

test('L14: rooms are listed in steps, in order, and each once', async () => {
  const store = await openLmdb()
  const { port } = await open(store)
  const rooms = await Promise.all(Array.from({ length: 7 }, () => createCapability()))
  for (const room of rooms) await write(port, room)
  const names: string[] = []
  for (;;) {
    const step = (await store.ages?.list(names.at(-1) ?? '', 3)) ?? []
    expect(step.length).toBeLessThanOrEqual(3)
    names.push(...step.map(({ room }) => room))
    if (step.length < 3) break
  }
  expect(names).toEqual(rooms.map(({ room }) => room).sort())
})

test('L14: a last use is written once a day, and a room written since it was listed is not deleted', async () => {
  const store = await openLmdb()
  const { ages } = store
  if (!ages) throw new Error('LMDB knows ages')
  expect([await ages.serviceDay(100), await ages.serviceDay(100), await ages.serviceDay(101)]).toEqual([
    1, 1, 2,
  ])
  const { port } = await open(store)
  const room = await createCapability()
  await write(port, room)
  await ages.touch(room.room, 2)
  await ages.rest(room.room)
  expect(await ageOf(store, room)).toMatchObject({ touched: 2, rests: true })
  await ages.touch(room.room, 2)
  expect(await ageOf(store, room)).toMatchObject({ touched: 2, rests: false })
  const listed = await ageOf(store, room)
  if (!listed) throw new Error('listed')
  const peer = await join(port, room)
  const { logId, head, chain } = peer.welcome
  const place = { logId, prevFloor: 0, prevTag: new Uint8Array(0), upto: head, chain }
  const made = await prepareCompact(room, peer, place)
  peer.say(...made.parts, made.compact)
  expect(await outcome(peer)).toBe(1)
  expect(await ages.remove(room.room, listed.revision)).toBe(false)
  expect((await readAll(port, room)).snapshot).not.toBe('')
  expect(await ages.remove(room.room, listed.revision + 1)).toBe(true)
  expect([await isThere(store, room), await ageOf(store, room)]).toEqual([false, undefined])
  expect(await store.readSnapshot(room.room, made.tag, 0, 10)).toEqual({ ok: true, value: null })
})
