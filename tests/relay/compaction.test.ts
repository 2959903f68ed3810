import { afterEach, expect, test } from 'vitest'
import { generationsToDrop } from '../../server/relay/compaction.ts'
import type { Generation, LogStore } from '../../server/relay/log.ts'
import { asReader, createCapability } from '../../src/crypto/capability.ts'
import { chainNext, chainStart, RECORD_TYPES } from '../../src/crypto/record.ts'
import { printHex, type Bytes } from '../../src/lib/bytes.ts'
import { endAll, join, openLmdb, serve } from './peer.ts'
import { fill, noise, outcome, prepareCompact, readAll } from './tidying.ts'

afterEach(endAll)

const NO_TAG = new Uint8Array(0)
const other = (bytes: Bytes): Bytes => bytes.map((byte, at) => (at === 0 ? byte ^ 1 : byte))

const serveLmdb = async (): Promise<{ readonly port: number; readonly store: LogStore }> => {
  const store = await openLmdb()
  const { port } = await serve(store, { limits: { compactBurst: 1_000 } })
  return { port, store }
}
const headOf = async (store: LogStore, room: string) => {
  const head = await store.head(room)
  if (!head.ok || !head.value) throw new Error('the room is not there')
  return head.value
}

test.each([
  [5, 5],
  [5, 3],
  [5, 0],
  [0, 0],
])(
  'R7: of %i records a COMPACT up to %i is taken, and a joiner gets snapshot and tail',
  async (count, upto) => {
    const { port } = await serveLmdb()
    const { room, writer, logId, records, chainAt } = await fill(port, count)
    const reader = count > 0 ? await join(port, await asReader(room)) : null
    const { snapshot, tag, parts, compact } = await prepareCompact(room, writer, {
      logId,
      prevFloor: 0,
      prevTag: NO_TAG,
      upto,
      chain: chainAt(upto),
    })
    expect(parts.length).toBeGreaterThan(2)
    writer.say(...parts, compact)
    expect(await outcome(writer)).toBe(upto)
    if (count > 0)
      expect(await reader?.next('compacted')).toMatchObject({ floor: upto, tag, size: snapshot.length })
    const got = await readAll(port, room)
    expect(got.welcome).toMatchObject({
      logId,
      head: count,
      chain: chainAt(count),
      floor: upto,
      floorChain: chainAt(upto),
      snapshotTag: tag,
      snapshotSize: snapshot.length,
      resumed: false,
    })
    expect(got.snapshot).toBe(printHex(snapshot))
    expect(got.tail).toEqual(records.map((record, at) => ({ seq: at + 1, record })).slice(upto))
  },
)

test('R7: after COMPACTs at the head the log goes on, and each replaces the one before', async () => {
  const { port } = await serveLmdb()
  const { room, writer, logId, chainAt } = await fill(port, 2)
  let [prevFloor, prevTag, chain] = [0, NO_TAG, chainAt(2)]
  for (let upto = 2; upto < 5; upto++) {
    const place = { logId, prevFloor, prevTag, upto, chain }
    const { snapshot, tag, parts, compact } = await prepareCompact(room, writer, place)
    writer.say(...parts, compact)
    expect(await outcome(writer)).toBe(upto)
    const record = await writer.record(`after ${upto}`)
    writer.say({ type: 'append', room: 1, ref: 1, record })
    expect((await writer.next('ack')).seq).toBe(upto + 1)
    const got = await readAll(port, room)
    expect([got.snapshot, got.tail]).toEqual([printHex(snapshot), [{ seq: upto + 1, record }]])
    ;[prevFloor, prevTag, chain] = [upto, tag, await chainNext(chain, record)]
  }
})

/** A room of five records with a snapshot up to the second, and the true place of a next one up to the fourth. */
const tidied = async () => {
  const { port, store } = await serveLmdb()
  const filled = await fill(port, 5)
  const { room, writer, logId, chainAt } = filled
  const first = { logId, prevFloor: 0, prevTag: NO_TAG, upto: 2, chain: chainAt(2) }
  const { tag, parts, compact } = await prepareCompact(room, writer, first)
  writer.say(...parts, compact)
  expect(await outcome(writer)).toBe(2)
  const place = { logId, prevFloor: 2, prevTag: tag, upto: 4, chain: chainAt(4) }
  const expectTaken = async (): Promise<void> => {
    const good = await prepareCompact(room, writer, place)
    writer.say(...good.parts, good.compact)
    expect(await outcome(writer)).toBe(4)
  }
  return { ...filled, port, store, place, expectTaken }
}
type Tidied = Awaited<ReturnType<typeof tidied>>
type Attempt = Awaited<ReturnType<typeof prepareCompact>>

test.each<
  [string, string, (at: Tidied) => Parameters<typeof prepareCompact>[3], ((made: Attempt) => Attempt)?]
>([
  ['another log id', 'stale', ({ logId }) => ({ change: { logId: other(logId) } })],
  ['a floor that is not the present one', 'stale', () => ({ change: { prevFloor: 0 } })],
  ['another snapshot before it', 'stale', ({ place }) => ({ change: { prevTag: other(place.prevTag) } })],
  ['no snapshot before it', 'stale', () => ({ change: { prevTag: NO_TAG } })],
  ['a place past the head', 'stale', () => ({ change: { upto: 6 } })],
  ['a place before the floor', 'stale', ({ chainAt }) => ({ change: { upto: 1, chain: chainAt(1) } })],
  ['another chain', 'stale', ({ place }) => ({ change: { chain: other(place.chain) } })],
  ['another place’s chain', 'stale', ({ chainAt }) => ({ change: { chain: chainAt(3) } })],
  ['another chain at the head', 'stale', ({ chainAt }) => ({ change: { upto: 5, chain: chainAt(4) } })],
  ['a tag of nothing that was sent', 'incomplete', () => ({ change: { tag: noise(8) } })],
  [
    'a tag that is not its snapshot’s',
    'bad-record',
    () => ({ change: { tag: noise(8) } }),
    (made) => ({
      ...made,
      parts: made.parts.map((part) => (part.type === 'part' ? { ...part, tag: made.compact.tag } : part)),
    }),
  ],
  [
    'a snapshot whose signature is forged',
    'bad-signature',
    () => ({ reseal: (sealed) => sealed.map((byte, at) => (at === sealed.length - 1 ? byte ^ 1 : byte)) }),
  ],
  [
    'a record that is no snapshot',
    'bad-record',
    ({ writer, place }) => ({
      reseal: () => writer.sealer.seal(RECORD_TYPES.update, { ...place, seq: 4 }, noise(150_000)),
    }),
  ],
  [
    'a forged signature',
    'bad-signature',
    () => ({}),
    (made) => ({ ...made, compact: { ...made.compact, signature: other(made.compact.signature) } }),
  ],
  [
    'a place that was changed after the signing',
    'bad-signature',
    () => ({ change: { upto: 3 } }),
    (made) => ({ ...made, compact: { ...made.compact, upto: 4 } }),
  ],
  [
    'its last part missing',
    'incomplete',
    () => ({}),
    (made) => ({ ...made, parts: made.parts.slice(0, -1) }),
  ],
  [
    'a part in the middle missing',
    'incomplete',
    () => ({}),
    (made) => ({ ...made, parts: made.parts.toSpliced(1, 1) }),
  ],
  ['nothing sent before it', 'incomplete', () => ({}), (made) => ({ ...made, parts: [] })],
])('R7: a COMPACT with %s is refused as %s, and nothing is changed', async (_title, code, options, spoil) => {
  const at = await tidied()
  const { port, store, room, writer, place, expectTaken } = at
  const before = [await headOf(store, room.room), await readAll(port, room)]
  const made = await prepareCompact(room, writer, place, options(at))
  const { parts, compact } = spoil?.(made) ?? made
  writer.say(...parts, compact)
  expect(await outcome(writer)).toBe(code)
  expect([await headOf(store, room.room), await readAll(port, room)]).toEqual(before)
  await expectTaken()
})

test('R7: a reader’s COMPACT is refused, whoever signed it', async () => {
  const { port, store, room, writer, place, expectTaken } = await tidied()
  const before = await headOf(store, room.room)
  const reader = await join(port, await asReader(room))
  const { parts, compact } = await prepareCompact(room, writer, place)
  reader.say(...parts, compact)
  expect(await outcome(reader)).toBe('read-only')
  expect(await headOf(store, room.room)).toEqual(before)
  await expectTaken()
})

test('R7: a snapshot signed with another room’s key is refused', async () => {
  const { port, store, room, writer, place } = await tidied()
  const before = await headOf(store, room.room)
  const { parts, compact } = await prepareCompact(await createCapability(), writer, place)
  writer.say(...parts, compact)
  expect(await outcome(writer)).toBe('bad-signature')
  expect(await headOf(store, room.room)).toEqual(before)
  expect((await readAll(port, room)).welcome.floor).toBe(2)
})

test('R7: of two COMPACTs at once one is taken, and the other is stale', async () => {
  const { port, room, writer, place } = await tidied()
  const rival = await join(port, room)
  const both = await Promise.all(
    [writer, rival].map(async (peer) => ({ peer, ...(await prepareCompact(room, peer, place)) })),
  )
  for (const { peer, parts } of both) peer.say(...parts)
  for (const { peer, compact } of both) peer.say(compact)
  const ends = await Promise.all(both.map(({ peer }) => outcome(peer)))
  expect([...ends].sort()).toEqual([4, 'stale'])
  expect((await readAll(port, room)).snapshot).toBe(printHex(both[ends.indexOf(4)]?.snapshot ?? NO_TAG))
})

test('R6: who joins while others write gets every record once, in order, without a hole', async () => {
  const store = await openLmdb()
  const { port } = await serve(store, { limits: { appendBurst: 10_000, replayStepBytes: 500 } })
  const count = 240
  const { room, writer, logId } = await fill(port, 0)
  const records: Bytes[] = []
  for (let seq = 1; seq <= count; seq++) records.push(await writer.record(`record ${seq}`))
  let chain = await chainStart(room.roomId, logId)
  const chains = [chain]
  for (const record of records) chains.push((chain = await chainNext(chain, record)))
  const joining: ReturnType<typeof join>[] = []
  for (const [at, record] of records.entries()) {
    writer.say({ type: 'append', room: 1, ref: at, record })
    if (at % 30 === 29) joining.push(join(port, room))
    // A few under way at once, for as long as somebody is joining.
    if (at >= 5) await writer.next('ack')
  }
  for (const peer of await Promise.all(joining)) {
    expect(peer.welcome.chain).toEqual(chains[peer.welcome.head])
    const heard = []
    while (heard.length < count) heard.push(await peer.next('record'))
    expect(peer.heard.filter(({ type }) => type === 'record')).toEqual([])
    expect(heard.map(({ record }) => record)).toEqual(records)
    expect(heard.map(({ seq }) => seq)).toEqual(records.map((_record, at) => at + 1))
  }
})

const DAY = 86_400_000
/** Noon, so that a few hours on either side are the same day. */
const NOW = 20_000 * DAY + DAY / 2
/** Generations of so many days ago and hours of that day, named by their place. */
const made = (...moments: readonly (readonly [number, number])[]): readonly Generation[] =>
  moments.map(([days, hour], floor) => ({
    floor,
    tag: new Uint8Array([floor]),
    size: 1,
    at: (20_000 - days) * DAY + hour * 3_600_000,
  }))

test.each<[string, readonly Generation[], readonly number[]]>([
  ['the only one', made([400, 1]), []],
  ['the newest two, however old', made([401, 1], [400, 1]), []],
  ['the newest two of one day and its first', made([0, 1], [0, 2], [0, 3], [0, 4], [0, 5]), [1, 2]],
  ['the first of each day', made([2, 1], [2, 5], [1, 1], [1, 5], [0, 1], [0, 2]), [1, 3]],
  ['13 days ago, not 14', made([15, 1], [14, 0], [14, 23], [13, 0], [13, 1], [0, 1], [0, 2]), [0, 1, 2, 4]],
  ['the first of a day by the clock, not by hours', made([1, 23], [0, 0], [0, 1], [0, 2], [0, 3]), [2]],
])('R7: of the generations kept stay: %s', (_title, generations, dropped) => {
  expect(generationsToDrop(generations, NOW, 14).map(({ floor }) => floor)).toEqual(dropped)
})
