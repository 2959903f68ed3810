import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { asReader, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { createSealer, RECORD_TYPES, snapshotTagOf } from '../../src/crypto/record.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import { err, ok } from '../../src/lib/result.ts'
import { wholeOf } from '../../src/sync/difference.ts'
import { QUICK, until } from './quick.ts'
import { forgeLog, partsOf, updateOf, type ForgedLog } from './scriptedRelay.ts'
import { clearStages, openStage, synced, threeWords } from './stage.ts'

afterEach(clearStages)

const flip = (record: Bytes, at: number): Bytes => {
  const changed = record.slice()
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

test('S8: an honest replay is taken whole, in one transaction, without a problem', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const stage = await openStage(room)
  let events = 0
  stage.doc.on('update', () => events++)
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  expect(stage.map.toJSON()).toEqual(author.getMap('map').toJSON())
  expect(events).toBe(1)
  expect(stage.sealed.state().problems).toEqual([])
})

test('S8: keys that do not belong to the room are refused, and nothing after them is read', async () => {
  const room = await createCapability()
  const other = await createCapability()
  const { log } = await threeWords(other)
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room)))
  await until(() => stage.codes().includes('foreign-keys'), 'told')
  expect(stage.map.size).toBe(0)
  expect(stage.sealed.state()).toMatchObject({ saved: false, replayed: false, phase: 'refused' })
})

test('S8: records that arrive in one frame with the keys are opened with them, and in order', async () => {
  const room = await createCapability()
  const log = await forgeLog(room)
  const author = new Y.Doc()
  for (let n = 0; n < 100; n++) await log.write(updateOf(author, (map) => map.set('n', n)))
  const stage = await openStage(await asReader(room))
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  expect(stage.map.get('n')).toBe(99)
  expect(stage.codes()).toEqual([])
})

test.each<[string, readonly (readonly [seq: number, place: number])[]]>([
  [
    'withheld',
    [
      [1, 0],
      [3, 2],
    ],
  ],
  [
    'swapped',
    [
      [2, 1],
      [1, 0],
      [3, 2],
    ],
  ],
  [
    'withheld at the end',
    [
      [1, 0],
      [2, 1],
    ],
  ],
  [
    'shown under another’s number',
    [
      [1, 0],
      [2, 2],
      [3, 1],
    ],
  ],
])(
  'a record %s is noticed, the document is not called saved, and the log is asked for again',
  async (_name, order) => {
    const room = await createCapability()
    const { log } = await threeWords(room)
    const stage = await openStage(room)
    stage.line.say(
      await log.welcome(stage.room),
      ...order.map(
        ([seq, place]) => ({ type: 'record', room: stage.room, seq, record: log.record(place) }) as const,
      ),
      { type: 'synced', room: stage.room, head: 3 },
    )
    await until(() => stage.codes().includes('rewritten'), 'told')
    expect(stage.sealed.state().saved).toBe(false)
    const again = await stage.line.next('hello')
    expect(again.since).toBe(null)
    stage.line.say(...(await log.replay(again.room)))
    await stage.sealed.settled()
    expect(stage.map.size).toBe(3)
  },
)

test('S11: a record that is said again under its own number is let pass', async () => {
  const room = await createCapability()
  const { log } = await threeWords(room)
  const stage = await openStage(room)
  const [welcome, first, second, ...rest] = await log.replay(stage.room)
  if (welcome && first && second) stage.line.say(welcome, first, second, first, second, ...rest)
  await stage.sealed.settled()
  expect(stage.codes()).toEqual([])
})

test('S11: a deletion dropped with renumbering is found by what the next author had seen', async () => {
  const room = await createCapability()
  const log = await forgeLog(room)
  const author = new Y.Doc()
  await log.write(updateOf(author, (map) => map.set('secret', 1)))
  await log.write(updateOf(author, (map) => map.delete('secret')))
  await log.write(updateOf(author, (map) => map.set('next', 1)))
  log.records.splice(1, 1)
  const stage = await openStage(await asReader(room))
  stage.line.say(...(await log.replay(stage.room)))
  await synced(stage)
  expect(stage.codes()).toContain('rewritten')
})

test.each<[string, (log: ForgedLog, room: Capability) => Promise<Bytes>]>([
  ['a changed bit', async (log) => flip(log.record(1), 60)],
  ['a signature of nobody', async (log) => flip(log.record(1), log.record(1).length - 5)],
  ['a record of another room', async () => (await threeWords(await createCapability())).log.record(1)],
  ['seven bytes', async () => new Uint8Array(7)],
  [
    'a record signed by a reader',
    async (log, room) => {
      const reader = await asReader(room)
      // What a reader can do together with the relay: the right content key, the wrong signature.
      const sealer = await createSealer(
        { ...reader, signers: { ...reader.signers, writer: reader.signers.reader } },
        new Uint8Array(32),
      )
      return sealer.seal(
        RECORD_TYPES.update,
        await log.seen(),
        updateOf(new Y.Doc(), (map) => map.set('forged', 1)),
      )
    },
  ],
])('%s in the log is left out, told, and does not stand in the way of tidying', async (_name, forge) => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const bad = await forge(log, room)
  log.records = log.records.slice(0, 1)
  log.records.push(bad)
  await log.write(Y.encodeStateAsUpdate(author))
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  expect(stage.codes()).toContain('unreadable')
  expect(stage.map.has('forged')).toBe(false)
  expect(stage.map.size).toBe(3)
  stage.map.set('large', 'x'.repeat(1_100_000))
  expect((await stage.line.snapshot()).upto).toBe(3)
})

test('S12: what is authentic but refused here is kept, told, and forbids tidying', async () => {
  const room = await createCapability()
  const { log } = await threeWords(room)
  const stage = await openStage(room, {
    validate: (update) =>
      update.length > 0 && Y.decodeUpdate(update).structs.some((s) => s.id.clock === 1)
        ? err('no')
        : ok(null),
  })
  stage.line.say(...(await log.replay(stage.room)))
  await synced(stage)
  expect(stage.codes()).toContain('not-understood')
  stage.map.set('large', 'x'.repeat(1_100_000))
  await until(() => stage.codes().includes('compact-required'), 'told that tidying is not possible')
  expect(stage.line.heard.some(({ type }) => type === 'part' || type === 'compact')).toBe(false)
  expect(stage.sealed.state().saved).toBe(false)
})

test('S12: a snapshot among the records is no snapshot, and moves nothing', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  log.records.push(await log.seal(RECORD_TYPES.snapshot, wholeOf(author)))
  await log.write(updateOf(author, (map) => map.set('four', 1)))
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  expect(stage.map.size).toBe(4)
  expect(stage.codes()).toContain('unreadable')
})

test('S12: an unsigned snapshot is left out, and the device restores what it holds', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  await log.compact(wholeOf(author))
  log.snapshot = flip(log.snapshotRecord(), log.snapshotRecord().length - 1)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, wholeOf(author))
  const stage = await openStage(room, { doc })
  stage.line.say(...(await log.replay(stage.room)))
  await synced(stage)
  expect(stage.codes()).toContain('unreadable')
  expect(stage.sealed.state().saved).toBe(false)
  const { ref } = await stage.line.next('append')
  stage.line.say({ type: 'ack', room: stage.room, ref, seq: 4 })
  await stage.sealed.settled()
})

test('S11: an old snapshot at the head hides nothing from who has more: it is told, and the rest restored', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const old = await forgeLog(room)
  old.logId = log.logId
  const early = new Y.Doc()
  Y.applyUpdate(early, Y.encodeStateAsUpdate(author))
  await log.write(updateOf(author, (map) => map.set('four', 1)))
  const snapshot = await old.seal(RECORD_TYPES.snapshot, wholeOf(early), { ...(await log.seen()), seq: 3 })
  const chain = await log.chainAt(4)
  log.snapshot = snapshot
  log.records = []
  log.floor = 4
  log.floorChain = chain
  const doc = new Y.Doc()
  Y.applyUpdate(doc, wholeOf(author))
  const stage = await openStage(room, { doc })
  stage.line.say(...(await log.replay(stage.room)))
  await synced(stage)
  expect(stage.codes()).toContain('rewritten')
  expect(stage.sealed.state().saved).toBe(false)
  await stage.line.next('append')
})

test('S10: a lossy compaction by another is noticed by those who remember, and mended', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  await log.compact(wholeOf(new Y.Doc()))
  const tag = await snapshotTagOf(log.snapshotRecord())
  stage.line.say({ type: 'compacted', room: stage.room, floor: 3, tag, size: log.snapshotRecord().length })
  const fetch = await stage.line.next('fetch')
  expect(fetch).toMatchObject({ tag, offset: 0 })
  expect(stage.sealed.state().saved).toBe(false)
  stage.line.say(...(await partsOf(stage.room, log.snapshotRecord())))
  const append = await stage.line.next('append')
  expect(stage.sealed.state().saved).toBe(false)
  stage.line.say({ type: 'ack', room: stage.room, ref: append.ref, seq: 4 })
  await stage.sealed.settled()
  log.records.push(append.record)
  const joiner = await openStage(await asReader(room))
  joiner.line.say(...(await log.replay(joiner.room)))
  await joiner.sealed.settled()
  expect(joiner.map.toJSON()).toEqual(author.getMap('map').toJSON())
})

test('S2, S31: a relay that acknowledged what it never stored is found out by what an author had seen, and gets it again', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const stage = await openStage(room)
  const { line } = stage
  line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  stage.map.set('mine', 1)
  const lie = await line.next('append')
  line.say({ type: 'ack', room: stage.room, ref: lie.ref, seq: 4 })
  // Until somebody speaks of the log, nobody can tell.
  await stage.sealed.settled()
  const next = await log.write(updateOf(author, (map) => map.set('four', 1)))
  line.say({ type: 'record', room: stage.room, seq: 5, record: next })
  await until(() => stage.map.has('four'), 'the author’s next word')
  const telling = await log.write(updateOf(author, (map) => map.set('five', 1)))
  line.say({ type: 'record', room: stage.room, seq: 6, record: telling })
  await until(() => stage.codes().includes('rewritten'), 'told')
  expect(stage.sealed.state().saved).toBe(false)
  const hello = await line.next('hello')
  expect(hello.since).toBe(null)
  line.say(...(await log.replay(hello.room)))
  const again = await line.next('append')
  expect(stage.sealed.state().saved).toBe(false)
  line.say({ type: 'ack', room: hello.room, ref: again.ref, seq: 6 })
  await stage.sealed.settled()
  expect(stage.map.toJSON()).toMatchObject({ mine: 1, four: 1, five: 1 })
})

test('S31: a member whose records speak of another log makes nobody read it again and again', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const stage = await openStage(room, { timing: { ...QUICK, refusedPauseMs: 60_000 } })
  const { line } = stage
  line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  const foreign = { ...(await log.seen()), chain: new Uint8Array(16) }
  const vandal = async (word: string): Promise<Bytes> => {
    const record = await log.seal(
      RECORD_TYPES.update,
      updateOf(author, (map) => map.set(word, 1)),
      foreign,
    )
    log.records.push(record)
    return record
  }
  line.say({ type: 'record', room: stage.room, seq: 4, record: await vandal('four') })
  const hello = await line.next('hello')
  line.say(...(await log.replay(hello.room)))
  await stage.sealed.settled()
  for (const [at, word] of ['five', 'six', 'seven'].entries())
    line.say({ type: 'record', room: hello.room, seq: 5 + at, record: await vandal(word) })
  await until(() => stage.map.has('seven'), 'taken in as they are')
  expect(stage.codes()).toContain('rewritten')
  expect(line.heard.some(({ type }) => type === 'hello')).toBe(false)
  await stage.sealed.settled()
})

// Found by the model run with a hostile member (seed 49).
test('S2, S10: whose connection ends before another’s snapshot was read does not call itself saved', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  await log.compact(wholeOf(new Y.Doc()))
  const tag = await snapshotTagOf(log.snapshotRecord())
  stage.line.say({ type: 'compacted', room: stage.room, floor: 3, tag, size: log.snapshotRecord().length })
  await stage.line.next('fetch')
  stage.line.close()
  await until(() => stage.sealed.state().phase !== 'live', 'the connection is gone')
  expect(stage.sealed.state().saved).toBe(false)
  const second = await stage.script.line(1)
  second.challenge()
  const hello = await second.next('hello')
  second.say(...(await log.replay(hello.room)))
  const { ref } = await second.next('append')
  expect(stage.sealed.state().saved).toBe(false)
  second.say({ type: 'ack', room: hello.room, ref, seq: 4 })
  await stage.sealed.settled()
  expect(stage.map.toJSON()).toEqual(author.getMap('map').toJSON())
})

test('S9: a replay that is cut before its snapshot was read begins anew', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  await log.compact(wholeOf(author))
  const stage = await openStage(room)
  stage.line.say(await log.welcome(stage.room))
  await until(() => stage.sealed.state().phase === 'replaying', 'replaying')
  stage.line.close()
  const second = await stage.script.line(1)
  second.challenge()
  const hello = await second.next('hello')
  expect(hello.since).toBe(null)
  second.say(...(await log.replay(hello.room)))
  await stage.sealed.settled()
  expect(stage.map.size).toBe(3)
})

test('S13: a cut and resumed connection asks for the rest only, and trusts only the same log', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  stage.line.close()
  const second = await stage.script.line(1)
  second.challenge()
  const hello = await second.next('hello')
  expect(hello.since).toMatchObject({ logId: log.logId, seq: 3, chain: await log.chainAt(3), floor: 0 })
  const record = await log.write(updateOf(author, (map) => map.set('four', 1)))
  second.say(
    await log.welcome(hello.room, { resumed: true }),
    { type: 'record', room: hello.room, seq: 4, record },
    { type: 'synced', room: hello.room, head: 4 },
  )
  await until(() => stage.map.has('four'), 'the rest')
  await stage.sealed.settled()
  second.close()
  const third = await stage.script.line(2)
  third.challenge()
  const last = await third.next('hello')
  third.say(await log.welcome(last.room, { resumed: true, logId: new Uint8Array(16) }))
  await until(() => stage.codes().includes('protocol'), 'told')
  expect(stage.sealed.state().saved).toBe(false)
})

test('S13: a log of the same name and length with another chain is not gone on with', async () => {
  const room = await createCapability()
  const { log } = await threeWords(room)
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  stage.line.close()
  const second = await stage.script.line(1)
  second.challenge()
  const hello = await second.next('hello')
  second.say(await log.welcome(hello.room, { resumed: true, chain: new Uint8Array(16) }), {
    type: 'synced',
    room: hello.room,
    head: 3,
  })
  await until(() => stage.codes().includes('protocol'), 'told')
  expect(stage.sealed.state().saved).toBe(false)
  const again = await second.next('hello')
  expect(again.since).toBe(null)
  second.say(...(await log.replay(again.room)))
  await stage.sealed.settled()
})
