import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { asReader, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { chainNext, chainStart, RECORD_TYPES } from '../../src/crypto/record.ts'
import { equalBytes, printHex } from '../../src/lib/bytes.ts'
import type { RelayMessage } from '../../src/protocol/message.ts'
import type { RelayLimits } from '../../server/relay/limits.ts'
import type { RedisStoreOptions } from '../../server/relay/openRedisStore.ts'
import { until } from '../sync/quick.ts'
import { endAll, join, serve } from './peer.ts'
import { DURABLE, openStoreOver, startRedis, type RedisProcess } from './redisProcess.ts'
import { outcome, prepareCompact, readAll } from './tidying.ts'

const SLOW = 60_000
let redis: RedisProcess
beforeAll(async () => {
  redis = await startRedis(...DURABLE, '--enable-debug-command', 'yes')
}, SLOW)
beforeEach(() => {
  redis.ask('acl', 'setuser', 'default', 'allchannels')
  redis.ask('flushall')
})
afterEach(endAll)
afterAll(() => redis.remove())

/** Further than any test waits: what comes, comes by a hint. */
const NEVER_MS = 3_600_000

/** A relay of its own over the one Redis. */
const instance = async (limits: Partial<RelayLimits> = {}, options: Partial<RedisStoreOptions> = {}) => {
  const store = await openStoreOver({ url: options.url ?? redis.url }, options)
  return { store, ...(await serve(store, { limits: { sweepMs: NEVER_MS, ...limits } })) }
}
type Peer = Awaited<ReturnType<typeof join>>

const sayAll = async (peer: Peer, name: string, count: number): Promise<void> => {
  for (let ref = 1; ref <= count; ref++)
    peer.say({ type: 'append', room: 1, ref, record: await peer.record(`${name} ${ref}`) })
}
/** What a peer heard of the log, as sequence numbers in the order they came. */
const heardLog = ({ heard }: Peer): readonly number[] =>
  heard.flatMap((message) => (message.type === 'record' || message.type === 'ack' ? [message.seq] : []))
const refusals = ({ heard }: Peer): readonly RelayMessage[] =>
  heard.filter(({ type }) => type === 'nack' || type === 'closed')
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1)

/** The log as a newcomer reads it, its chain followed from the start. */
const readChain = async (port: number, room: Capability): Promise<number> => {
  const { welcome, tail } = await readAll(port, room)
  let chain = await chainStart(room.roomId, welcome.logId)
  for (const { record } of tail) chain = await chainNext(chain, record)
  expect(equalBytes(chain, welcome.chain)).toBe(true)
  return tail.length
}

test('R30, R31: writers at two instances are both kept, in one order, and nobody is refused or shown out', async () => {
  const [one, two] = [await instance(), await instance()]
  const room = await createCapability()
  const count = 100
  const first = await join(one.port, room)
  first.say({ type: 'append', room: 1, ref: 900, record: await first.record('the room is made') })
  await first.next('ack')
  const others = [await join(one.port, room), await join(two.port, room), await join(two.port, room)] as const
  const writers = [first, others[1]]
  await Promise.all(writers.map((writer, at) => sayAll(writer, `writer ${at}`, count)))
  const total = 1 + 2 * count
  await until(
    () => [first, ...others].every((peer) => heardLog(peer).includes(total)),
    () => JSON.stringify([first, ...others].map((peer) => [heardLog(peer).length, refusals(peer)])),
  )
  for (const peer of [first, ...others]) {
    expect(refusals(peer)).toEqual([])
    // The first has had its first answer already.
    expect(heardLog(peer)).toEqual(upTo(total).slice(peer === first ? 1 : 0))
  }
  for (const writer of writers) {
    const acks = writer.heard.flatMap((message) => (message.type === 'ack' ? [message] : []))
    expect(acks.map(({ ref }) => ref)).toEqual(upTo(count))
  }
  expect(await readChain(two.port, room)).toBe(total)
})

test('R31: two instances make one room at once: one of them has it, and the other’s members find it there', async () => {
  const [one, two] = [await instance(), await instance()]
  const room = await createCapability()
  const [here, there] = [await join(one.port, room), await join(two.port, room)]
  expect(equalBytes(here.welcome.logId, there.welcome.logId)).toBe(false)
  for (const peer of [here, there])
    peer.say({ type: 'append', room: 1, ref: 1, record: await peer.record('first') })
  await until(
    () =>
      [here, there].some((peer) => heardLog(peer).length > 0) &&
      [here, there].some((peer) => refusals(peer).length > 0),
    'one is acknowledged, the other shown out',
  )
  const [winner, loser] = heardLog(here).length > 0 ? [here, there] : [there, here]
  expect(refusals(winner)).toEqual([])
  expect(loser.heard).toContainEqual({ type: 'closed', room: 1, code: 'stale' })
  for (const { port } of [one, two]) {
    const { welcome, tail } = await readAll(port, room)
    expect([printHex(welcome.logId), tail.length]).toEqual([printHex(winner.welcome.logId), 1])
  }
})

test('R4, R31: bytes that another instance has kept already get the first one’s ACK, behind its record', async () => {
  const [one, two] = [await instance(), await instance()]
  const room = await createCapability()
  const here = await join(one.port, room)
  here.say({ type: 'append', room: 1, ref: 1, record: await here.record('made') })
  await here.next('ack')
  const there = await join(two.port, room)
  there.heard.length = 0
  // Without a hint, the second learns of it by losing the race.
  redis.ask('acl', 'setuser', 'default', 'resetchannels')
  const record = await there.record('twice')
  here.say({ type: 'append', room: 1, ref: 2, record })
  expect(await here.next('ack')).toMatchObject({ ref: 2, seq: 2 })
  there.say({ type: 'append', room: 1, ref: 6, record: await there.record('its own') })
  there.say({ type: 'append', room: 1, ref: 7, record })
  expect(await there.next('ack')).toMatchObject({ ref: 6, seq: 3 })
  expect(await there.next('ack')).toMatchObject({ ref: 7, seq: 2 })
  expect(heardLog(there)).toEqual([2])
  // Nobody told the first, which looks when somebody comes in.
  for (const { port } of [one, two]) expect(await readChain(port, room)).toBe(3)
  expect(await here.next('record')).toMatchObject({ seq: 3 })
})

test('R32: what no hint told is found by the sweep', async () => {
  const [one, two] = [await instance(), await instance({ sweepMs: 50 })]
  const room = await createCapability()
  const writer = await join(one.port, room)
  writer.say({ type: 'append', room: 1, ref: 1, record: await writer.record('before') })
  await writer.next('ack')
  const reader = await join(two.port, await asReader(room))
  reader.heard.length = 0
  // Hints that nobody may send or hear. The first record may still be met as the subscription is made anew.
  redis.ask('acl', 'setuser', 'default', 'resetchannels')
  for (let ref = 2; ref <= 5; ref++) {
    writer.say({ type: 'append', room: 1, ref, record: await writer.record(`unheard ${ref}`) })
    await writer.next('ack')
    expect(await reader.next('record')).toMatchObject({ seq: ref })
  }
})

test('R32: a subscription that is cut is made again, and what was said meanwhile is looked for at once', async () => {
  const [one, two] = [await instance(), await instance()]
  const room = await createCapability()
  const writer = await join(one.port, room)
  writer.say({ type: 'append', room: 1, ref: 1, record: await writer.record('before') })
  await writer.next('ack')
  const reader = await join(two.port, await asReader(room))
  reader.heard.length = 0
  for (let ref = 2; ref <= 6; ref++) {
    redis.ask('client', 'kill', 'type', 'pubsub')
    writer.say({ type: 'append', room: 1, ref, record: await writer.record(`meanwhile ${ref}`) })
    await writer.next('ack')
    expect(await reader.next('record')).toMatchObject({ seq: ref })
  }
})

test('R33: a compaction at one instance is told at the other, and a claim on the old floor loses there', async () => {
  const [one, two] = [await instance(), await instance()]
  const room = await createCapability()
  const here = await join(one.port, room)
  await sayAll(here, 'word', 4)
  await until(() => heardLog(here).length === 4, 'written')
  const there = await join(two.port, room)
  const { logId } = here.welcome
  const { tail } = await readAll(one.port, room)
  const chains = [await chainStart(room.roomId, logId)]
  for (const { record } of tail) chains.push(await chainNext(chains.at(-1) ?? logId, record))
  const place = (upto: number) => ({
    logId,
    upto,
    chain: chains[upto] ?? logId,
    prevFloor: 0,
    prevTag: new Uint8Array(0),
  })
  const [won, lost] = [
    await prepareCompact(room, here, place(3)),
    await prepareCompact(room, there, place(4)),
  ]
  here.heard.length = 0
  here.say(...won.parts, won.compact)
  expect(await outcome(here)).toBe(3)
  expect(await there.next('compacted')).toMatchObject({ floor: 3, tag: won.tag, size: won.snapshot.length })
  there.say(...lost.parts, lost.compact)
  expect(await outcome(there)).toBe('stale')
  // Its log goes on, and the snapshot is served from there as well.
  there.say({ type: 'append', room: 1, ref: 5, record: await there.record('after') })
  expect(await there.next('ack')).toMatchObject({ seq: 5 })
  expect(await here.next('record')).toMatchObject({ seq: 5 })
  const { welcome, snapshot, tail: rest } = await readAll(two.port, room)
  expect([welcome.floor, snapshot, rest.map(({ seq }) => seq)]).toEqual([3, printHex(won.snapshot), [4, 5]])
})

test('R33: a compaction that only lost to records is taken behind them', async () => {
  const [one, two] = [await instance(), await instance()]
  const room = await createCapability()
  const here = await join(one.port, room)
  here.say({ type: 'append', room: 1, ref: 1, record: await here.record('first') })
  await here.next('ack')
  const there = await join(two.port, room)
  const { logId } = here.welcome
  const [entry] = (await readAll(one.port, room)).tail
  const chain = await chainNext(await chainStart(room.roomId, logId), entry?.record ?? logId)
  const place = { logId, upto: 1, chain, prevFloor: 0, prevTag: new Uint8Array(0) }
  const claim = await prepareCompact(room, there, place)
  // Said without a hint, so that the other instance plans upon a head that is past.
  redis.ask('acl', 'setuser', 'default', 'resetchannels')
  there.heard.length = 0
  here.say({ type: 'append', room: 1, ref: 2, record: await here.record('second') })
  await here.next('ack')
  there.say(...claim.parts, claim.compact)
  expect(await outcome(there)).toBe(1)
  expect(await there.next('record')).toMatchObject({ seq: 2 })
})

test('R34: a move at one instance freezes the room at the other, and shows its members out', async () => {
  const [one, two] = [await instance(), await instance()]
  const room = await createCapability()
  const owner = await join(one.port, room)
  owner.say({ type: 'append', room: 1, ref: 1, record: await owner.record('first') })
  await owner.next('ack')
  const [guest, late] = [await join(two.port, room), await join(two.port, room)]
  const chain = await chainStart(room.roomId, owner.welcome.logId)
  const seen = { logId: owner.welcome.logId, seq: 1, chain, prevFloor: 0 }
  const word = await owner.sealer.seal(RECORD_TYPES.control, seen, new Uint8Array([1, 2, 3]))
  // A head that is past holds the room still, at the other instance too.
  owner.say({ type: 'control', room: 1, ref: 2, record: word, upto: 0 })
  expect(await owner.next('nack')).toMatchObject({ code: 'stale' })
  const held = async (): Promise<boolean> => {
    guest.say({ type: 'append', room: 1, ref: 3, record: await guest.record('not now') })
    const answer = await guest.next('ack', 'nack')
    return answer.type === 'nack' && answer.code === 'rate'
  }
  await until(held, 'the other instance holds the room')
  const { welcome } = await readAll(one.port, room)
  owner.say({ type: 'control', room: 1, ref: 4, record: word, upto: welcome.head })
  expect(await owner.next('ack')).toMatchObject({ ref: 4 })
  for (const peer of [guest, late]) expect(await peer.next('closed')).toMatchObject({ code: 'moved' })
  const after = await join(two.port, room)
  expect(after.welcome.moved && equalBytes(after.welcome.moved, word)).toBe(true)
})

test('R36: presence and leaving pass between instances, also to who comes later, and end with the instance', async () => {
  const beatMs = 500
  const [one, two] = [await instance({}, { beatMs }), await instance({}, { beatMs })]
  const room = await createCapability()
  const [here, there] = [await join(one.port, room), await join(two.port, room)]
  const { logId } = here.welcome
  const seen = { logId, seq: 0, chain: await chainStart(room.roomId, logId), prevFloor: 0 }
  const shown = await here.sealer.seal(RECORD_TYPES.ephemeral, seen, new Uint8Array([1]))
  const say = (): void => here.say({ type: 'eph', room: 1, record: shown })
  // The first may come before the other instance hears of the room; then it asks for it.
  say()
  const { conn, record } = await there.next('eph')
  expect(record).toEqual(shown)
  const late = await join(two.port, room)
  expect(await late.next('eph')).toEqual({ type: 'eph', room: 1, conn, record: shown })
  here.socket.close()
  expect(await there.next('leave')).toMatchObject({ conn })
  expect(await late.next('leave')).toMatchObject({ conn })

  redis.ask('acl', 'setuser', 'third', 'on', '>secret', '~*', '&*', '+@all')
  const third = await instance({}, { beatMs, url: redis.url.replace('//', '//third:secret@') })
  const guest = await join(third.port, room)
  guest.say({ type: 'eph', room: 1, record: shown })
  const of = (await there.next('eph')).conn
  // Not a word more from it, not even a farewell.
  redis.ask('acl', 'deluser', 'third')
  expect(await there.next('leave')).toMatchObject({ conn: of })
})

test('R36: who is in the room elsewhere counts where presence is given up', async () => {
  const limits = { maxPresent: 3 }
  const [one, two] = [await instance(limits), await instance(limits)]
  const room = await createCapability()
  const here = [await join(one.port, room), await join(one.port, room)] as const
  const [there] = [await join(two.port, room)]
  const { logId } = here[0].welcome
  const seen = { logId, seq: 0, chain: await chainStart(room.roomId, logId), prevFloor: 0 }
  const ephemeral = async (peer: Peer): Promise<void> =>
    peer.say({
      type: 'eph',
      room: 1,
      record: await peer.sealer.seal(RECORD_TYPES.ephemeral, seen, new Uint8Array([1])),
    })
  // Three are as many as may be; of the fourth on nothing is shown.
  await until(async () => {
    await ephemeral(there)
    return here[0].heard.some(({ type }) => type === 'eph')
  }, 'three see each other')
  const fourth = await join(two.port, room)
  await until(async () => {
    here[1].heard.length = 0
    await ephemeral(here[0])
    here[0].say({ type: 'ping' })
    await here[0].next('pong')
    return !here[1].heard.some(({ type }) => type === 'eph')
  }, 'the first instance counts the fourth')
  expect(fourth.heard.some(({ type }) => type === 'eph')).toBe(false)
})
