import { readdirSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createCapability } from '../../src/crypto/capability.ts'
import type { Result } from '../../src/lib/result.ts'
import { linkChain } from '../../server/relay/chain.ts'
import type { LogEntry, LogHead, LogStore, RoomWord } from '../../server/relay/log.ts'
import { openRedisStore } from '../../server/relay/openRedisStore.ts'
import { judgeServer, type ServerFacts } from '../../server/relay/redisServer.ts'
import { parseWord, printWord } from '../../server/relay/redisWords.ts'
import { startCutProxy } from '../helpers/cutProxy.ts'
import { until } from '../sync/quick.ts'
import { endAll, endLater, join, serve } from './peer.ts'
import { DURABLE, openStoreOver, startRedis, type RedisProcess } from './redisProcess.ts'
import { readAll } from './tidying.ts'

const SLOW = 60_000
const ROOM = 'r'.repeat(27)
let redis: RedisProcess
beforeAll(async () => {
  redis = await startRedis(...DURABLE)
}, SLOW)
beforeEach(() => void redis.ask('flushall'))
afterEach(endAll)
afterAll(() => redis.remove())

const filled = (length: number, value: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(value)
const EMPTY: LogHead = {
  revision: 0,
  logId: filled(16, 1),
  keys: { owner: filled(32, 2), writer: filled(32, 3), reader: filled(32, 4) },
  head: 0,
  chain: filled(16, 5),
  floor: 0,
  floorChain: filled(16, 5),
  snapshotTag: filled(0, 0),
  snapshotSize: 0,
  tailBytes: 0,
  moved: null,
  generations: [],
}
/** `count` records behind a head, and the head after them. */
const grow = (
  was: LogHead,
  count: number,
  seed = 0,
): { readonly entries: LogEntry[]; readonly next: LogHead } => {
  const entries: LogEntry[] = []
  let { head, chain } = was
  for (let at = 0; at < count; at++) {
    const record = filled(200, seed + head + 1)
    record.set([head & 255, head >> 8, seed], 22)
    chain = linkChain(chain, record)
    entries.push({ seq: ++head, chain, record })
  }
  return { entries, next: { ...was, revision: was.revision + 1, head, chain } }
}
const value = <T>(result: Result<T, string>): T => {
  if (!result.ok) throw new Error(result.error)
  return result.value
}
const openOver = async (over: Pick<RedisProcess, 'url'>): Promise<LogStore> => {
  const store = await openStoreOver(over)
  endLater(() => store.close())
  return store
}
/** Why a Redis with these settings is refused; `null`: it is taken. */
const refusalOf = async (settings: readonly string[], weak = false) => {
  const other = await startRedis(...settings)
  endLater(() => other.remove())
  const events: string[] = []
  const opened = await openRedisStore({ url: other.url, weak, log: (event) => events.push(event) })
  if (opened.ok) await opened.value.close()
  return { sentence: opened.ok ? null : opened.error, events }
}

test('L20: a Redis that may forget what it has confirmed is refused, unless that is wished for in so many words', async () => {
  const everySecond = ['--appendonly', 'yes', '--appendfsync', 'everysec']
  expect((await refusalOf(everySecond)).sentence).toContain(
    'may forget what it has confirmed (appendfsync is everysec)',
  )
  expect((await refusalOf([])).sentence).toContain('(appendonly is no)')
  expect(await refusalOf([], true)).toMatchObject({ sentence: null, events: ['weak-store'] })
  expect(await refusalOf(DURABLE)).toEqual({ sentence: null, events: [] })
})

test('L20: a Redis that evicts, is a replica, or wants a password is refused in a sentence without one', async () => {
  for (const weak of [false, true]) {
    const evicting = await refusalOf([...DURABLE, '--maxmemory-policy', 'allkeys-lru'], weak)
    expect(evicting.sentence).toContain('Set maxmemory-policy noeviction')
  }
  const replica = await refusalOf([...DURABLE, '--replicaof', '127.0.0.1', String(redis.port)])
  expect(replica.sentence).toContain('is a replica')
  expect((await refusalOf([...DURABLE, '--requirepass', 'right'])).sentence).toContain('NOAUTH')
  const wrong = await openRedisStore({
    url: 'redis://me:secret@127.0.0.1:1',
    weak: false,
    log: () => undefined,
  })
  expect(!wrong.ok && wrong.error).toContain('Carrel cannot use the Redis at redis://127.0.0.1:1')
  expect(!wrong.ok && wrong.error).not.toContain('secret')
})

test('L20: version, cluster and replicas decide as well; from 7.2 on a replica’s flush may be waited for', () => {
  const facts: ServerFacts = {
    version: [7, 0],
    isMaster: true,
    isCluster: false,
    replid: 'a',
    replicas: 0,
    evictionPolicy: 'noeviction',
    hasAppendOnlyFile: true,
    flush: 'everysec',
  }
  const judged = (change: Partial<ServerFacts>, weak = false): string => {
    const result = judgeServer({ ...facts, ...change }, weak)
    return result.ok ? result.value : result.error
  }
  expect(judged({ flush: 'always' })).toBe('disk')
  expect(judged({ replicas: 1 })).toContain('may forget')
  expect(judged({ version: [7, 2], replicas: 1 })).toBe('replica')
  expect(judged({ version: [7, 2] })).toContain('give it a replica')
  expect(judged({ version: [8, 0], replicas: 2, flush: null })).toBe('replica')
  expect(judged({ version: [8, 0], replicas: 2, hasAppendOnlyFile: false })).toContain('appendonly is no')
  expect(judged({ flush: null }, true)).toBe('nothing')
  expect(judged({ version: [6, 2], flush: 'always' }, true)).toContain('needs Redis 7.0')
  expect(judged({ isCluster: true, flush: 'always' })).toContain('Redis Cluster')
})

test('L21: a log that lost its end and grew to the same number since is not written on', async () => {
  const store = await openOver(redis)
  const first = grow(EMPTY, 3)
  value(await store.append(ROOM, first.entries, first.next, EMPTY))
  // What this one delivered, and what the store came to hold instead.
  const delivered = grow(first.next, 2, 1)
  const instead = grow(first.next, 2, 2)
  value(await store.append(ROOM, instead.entries, instead.next, first.next))
  expect(delivered.next).toMatchObject({ revision: instead.next.revision, head: instead.next.head })
  const more = grow(delivered.next, 1)
  expect(await store.append(ROOM, more.entries, more.next, delivered.next)).toEqual({
    ok: false,
    error: 'conflict',
  })
  for (const change of [{ logId: filled(16, 9) }, { head: 4 }])
    expect(
      await store.compact(ROOM, {
        snapshot: filled(9, 9),
        next: { ...more.next, snapshotTag: filled(8, 1) },
        dropTags: [],
        dropUpto: 5,
        was: { ...instead.next, ...change },
      }),
    ).toEqual({ ok: false, error: 'conflict' })
  expect(value(await store.head(ROOM))).toEqual(instead.next)
  expect(value(await store.read(ROOM, 1, 100_000))).toHaveLength(5)
  expect(value(await store.readSnapshot(ROOM, filled(8, 1), 0, 9))).toBeNull()
})

test('L22: without Redis nothing is confirmed, and the store works again when it is back', async () => {
  const store = await openOver(redis)
  const { entries, next } = grow(EMPTY, 1)
  await redis.kill()
  const away = { ok: false, error: 'storage' }
  expect(await store.append(ROOM, entries, next, EMPTY)).toEqual(away)
  expect([await store.head(ROOM), await store.read(ROOM, 1, 1), await store.find(ROOM, 'x')]).toEqual([
    away,
    away,
    away,
  ])
  expect(await store.news?.places([ROOM])).toEqual(away)
  await redis.start()
  await until(async () => (await store.append(ROOM, entries, next, EMPTY)).ok, 'written')
  await until(async () => (await store.head(ROOM)).ok, 'read')
  expect(value(await store.head(ROOM))).toEqual(next)
})

test('L22: a write whose answer was lost is not confirmed, not sent again, and found where it was made', async () => {
  const wire = await startCutProxy(() => redis.port)
  endLater(() => wire.close())
  const store = await openOver({ url: `redis://127.0.0.1:${wire.port}` })
  const { entries, next } = grow(EMPTY, 1)
  redis.signal('SIGSTOP')
  const lost = store.append(ROOM, entries, next, EMPTY)
  // On its way into Redis' own buffer before the wire is cut.
  await new Promise((resolve) => setTimeout(resolve, 200))
  wire.cut()
  expect(await lost).toEqual({ ok: false, error: 'storage' })
  redis.signal('SIGCONT')
  wire.mend()
  await until(async () => (await store.head(ROOM)).ok, 'connected again')
  expect(value(await store.head(ROOM))).toEqual(next)
  // Its other connection may come back a moment later.
  let again = await store.append(ROOM, entries, next, EMPTY)
  await until(async () => {
    if (!again.ok && again.error === 'storage') again = await store.append(ROOM, entries, next, EMPTY)
    return again.ok || again.error === 'conflict'
  }, 'written or refused')
  expect(again).toEqual({ ok: false, error: 'conflict' })
  expect(value(await store.read(ROOM, 1, 10_000))).toEqual(entries)
})

test('R4, L22: a record whose answer was lost is refused, and said again gets its first place', async () => {
  const wire = await startCutProxy(() => redis.port)
  endLater(() => wire.close())
  const store = await openStoreOver({ url: `redis://127.0.0.1:${wire.port}` })
  const { port } = await serve(store, { limits: { sweepMs: 3_600_000 } })
  const room = await createCapability()
  const writer = await join(port, room)
  writer.say({ type: 'append', room: 1, ref: 1, record: await writer.record('first') })
  await writer.next('ack')
  const record = await writer.record('second')
  redis.signal('SIGSTOP')
  writer.say({ type: 'append', room: 1, ref: 2, record })
  await new Promise((resolve) => setTimeout(resolve, 300))
  wire.cut()
  // Its reads were cut as well as its write: in either case nobody knows.
  expect(await writer.next('nack')).toMatchObject({ ref: 2, code: 'storage' })
  redis.signal('SIGCONT')
  wire.mend()
  await until(async () => {
    writer.say({ type: 'append', room: 1, ref: 3, record })
    return (await writer.next('ack', 'nack')).type === 'ack'
  }, 'acknowledged')
  const { tail } = await readAll(port, room)
  expect(tail.map(({ seq }) => seq)).toEqual([1, 2])
  expect(tail[1]?.record).toEqual(record)
})

test(
  'L23: a file that was cut off holds whole writes, and what was cut does not come back',
  { timeout: SLOW },
  async () => {
    const store = await openOver(redis)
    const folder = path.join(redis.folder, 'appendonlydir')
    const restart = async (cut: number): Promise<void> => {
      await redis.kill()
      const file = path.join(folder, readdirSync(folder).findLast((name) => name.endsWith('.incr.aof')) ?? '')
      truncateSync(file, statSync(file).size - cut)
      await redis.start()
    }
    const write = async (was: LogHead, seed: number): Promise<LogHead> => {
      const { entries, next } = grow(was, 3, seed)
      await until(async () => {
        const kept = await store.append(ROOM, entries, next, was)
        return kept.ok || kept.error !== 'storage'
      }, 'written')
      return next
    }
    /** The head, where each entry leads to the next and the last to it. */
    const readHead = async (): Promise<LogHead> => {
      await until(async () => (await store.head(ROOM)).ok, 'connected again')
      const head = value(await store.head(ROOM)) ?? EMPTY
      let { chain } = EMPTY
      for (const { seq, record, chain: after } of value(await store.read(ROOM, 1, 1_000_000))) {
        chain = linkChain(chain, record)
        expect([seq, after]).toEqual([seq, chain])
      }
      expect([head.head, head.chain]).toEqual([head.revision * 3, chain])
      return head
    }
    let head = EMPTY
    for (let at = 0; at < 4; at++) head = await write(head, 1)
    // In its last command, between two, in the first.
    for (const [at, cut] of [1, 300, 1_500].entries()) {
      const before = await write(await write(head, 10 + at), 20 + at)
      await restart(cut)
      const left = await readHead()
      expect(left.revision).toBe(before.revision - 1)
      const instead = await write(left, 30 + at)
      await restart(0)
      head = await readHead()
      expect(head).toEqual(instead)
    }
  },
)

test(
  'L24: a write is told to the others, a restart and a cut subscription as well',
  { timeout: SLOW },
  async () => {
    const [one, two] = [await openOver(redis), await openOver(redis)]
    const heard: (RoomWord['type'] | 'missed' | 'replaced')[] = []
    let own = 0
    one.news?.listen({
      word: () => void own++,
      missed: () => undefined,
      left: () => undefined,
      replaced: () => undefined,
    })
    two.news?.listen({
      word: (room, word) => void (room === ROOM && heard.push(word.type)),
      missed: (room) => void (room === ROOM && heard.push('missed')),
      left: () => undefined,
      replaced: () => void heard.push('replaced'),
    })
    for (const store of [one, two]) store.news?.follow(ROOM)
    await until(() => heard.includes('missed'), 'subscribed')
    const { entries, next } = grow(EMPTY, 1)
    value(await one.append(ROOM, entries, next, EMPTY))
    await until(() => heard.includes('changed'), 'told')
    one.news?.say(ROOM, { type: 'ask' })
    await until(() => heard.includes('ask'), 'asked')
    expect(own).toBe(0)
    await redis.kill()
    await redis.start()
    await until(() => heard.includes('replaced'), 'the restart is noticed')
    expect(heard.filter((word) => word === 'replaced')).toHaveLength(1)
    await until(() => {
      one.news?.say(ROOM, { type: 'held' })
      return heard.includes('held')
    }, 'subscribed again')
    two.news?.forget(ROOM)
  },
)

test('L25: a word that is malformed or too large is not taken in', () => {
  const said: readonly Parameters<typeof printWord>[1][] = [
    { type: 'changed', revision: 7 },
    { type: 'ask' },
    { type: 'held' },
    { type: 'here', members: 2, conns: [1, 2 ** 47] },
    { type: 'present', conn: 5, record: filled(8_192, 3) },
    { type: 'gone', conn: 5 },
  ]
  for (const word of said)
    expect(parseWord(Buffer.from(printWord('me', word)))).toEqual({ from: 'me', ...word })
  const padded = (length: number): Buffer => Buffer.from('{"from":"me","type":"ask"}'.padEnd(length))
  expect(parseWord(padded(16_384))).toEqual({ from: 'me', type: 'ask' })
  expect(parseWord(padded(16_385))).toBeNull()
  const conns = (count: number): string =>
    JSON.stringify({ from: 'me', type: 'here', members: 1, conns: Array.from({ length: count }, () => 1) })
  expect(parseWord(Buffer.from(conns(1_024)))).not.toBeNull()
  expect(parseWord(Buffer.from(conns(1_025)))).toBeNull()
  for (const text of ['', '{', 'null', '[]', '{"type":"ask"}', '{"from":"me","type":"x"}'])
    expect(parseWord(Buffer.from(text))).toBeNull()
  for (const wrong of [
    { type: 'changed', revision: -1 },
    { type: 'gone' },
    { type: 'present', conn: 1, record: '*' },
  ])
    expect(parseWord(Buffer.from(JSON.stringify({ from: 'me', ...wrong })))).toBeNull()
})
