import { copyFileSync, closeSync, mkdirSync, openSync, statSync, truncateSync, writeSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { linkChain, startChain, tagSnapshot } from '../../server/relay/chain.ts'
import { checkLmdbFile } from '../../server/relay/lmdbCheck.ts'
import { openLmdbStore } from '../../server/relay/lmdbLog.ts'
import { createLogCheck } from '../../server/relay/logCheck.ts'
import type { LogEntry, LogHead, LogStore } from '../../server/relay/log.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import { seeded } from '../doc/replica.ts'
import { makeTestFolder } from '../server/appFolder.ts'
import { endAll, endLater, hello, join, openLmdb, serve } from './peer.ts'
import { fill, outcome, prepareCompact, readAll } from './tidying.ts'

afterEach(endAll)

/** `CARREL_SEEDS` and `CARREL_FIRST_SEED` as in `npm run test:long`. */
const SEEDS = Number(process.env['CARREL_SEEDS'] ?? 16)
const FIRST = Number(process.env['CARREL_FIRST_SEED'] ?? Date.now() % 1_000_000)
const STEP = 65_536

const bytesOf = (random: () => number, length: number): Bytes =>
  new Uint8Array(length).map(() => Math.floor(random() * 256))

/** A folder with some rooms, each with a snapshot and a tail, and what was written in them. */
const writeRooms = async (folder: string) => {
  const random = seeded(4711)
  const opened = await openLmdbStore(folder)
  if (!opened.ok) throw new Error(opened.error)
  const store = opened.value
  const rooms: { name: string; head: LogHead; entries: LogEntry[]; snapshot: Bytes }[] = []
  for (let at = 0; at < 16; at++) {
    const name = `room-${at}`.padEnd(27, '-')
    const logId = bytesOf(random, 16)
    let chain = startChain(bytesOf(random, 20), logId)
    const keys = { owner: bytesOf(random, 32), writer: bytesOf(random, 32), reader: bytesOf(random, 32) }
    let head: LogHead = {
      revision: 0,
      logId,
      keys,
      head: 0,
      chain,
      floor: 0,
      floorChain: chain,
      snapshotTag: new Uint8Array(0),
      snapshotSize: 0,
      tailBytes: 0,
      moved: null,
      generations: [],
    }
    const entries: LogEntry[] = []
    const write = async (count: number): Promise<void> => {
      const batch: LogEntry[] = []
      for (let seq = head.head + 1; seq <= head.head + count; seq++) {
        const record = bytesOf(random, seq % 9 === 0 ? 7_000 : 200 + Math.floor(random() * 300))
        chain = linkChain(chain, record)
        batch.push({ seq, chain, record })
      }
      entries.push(...batch)
      head = { ...head, revision: head.revision + 1, head: head.head + count, chain }
      expect(await store.append(name, batch, head)).toEqual({ ok: true, value: null })
    }
    await write(12)
    await write(10)
    const snapshot = bytesOf(random, 70_000)
    const place = entries[14]
    if (!place) throw new Error('a place')
    head = {
      ...head,
      revision: head.revision + 1,
      floor: place.seq,
      floorChain: place.chain,
      snapshotTag: tagSnapshot(snapshot),
      snapshotSize: snapshot.length,
    }
    await store.compact(name, { snapshot, next: head, dropTags: [], dropUpto: 4 })
    await write(10)
    rooms.push({ name, head, entries, snapshot })
  }
  await store.close()
  return rooms
}
/** Thousands of times a run, so not by hand. */
const isSame = (one: Uint8Array, other: Uint8Array | undefined): boolean =>
  other !== undefined && Buffer.compare(one, other) === 0
type Written = Awaited<ReturnType<typeof writeRooms>>

/** What becomes of a file: cut, zeroed in a place, garbled in a place, or a page in the place of another. */
const damage = (file: string, random: () => number): string => {
  const size = statSync(file).size
  const pages = size / 4_096
  const kind = Math.floor(random() * 4)
  if (kind === 0) {
    const left = Math.floor(random() * size)
    truncateSync(file, left)
    return `cut to ${left} of ${size}`
  }
  const at = Math.floor(random() * pages) * 4_096 + (random() < 0.5 ? 0 : Math.floor(random() * 4_096))
  const length = Math.min(
    size - at,
    random() < 0.5 ? 1 + Math.floor(random() * 16) : Math.floor(random() * 20_000),
  )
  const opened = openSync(file, 'r+')
  writeSync(opened, kind === 1 ? new Uint8Array(length) : bytesOf(random, length), 0, length, at)
  closeSync(opened)
  return `${kind === 1 ? 'zeroed' : 'garbled'} ${length} bytes at ${at} of ${size}`
}

/** Reads everything as a relay would, and counts the rooms that are whole; what it gets is what was written. */
const readRooms = async (store: LogStore, rooms: Written): Promise<number> => {
  let whole = 0
  for (const room of rooms) {
    const head = await store.head(room.name)
    if (!head.ok || !head.value) continue
    const kept = head.value
    const check = createLogCheck(store, room.name, STEP, () => kept)
    let next = kept.floor + 1
    let isWhole = kept.head === room.head.head
    while (next <= kept.head) {
      const read = await store.read(room.name, next, STEP)
      const last = read.ok ? next + read.value.length - 1 : 0
      if (!read.ok || read.value[0]?.seq !== next || !(await check.records(read.value))) {
        isWhole = false
        break
      }
      for (const { seq, record } of read.value)
        if (!isSame(record, room.entries[seq - 1]?.record))
          throw new Error(`${room.name}: record ${seq} is another`)
      next = last + 1
    }
    const { snapshotTag, snapshotSize } = kept
    const snapshot =
      (await check.snapshot(snapshotTag, snapshotSize)) &&
      (await store.readSnapshot(room.name, snapshotTag, 0, snapshotSize))
    if (snapshot && snapshot.ok && snapshot.value && snapshotTag.length === 8)
      expect(isSame(snapshot.value, room.snapshot)).toBe(true)
    else isWhole = false
    if (isWhole) whole++
  }
  return whole
}

test(
  `L10: ${SEEDS} damaged files are refused, or yield nothing but what was written, and never crash the process`,
  { timeout: 600_000 },
  async () => {
    const home = makeTestFolder()
    endLater(() => home.remove())
    const good = path.join(home.path, 'good')
    const rooms = await writeRooms(good)
    const file = path.join(good, 'relay.lmdb')
    expect(checkLmdbFile(file)).toBeNull()
    console.log(`tornFile.test.ts: CARREL_FIRST_SEED=${FIRST}`)
    let [refused, partly, unhurt] = [0, 0, 0]
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      const random = seeded(seed)
      const folder = path.join(home.path, `${seed}`)
      mkdirSync(folder)
      const copy = path.join(folder, 'relay.lmdb')
      copyFileSync(file, copy)
      const what = `seed ${seed}: ${damage(copy, random)}`
      const opened = await openLmdbStore(folder)
      if (!opened.ok) {
        expect(opened.error, what).toBe('unreadable')
        refused++
        continue
      }
      const store = opened.value
      const whole = await readRooms(store, rooms)
      // It can be written to, too.
      const [first] = rooms
      if (!first) throw new Error('a room')
      const fresh: LogHead = { ...first.head, revision: 1 }
      await store.append('a new room'.padEnd(27, '-'), [], fresh)
      await store.close()
      if (whole === rooms.length) unhurt++
      else partly++
    }
    console.log(`tornFile.test.ts: ${refused} refused, ${partly} partly served, ${unhurt} without effect`)
    // Of a few, all may have met the same fate.
    if (SEEDS < 16) return
    expect(refused).toBeGreaterThan(0)
    expect(partly).toBeGreaterThan(0)
  },
)

test('R26: a record that the disk has changed is not passed on, and the room says that its disk failed', async () => {
  const store = await openLmdb()
  let bent = 0
  const logged: object[] = []
  const { port } = await serve(
    {
      ...store,
      async read(...given) {
        const read = await store.read(...given)
        if (!read.ok || bent === 0) return read
        const value = read.value.map((entry) =>
          entry.seq === bent
            ? { ...entry, record: entry.record.map((byte, at) => (at === 99 ? byte ^ 1 : byte)) }
            : entry,
        )
        return { ok: true, value }
      },
    },
    {
      limits: { replayStepBytes: 100 },
      log: (event, facts) => logged.push({ event, ...facts }),
    },
  )
  const { room, writer, records } = await fill(port, 5)
  writer.say({ type: 'leave', room: 1 }, { type: 'ping' })
  await writer.next('pong')
  bent = 3
  const reader = await hello(port, room)
  expect((await reader.next('closed')).code).toBe('storage')
  const heard = reader.heard.filter((message) => message.type === 'record')
  expect(heard.map(({ record }) => record)).toEqual(records.slice(0, 2))
  expect(logged).toEqual([{ event: 'room-damaged', room: room.room.slice(0, 6) }])
  bent = 0
  expect((await readAll(port, room)).tail.map(({ record }) => record)).toEqual(records)
})

test('R26: a snapshot that the disk has changed is not passed on', async () => {
  const store = await openLmdb()
  let bent = false
  const { port } = await serve({
    ...store,
    async readSnapshot(...given) {
      const read = await store.readSnapshot(...given)
      if (!read.ok || !read.value || !bent) return read
      return { ok: true, value: read.value.map((byte, at) => (at === 99 ? byte ^ 1 : byte)) }
    },
  })
  const { room, writer } = await fill(port, 1)
  const { logId, chain } = (await join(port, room)).welcome
  const made = await prepareCompact(room, writer, {
    logId,
    prevFloor: 0,
    prevTag: new Uint8Array(0),
    upto: 1,
    chain,
  })
  writer.say(...made.parts, made.compact)
  expect(await outcome(writer)).toBe(1)
  bent = true
  const reader = await hello(port, room)
  expect((await reader.next('closed')).code).toBe('storage')
  expect(reader.heard.filter(({ type }) => type === 'part')).toEqual([])
})
