import { concatBytes, printHex } from '../../src/lib/bytes.ts'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import {
  counterKeyOf,
  type LogEntry,
  type LogHead,
  type LogPlace,
  type LogStore,
  type StoreFault,
} from './log.ts'
import { parseCount, parseHead, printHead } from './redisHead.ts'
import type { RedisCall, RedisLine, RedisReply } from './redisLine.ts'
import { channelOf, type createRedisNews } from './redisNews.ts'
import { APPEND_SCRIPT, COMPACT_SCRIPT, READ_SCRIPT } from './redisScripts.ts'
import { readReplid, type Durability } from './redisServer.ts'
import { printWord } from './redisWords.ts'

/** How long a flush to disk and replica is waited for, in ms; below the time after which a connection is given up. */
const FLUSH_MS = 8_000
type Written = Result<RedisReply, 'storage'>

const bytesOf = (reply: RedisReply | undefined): Uint8Array<ArrayBuffer> | null =>
  reply instanceof Uint8Array ? new Uint8Array(reply) : null
const listOf = (reply: RedisReply): readonly RedisReply[] => (Array.isArray(reply) ? reply : [])

/** Waits until all that was written over one connection is flushed, here and on a replica; many share one wait. */
const createFlush = (call: RedisCall): (() => Promise<boolean>) => {
  let running: Promise<boolean> = Promise.resolve(true)
  let next: Promise<boolean> | null = null
  const flush = async (): Promise<boolean> => {
    const reply = await call.ask('WAITAOF', '1', '1', String(FLUSH_MS))
    const [here, there] = reply.ok ? listOf(reply.value) : []
    return Number(here) >= 1 && Number(there) >= 1
  }
  return () =>
    (next ??= running.then(() => {
      next = null
      running = flush()
      return running
    }))
}

/** The log in Redis 7 streams, over the connections of {@link openRedisStore}. */
export const createRedisLog = (lines: {
  readonly writer: RedisLine
  readonly reader: RedisLine
  readonly durability: () => Durability
  readonly self: string
  readonly news: ReturnType<typeof createRedisNews>
  readonly sameServer: (replid: string) => void
  readonly close: () => Promise<void>
}): LogStore => {
  const { writer, reader, self } = lines
  // Hash-tagged by room: what one script touches lies together, wherever keys are spread.
  const keyOf = (room: string, what: string): string => `carrel:{${room}}:${what}`
  const snapshotKey = (room: string, tag: Uint8Array): string => keyOf(room, `snapshot:${printHex(tag)}`)
  const flushes = new WeakMap<RedisCall, () => Promise<boolean>>()

  const write = async (
    room: string,
    script: string,
    next: LogHead,
    was: LogPlace | undefined,
    snapshots: readonly string[],
    rest: readonly (string | Uint8Array)[],
  ): Promise<Result<null, StoreFault>> => {
    const call = writer.call()
    if (!call) return err('storage')
    const keys = [keyOf(room, 'head'), keyOf(room, 'tail'), keyOf(room, 'counters'), ...snapshots]
    const fields = printHead(next)
    const before = [String(next.revision - 1), was ? '1' : '0', was?.logId ?? '', String(was?.head ?? '')]
    const hint = printWord(self, { type: 'changed', revision: next.revision })
    const args = [
      ...before,
      was?.chain ?? '',
      channelOf(room),
      hint,
      String(fields.length),
      ...fields,
      ...rest,
    ]
    const reply: Written = await call.ask('EVAL', script, String(keys.length), ...keys, ...args)
    if (!reply.ok) return reply
    if (reply.value !== 1) return err('conflict')
    if (lines.durability() !== 'replica') return ok(null)
    const flush = flushes.get(call) ?? createFlush(call)
    flushes.set(call, flush)
    return (await flush()) ? ok(null) : err('storage')
  }

  return {
    async head(room) {
      const reply = await reader.ask('HGETALL', keyOf(room, 'head'))
      if (!reply.ok) return reply
      const flat = listOf(reply.value)
      if (flat.length === 0) return ok(null)
      const fields = new Map<string, Uint8Array>()
      for (let at = 0; at + 1 < flat.length; at += 2) {
        const [name, value] = [bytesOf(flat[at]), bytesOf(flat[at + 1])]
        if (name && value) fields.set(Buffer.from(name).toString(), value)
      }
      const head = parseHead(fields)
      return head ? ok(head) : err('storage')
    },
    append: (room, entries, next, was) =>
      write(
        room,
        APPEND_SCRIPT,
        next,
        was,
        [],
        entries.flatMap(({ seq, chain, record }) => [String(seq), chain, record, counterKeyOf(record)]),
      ),
    compact(room, { snapshot, next, dropTags, dropUpto, was }) {
      const parts: Uint8Array[] = []
      for (let at = 0; at < snapshot.length; at += PART_BYTES)
        parts.push(snapshot.subarray(at, at + PART_BYTES))
      const snapshots = [next.snapshotTag, ...dropTags].map((tag) => snapshotKey(room, tag))
      return write(room, COMPACT_SCRIPT, next, was, snapshots, [String(dropUpto), ...parts])
    },
    async read(room, from, maxBytes) {
      const reply = await reader.ask(
        'EVAL',
        READ_SCRIPT,
        '1',
        keyOf(room, 'tail'),
        String(from),
        String(maxBytes),
      )
      if (!reply.ok) return reply
      const flat = listOf(reply.value)
      const found: LogEntry[] = []
      for (let at = 0; at + 2 < flat.length; at += 3) {
        const [id, chain, record] = [bytesOf(flat[at]), bytesOf(flat[at + 1]), bytesOf(flat[at + 2])]
        const seq = id ? parseCount(id.subarray(0, id.indexOf(DASH))) : null
        if (seq === null || !chain || !record) return err('storage')
        found.push({ seq, chain, record })
      }
      return ok(found)
    },
    async find(room, counterKey) {
      const reply = await reader.ask('ZSCORE', keyOf(room, 'counters'), counterKey)
      if (!reply.ok) return reply
      if (reply.value === null) return ok(null)
      const seq = parseCount(bytesOf(reply.value) ?? undefined)
      return seq === null ? err('storage') : ok(seq)
    },
    async measure(room, from, to) {
      if (to < from) return ok(0)
      const ends = await Promise.all([
        reader.ask('XRANGE', keyOf(room, 'tail'), `${from}-0`, `${to}-0`, 'COUNT', '1'),
        reader.ask('XREVRANGE', keyOf(room, 'tail'), `${to}-0`, `${from}-0`, 'COUNT', '1'),
      ])
      const [first, last] = ends.map((end) => (end.ok ? sizeOf(listOf(end.value)[0]) : 'storage'))
      if (first === 'storage' || last === 'storage') return err('storage')
      return ok(first && last ? last.written - first.written + first.size : 0)
    },
    async readSnapshot(room, tag, offset, length) {
      const first = Math.floor(offset / PART_BYTES)
      const last = Math.floor((offset + length - 1) / PART_BYTES)
      const wanted = Array.from({ length: last - first + 1 }, (_, index) => String(first + index))
      const reply = await reader.ask('HMGET', snapshotKey(room, tag), ...wanted)
      if (!reply.ok) return reply
      const parts: Uint8Array[] = []
      for (const part of listOf(reply.value)) {
        const bytes = bytesOf(part)
        if (!bytes) break
        parts.push(bytes)
      }
      if (parts.length === 0) return ok(null)
      const start = offset - first * PART_BYTES
      return ok(concatBytes(...parts).slice(start, start + length))
    },
    news: {
      listen: lines.news.listen,
      follow: lines.news.follow,
      forget: lines.news.forget,
      say: lines.news.say,
      async places(rooms) {
        const call = reader.call()
        if (!call) return err('storage')
        const replid = await readReplid(call)
        if (replid === null) return err('storage')
        lines.sameServer(replid)
        const replies = await Promise.all(
          rooms.map((room) => call.ask('HMGET', keyOf(room, 'head'), 'revision', 'logId', 'head', 'chain')),
        )
        const places: ((LogPlace & { readonly revision: number }) | null)[] = []
        for (const reply of replies) {
          if (!reply.ok) return reply
          const [revision, logId, head, chain] = listOf(reply.value).map(bytesOf)
          const counts = [parseCount(revision ?? undefined), parseCount(head ?? undefined)]
          const [writes, last] = counts
          places.push(
            typeof writes === 'number' && typeof last === 'number' && logId && chain
              ? { revision: writes, logId, head: last, chain }
              : null,
          )
        }
        return ok(places)
      },
    },
    close: lines.close,
  }
}

const DASH = '-'.charCodeAt(0)

/** Bytes of a tail entry's record, and of all that had been written with it. */
const sizeOf = (entry: RedisReply | undefined): { size: number; written: number } | null => {
  const fields = listOf(listOf(entry ?? null)[1] ?? null)
  const [record, written] = [bytesOf(fields[3]), parseCount(bytesOf(fields[5]) ?? undefined)]
  return record && written !== null ? { size: record.length, written } : null
}
