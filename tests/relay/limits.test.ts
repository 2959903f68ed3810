import { afterEach, expect, test } from 'vitest'
import { parseProxies, readClientAddress } from '../../server/relay/clientAddress.ts'
import { RELAY_LIMITS, type RelayLimits } from '../../server/relay/limits.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { asReader, createCapability } from '../../src/crypto/capability.ts'
import { createSealer, RECORD_TYPES } from '../../src/crypto/record.ts'
import { err } from '../../src/lib/result.ts'
import { REFUSALS } from '../../src/protocol/code.ts'
import { WIRE_LIMITS } from '../../src/protocol/limits.ts'
import { until } from '../sync/quick.ts'
import { dial, endAll, hello, join, serve } from './peer.ts'
import { outcome, prepareCompact, type Peer } from './tidying.ts'

afterEach(endAll)

const append = async (peer: Peer, ref: number, text = `${ref}`): Promise<number | string> => {
  peer.say({ type: 'append', room: 1, ref, record: await peer.record(text) })
  return outcome(peer)
}
const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } })
const withLimits = (limits: Partial<RelayLimits>) => serve(undefined, { limits })
/** A clock that a test sets forward. */
const clock = (at = 1_800_000_000_000) => ({ now: () => at, pass: (ms: number) => void (at += ms) })

test('R12: what a client must keep to is announced, with the numbers that hold', async () => {
  const { port } = await serve()
  const { limits } = await dial(port).next('challenge')
  expect(limits).toEqual(WIRE_LIMITS)
  expect([limits.recordsPerHour, limits.bytesPerHour]).toEqual([
    limits.maxTailRecords / 2,
    limits.maxRoomBytes / 2,
  ])
})

test('R12: so many appends at once are taken, the next is refused, and a second later so many more', async () => {
  const time = clock()
  const { port } = await serve(undefined, { now: time.now, limits: { appendBurst: 5, appendsPerSecond: 2 } })
  const peer = await join(port, await createCapability())
  for (let ref = 1; ref <= 5; ref++) expect(await append(peer, ref)).toBe(ref)
  expect(await append(peer, 6)).toBe('rate')
  time.pass(1_000)
  expect([await append(peer, 7), await append(peer, 8), await append(peer, 9)]).toEqual([6, 7, 'rate'])
})

test('R12: bytes up to the burst are taken, and one more byte is not', async () => {
  const time = clock()
  const sizes: number[] = []
  const { port } = await serve(undefined, { now: time.now, limits: { byteBurst: 4_000, bytesPerSecond: 1 } })
  const peer = await join(port, await createCapability())
  for (let ref = 1; ; ref++) {
    const record = await peer.record('x'.repeat(600))
    peer.say({ type: 'append', room: 1, ref, record })
    const end = await outcome(peer)
    sizes.push(record.length)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    expect(end).toBe(total <= 4_000 ? ref : 'rate')
    if (total > 4_000) break
  }
  expect(sizes.length).toBeGreaterThan(3)
})

test('R12: a connection puts its hour’s records into a room and not one more, however often it enters; others do', async () => {
  const time = clock()
  const { port } = await serve(undefined, { now: time.now, limits: { recordsPerHour: 3 } })
  const room = await createCapability()
  const peer = await join(port, room)
  for (let ref = 1; ref <= 3; ref++) expect(await append(peer, ref)).toBe(ref)
  expect(await append(peer, 4)).toBe('hourly-share')
  expect(REFUSALS['hourly-share']).toMatch(/in an hour/)
  // Leaving and entering gives nothing back; another room of the same connection has its own share.
  const other = await createCapability()
  peer.say({ type: 'leave', room: 1 }, await peer.greet(room, 1), await peer.greet(other, 2))
  await peer.next('synced')
  await peer.next('welcome')
  const elsewhere = await peer.next('welcome')
  await peer.next('synced')
  expect(await append(peer, 4)).toBe('hourly-share')
  const { logId, head, chain } = elsewhere
  const sealer = await createSealer(other, peer.nonce)
  const seen = { logId, seq: head, chain, prevFloor: 0 }
  const record = await sealer.seal(RECORD_TYPES.update, seen, new Uint8Array(9))
  peer.say({ type: 'append', room: 2, ref: 1, record })
  expect(await outcome(peer)).toBe(1)
  // Another connection has a share of its own.
  expect(await append(await join(port, room), 1)).toBe(4)
  time.pass(1_199_000)
  expect(await append(peer, 5)).toBe('hourly-share')
  time.pass(2_000)
  expect(await append(peer, 6)).toBe(5)
})

test('R12: an hour’s bytes into a room end as well, and another connection goes on', async () => {
  const { port } = await withLimits({ bytesPerHour: 2_000 })
  const room = await createCapability()
  const peer = await join(port, room)
  const record = await peer.record('x'.repeat(1_000))
  expect(record.length).toBeGreaterThan(1_000)
  expect(record.length).toBeLessThan(2_000)
  peer.say({ type: 'append', room: 1, ref: 1, record })
  expect(await outcome(peer)).toBe(1)
  expect(await append(peer, 2, 'y'.repeat(1_000))).toBe('hourly-share')
  peer.say({ type: 'leave', room: 1 })
  const again = await join(port, room)
  expect(await append(again, 1, 'z'.repeat(1_000))).toBe(2)
})

test('R13: a writer’s ephemeral records pass twenty a second, a reader’s two, and what is over is dropped in silence', async () => {
  const time = clock()
  const { port } = await serve(undefined, { now: time.now })
  const room = await createCapability()
  const writer = await join(port, room)
  expect(await append(writer, 1)).toBe(1)
  const guestHello = await hello(port, await asReader(room))
  await guestHello.next('synced')
  const listener = await join(port, room)
  const count = async (say: (record: Uint8Array<ArrayBuffer>) => void): Promise<number> => {
    for (let at = 0; at < 25; at++) {
      const { logId, head, chain } = writer.welcome
      const seen = { logId, seq: head, chain, prevFloor: 0 }
      say(await writer.sealer.seal(RECORD_TYPES.ephemeral, seen, new Uint8Array([at])))
    }
    return 25
  }
  const heard = (): number => listener.heard.filter(({ type }) => type === 'eph').length
  const settle = async (peer: Pick<Peer, 'say' | 'next'>): Promise<void> => {
    peer.say({ type: 'ping' })
    await peer.next('pong')
    listener.say({ type: 'ping' })
    await listener.next('pong')
  }
  expect(await count((record) => writer.say({ type: 'eph', room: 1, record }))).toBe(25)
  await settle(writer)
  expect(heard()).toBe(WIRE_LIMITS.ephemeralsPerSecond)
  await count((record) => guestHello.say({ type: 'eph', room: 1, record }))
  await settle(guestHello)
  expect(heard()).toBe(WIRE_LIMITS.ephemeralsPerSecond + WIRE_LIMITS.readerEphemeralsPerSecond)
})

test('R14: HELLOs beyond the pace stand in line and are answered in their order; a full line is told to come again', async () => {
  const { port } = await withLimits({ helloBurst: 2, hellosPerSecond: 20, maxWaitingHellos: 3 })
  const rooms = await Promise.all(Array.from({ length: 9 }, () => createCapability()))
  const began = Date.now()
  const peers = await Promise.all(rooms.map((room) => hello(port, room)))
  const answers = await Promise.all(peers.map((peer) => peer.next('welcome', 'closed')))
  const refused = answers.filter((answer) => answer.type === 'closed')
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['busy']))
  // Two at once and three in line; whom the clock let in while the others were still dialling is not counted here.
  expect(refused.length).toBeGreaterThan(0)
  expect(answers.length - refused.length).toBeGreaterThanOrEqual(5)
  // Three had to wait for a twentieth of a second each.
  expect(Date.now() - began).toBeGreaterThanOrEqual(100)
})

test('R14: with one check at a time and none to wait, all are answered in the end', async () => {
  const { port } = await withLimits({ maxChecks: 1, maxWaitingChecks: 1 })
  const rooms = await Promise.all(Array.from({ length: 12 }, () => createCapability()))
  const answers = await Promise.all(
    rooms.map(async (room) => {
      for (;;) {
        const answer = await (await hello(port, room)).next('welcome', 'closed')
        if (answer.type === 'welcome') return answer.type
        expect(answer.code).toBe('busy')
      }
    }),
  )
  expect(answers).toHaveLength(12)
})

test('R15: one address makes so many new rooms a day and not one more; others do, and tomorrow it does again', async () => {
  const time = clock()
  const { port } = await serve(undefined, { now: time.now, limits: { roomsPerDay: 2 } })
  const write = async (address: string | null): Promise<number | string> =>
    append(await join(port, await createCapability(), address === null ? {} : from(address)), 1)
  expect([await write('192.0.2.1'), await write('192.0.2.1'), await write('192.0.2.1')]).toEqual([
    1,
    1,
    'daily-rooms',
  ])
  expect(await write('192.0.2.2')).toBe(1)
  // The same through a chain of proxies that this machine's proxy was told of: only the last hop is believed.
  expect(await write('203.0.113.9, 192.0.2.1')).toBe('daily-rooms')
  // One network of 64 bits is one person's.
  expect([await write('2001:db8::1'), await write('2001:db8:0:0:ff::2'), await write('2001:db8::3')]).toEqual(
    [1, 1, 'daily-rooms'],
  )
  expect(await write('2001:db8:0:1::1')).toBe(1)
  // Whose address is not known is nobody in particular.
  expect([await write(null), await write(null), await write(null)]).toEqual([1, 1, 1])
  time.pass(86_400_000)
  expect(await write('192.0.2.1')).toBe(1)
})

test('R15: a room that is there is no new one, and a refused new room is not there', async () => {
  const { port } = await withLimits({ roomsPerDay: 1 })
  const [first, second] = [await createCapability(), await createCapability()]
  const peer = await join(port, first, from('192.0.2.1'))
  expect([await append(peer, 1), await append(peer, 2)]).toEqual([1, 2])
  const refused = await join(port, second, from('192.0.2.1'))
  expect(await append(refused, 1)).toBe('daily-rooms')
  // Neither by way of a snapshot.
  const { parts, compact } = await prepareCompact(second, refused, {
    logId: refused.welcome.logId,
    prevFloor: 0,
    prevTag: new Uint8Array(0),
    upto: 0,
    chain: refused.welcome.chain,
  })
  refused.say(...parts, compact)
  expect(await outcome(refused)).toBe('daily-rooms')
  refused.say({ type: 'leave', room: 1 }, { type: 'ping' })
  await refused.next('pong')
  const guest = await hello(port, await asReader(second))
  expect((await guest.next('closed')).code).toBe('not-here')
  expect(await append(await join(port, first, from('192.0.2.1')), 1)).toBe(3)
})

test('R15: one address has so many bytes kept in a day, in records and snapshots, and not one more', async () => {
  const { port } = await withLimits({ bytesPerDay: 2_000 })
  const room = await createCapability()
  const peer = await join(port, room, from('192.0.2.1'))
  expect(await append(peer, 1, 'x'.repeat(1_000))).toBe(1)
  expect(await append(peer, 2, 'x'.repeat(1_000))).toBe('daily-bytes')
  const { logId } = peer.welcome
  const place = { logId, prevFloor: 0, prevTag: new Uint8Array(0), upto: 0, chain: peer.welcome.chain }
  const { parts, compact } = await prepareCompact(room, peer, place)
  peer.say(...parts, compact)
  expect(await outcome(peer)).toBe('daily-bytes')
  expect(await append(peer, 3, 'y')).toBe(2)
})

test.each([
  ['192.0.2.7', undefined, [], '192.0.2.7'],
  ['::ffff:192.0.2.7', undefined, [], '192.0.2.7'],
  ['192.0.2.7', '198.51.100.1', [], '192.0.2.7'],
  ['127.0.0.1', undefined, [], null],
  ['::ffff:127.0.0.1', '198.51.100.1', [], '198.51.100.1'],
  ['::1', 'unknown, 198.51.100.1 ', [], '198.51.100.1'],
  ['::1', '198.51.100.1, unknown', [], null],
  ['10.1.2.3', '198.51.100.1, 10.9.9.9', ['10.0.0.0/8'], '198.51.100.1'],
  ['10.1.2.3', '198.51.100.1, 10.9.9.9', ['10.1.2.3'], '10.9.9.9'],
  ['10.1.2.3', '10.1.2.3', ['10.0.0.0/8'], null],
  ['fd00::5', '2001:DB8:1:2:3::', ['fd00::/8'], '2001:db8:1:2::/64'],
  [undefined, '198.51.100.1', [], null],
])(
  'R15: a socket from %s with X-Forwarded-For %s behind %j is counted as %s',
  (peer, said, named, address) => {
    const proxies = parseProxies(named)
    if (!proxies.ok) throw new Error(proxies.error)
    // reason: all that is read of a request
    const request = { socket: { remoteAddress: peer }, headers: { 'x-forwarded-for': said } } as never
    expect(readClientAddress(request, proxies.value)).toBe(address)
  },
)

test.each(['localhost', '10.0.0.0/33', '10.0.0.0/8/8', 'fd00::/129', '10.0.0.0/x', ''])(
  'R15: %j is no proxy',
  (text) => expect(parseProxies([text])).toEqual({ ok: false, error: text }),
)

const statusOf = (port: number, headers: Readonly<Record<string, string>> = {}): Promise<number | 'open'> =>
  new Promise((resolve) => {
    const { socket } = dial(port, headers)
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0)
      response.destroy()
    })
    socket.once('open', () => resolve('open'))
  })

test('R16: an address has so many sockets that proved nothing; those that did are not counted', async () => {
  const { port, relay } = await withLimits({ maxStrangersPerAddress: 2, maxStrangers: 4 })
  const mine = from('192.0.2.1').headers
  for (let at = 0; at < 5; at++) await join(port, await createCapability(), { headers: mine })
  expect(relay.stats()).toMatchObject({ connections: 5, strangers: 0 })
  expect([await statusOf(port, mine), await statusOf(port, mine)]).toEqual(['open', 'open'])
  expect(await statusOf(port, mine)).toBe(429)
  // All together have their limit, too.
  expect([await statusOf(port), await statusOf(port), await statusOf(port)]).toEqual(['open', 'open', 503])
  expect(relay.stats()).toMatchObject({ connections: 9, strangers: 4 })
  expect(relay.metrics()).toContain('carrel_handshakes_refused_total 2')
})

test('R16: a socket that proves something, or goes, makes room for another of its address', async () => {
  const { port, relay } = await withLimits({ maxStrangersPerAddress: 1 })
  const mine = from('192.0.2.1').headers
  const first = dial(port, mine)
  await first.next('challenge')
  expect(await statusOf(port, mine)).toBe(429)
  first.socket.close()
  await until(() => relay.stats().strangers === 0, 'the first is gone')
  await join(port, await createCapability(), { headers: mine })
  expect(await statusOf(port, mine)).toBe('open')
})

test('R17: with little room on the disk new rooms are refused, with less every write, and with room again none', async () => {
  const space = { free: 100, total: 1_000 }
  const logged: string[] = []
  const { port, relay } = await serve(undefined, {
    measureDisk: async () => ({ ...space }),
    limits: { diskLookMs: 5, roomDiskShare: 0.1, writeDiskShare: 0.02 },
    log: (event) => logged.push(event),
  })
  const room = await createCapability()
  const old = await join(port, room)
  const measured = async (free: number): Promise<void> => {
    space.free = free
    await until(() => relay.metrics().includes(`carrel_disk_free_bytes ${free}\n`), 'measured')
  }
  const newcomer = async (): Promise<number | string> => append(await join(port, await createCapability()), 1)
  // At the limit all is well.
  await measured(100)
  expect([await append(old, 1), await newcomer()]).toEqual([1, 1])
  await measured(99)
  expect([await append(old, 2), await newcomer()]).toEqual([2, 'no-new-rooms'])
  await measured(20)
  expect([await append(old, 3), relay.trouble()]).toEqual([3, null])
  await measured(19)
  expect([await append(old, 4), await newcomer(), relay.trouble()]).toEqual([
    'storage',
    'no-new-rooms',
    'disk-low',
  ])
  // What is there is still read.
  expect((await join(port, room)).welcome.head).toBe(3)
  await measured(100)
  expect([await append(old, 5), await newcomer(), relay.trouble()]).toEqual([4, 1, null])
  expect(logged).toEqual(['disk-low', 'disk-low', 'disk-has-room-again'])
})

test('R17: of a large disk a few gigabytes are kept free, not a tenth', () => {
  const gib = 2 ** 30
  expect(RELAY_LIMITS.roomDiskBytes).toBe(2 * gib)
  expect(RELAY_LIMITS.writeDiskBytes).toBe(gib / 4)
})

test('R18: a stranger’s first kilobyte is taken and what is more ends it, also within one unfinished frame', async () => {
  const { port } = await withLimits({ helloBytes: 1_024 })
  const room = await createCapability()
  const calm = await hello(port, room)
  await calm.next('welcome')
  const loud = dial(port)
  await loud.next('challenge')
  loud.say(...Array.from({ length: 1_200 }, () => ({ type: 'ping' as const })))
  expect(await loud.closed()).toBe(4401)
  // Half a frame: nothing of it is ever a message.
  const half = dial(port)
  await half.next('challenge')
  half.socket.send(new Uint8Array(600), { fin: false })
  half.socket.send(new Uint8Array(600), { fin: false })
  expect(await half.closed()).toBe(4401)
})

test('R18: each refused HELLO gives a stranger another kilobyte, and no HELLO gives it more than ten seconds', async () => {
  const { port } = await withLimits({ helloMs: 400 })
  const room = await createCapability()
  const none = new Uint8Array(32)
  const peer = await hello(port, room, { origin: 'https://evil.example' })
  expect((await peer.next('closed')).code).toBe('bad-signature')
  for (let at = 0; at < 4; at++) {
    peer.say({
      type: 'hello',
      room: 1,
      roomId: room.roomId,
      role: 'writer',
      keys: { owner: none, writer: none, reader: room.readerKey },
      signature: new Uint8Array(64),
      since: null,
      held: null,
    })
    expect((await peer.next('closed')).code).toBe('wrong-keys')
  }
  expect(await peer.closed()).toBe(4501)
})

test.each([
  [0, 1],
  [1, 'rate'],
] as const)(
  'R31: a write that others are quicker for so many times (and %i more) is answered %s',
  async (more, expected) => {
    const store = createMemoryStore()
    let quicker = RELAY_LIMITS.maxWriteTries - 1 + more
    const contended = {
      ...store,
      append: async (...given: Parameters<typeof store.append>) =>
        quicker-- > 0 ? err('conflict' as const) : store.append(...given),
    }
    const { port } = await serve(contended)
    const peer = await join(port, await createCapability())
    expect(await append(peer, 1)).toBe(expected)
    // Nothing is lost by it: said again, it is taken.
    quicker = 0
    expect(await append(peer, 2)).toBe(more === 0 ? 2 : 1)
  },
)
