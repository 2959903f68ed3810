import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createCapability } from '../../src/crypto/capability.ts'
import { openRecord, snapshotTagOf } from '../../src/crypto/record.ts'
import { concatBytes, type Bytes } from '../../src/lib/bytes.ts'
import { MAX_PARTS_UNANSWERED, PART_BYTES } from '../../src/protocol/limits.ts'
import { createCoverage, readParts } from '../../src/sync/coverage.ts'
import { MAX_IDLE_ROUNDS } from '../../src/sync/limits.ts'
import { noise, QUICK, until } from './quick.ts'
import { partsOf, updateOf, type Line } from './scriptedRelay.ts'
import { clearStages, openStage, synced, threeWords } from './stage.ts'

afterEach(clearStages)

const EAGER = { ...QUICK, compactRecords: 0, compactJitterMs: 0, compactPauseMs: 0 }
const PATIENT = { ...QUICK, compactRecords: 1_000_000, compactBytes: 1e9, firstVersionRecords: 1e9 }

/** The parts of the upload that is offered next, answered until `enough` of them are there. */
const take = async (line: Line, held: number, enough: number): Promise<{ tag: Bytes; parts: Bytes[] }> => {
  const { room, tag, total } = await line.next('offer')
  const parts: Bytes[] = []
  line.say({ type: 'held', room, tag, offset: held })
  for (let offset = held; offset < Math.min(total, enough);) {
    const part = await line.next('part')
    expect(part.offset).toBe(offset)
    parts.push(part.bytes)
    offset += part.bytes.length
    line.say({ type: 'held', room, tag, offset })
  }
  return { tag, parts }
}

/** A device with a document larger than a record, and a relay that begins with three words. */
const withLargeDocument = async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const stage = await openStage(room, { timing: PATIENT })
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  stage.map.set('large', noise(1_500_000))
  return { room, log, author, stage }
}
const again = async (stage: Awaited<ReturnType<typeof openStage>>, n: number): Promise<Line> => {
  const line = await stage.script.line(n)
  line.challenge()
  return line
}

test('S40: over a new connection the same snapshot goes on from what the relay holds, and is acknowledged', async () => {
  const { room, log, stage } = await withLargeDocument()
  const first = await take(stage.line, 0, 5 * PART_BYTES)
  stage.line.close()
  const line = await again(stage, 1)
  const hello = await line.next('hello')
  line.say(await log.welcome(hello.room, { resumed: true }), {
    type: 'synced',
    room: hello.room,
    head: log.head(),
  })
  const { tag, parts } = await take(line, 3 * PART_BYTES, 1e9)
  expect(tag).toEqual(first.tag)
  const record = concatBytes(...first.parts.slice(0, 3), ...parts)
  const compact = await line.next('compact')
  expect(await snapshotTagOf(record)).toEqual(compact.tag)
  const opened = await openRecord(room, log.keys, record)
  expect(opened.ok && opened.value.seen.seq).toBe(3)
  expect(stage.sealed.state().saved).toBe(false)
  line.say({ type: 'ack', room: hello.room, ref: compact.ref, seq: 3 })
  await stage.sealed.settled()
})

test('S40: where the log has another floor meanwhile, a new snapshot is sealed for it', async () => {
  const { log, author, stage } = await withLargeDocument()
  const first = await take(stage.line, 0, 2 * PART_BYTES)
  stage.line.close()
  await log.compact(Y.encodeStateAsUpdate(author))
  const line = await again(stage, 1)
  const hello = await line.next('hello')
  line.say(...(await log.replay(hello.room)))
  const second = await take(line, 0, 1e9)
  expect(second.tag).not.toEqual(first.tag)
  const compact = await line.next('compact')
  expect([compact.prevFloor, compact.prevTag]).toEqual([3, await snapshotTagOf(log.snapshotRecord())])
})

test('S40: after a refusal that only time mends the same snapshot is offered again; after another it is not', async () => {
  const { stage } = await withLargeDocument()
  const { room } = stage
  const tags: Bytes[] = []
  for (const code of ['rate', 'storage', 'incomplete', 'bad-signature'] as const) {
    const { ref, tag } = await stage.line.next('offer')
    tags.push(tag)
    stage.line.say({ type: 'nack', room, ref, code })
  }
  tags.push((await stage.line.next('offer')).tag)
  expect(tags[1]).toEqual(tags[0])
  expect(tags[3]).toEqual(tags[0])
  expect(tags[4]).not.toEqual(tags[0])
})

test('S42: few parts are under way at once, and a relay that takes none is not fed for ever', async () => {
  const { stage } = await withLargeDocument()
  const { room, line } = stage
  const { tag } = await line.next('offer')
  line.say({ type: 'held', room, tag, offset: 0 })
  let sent = 0
  for (let round = 1; round <= MAX_IDLE_ROUNDS; round++) {
    await until(
      () => line.heard.filter(({ type }) => type === 'part').length === MAX_PARTS_UNANSWERED,
      `round ${round}`,
    )
    for (let n = 0; n < MAX_PARTS_UNANSWERED; n++) {
      const part = await line.next('part')
      expect(part.offset).toBe(n * PART_BYTES)
      sent++
      line.say({ type: 'held', room, tag, offset: 0 })
    }
  }
  await until(() => stage.codes().includes('rate'), 'told')
  // It waits, and asks again before it sends anything.
  await line.next('offer')
  expect(line.heard.filter(({ type }) => type === 'part')).toEqual([])
  expect(sent).toBe(MAX_IDLE_ROUNDS * MAX_PARTS_UNANSWERED)
})

test('S41: a snapshot cut in the middle is asked for from there, and counts only with the right bytes', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  await log.compact(
    updateOf(author, (map) => map.set('large', noise(300_000))) && Y.encodeStateAsUpdate(author),
  )
  const tag = await snapshotTagOf(log.snapshotRecord())
  const stage = await openStage(room)
  const [welcome, one, two, ...rest] = await log.replay(stage.room)
  if (!welcome || !one || !two) throw new Error('a replay has parts')
  stage.line.say(welcome, one, two)
  await until(() => stage.sealed.state().phase === 'replaying', 'it has begun')
  stage.line.close()
  const second = await again(stage, 1)
  const hello = await second.next('hello')
  expect(hello.since).toBeNull()
  expect(hello.held).toEqual({ tag, offset: 2 * PART_BYTES })
  // Forged bytes for the rest: what came before is of no use with them.
  const room2 = hello.room
  const forged = rest.map((message) =>
    message.type === 'part'
      ? { ...message, room: room2, bytes: message.bytes.map((byte) => byte ^ 1) }
      : message,
  )
  second.say(await log.welcome(room2), ...forged)
  await until(() => stage.codes().includes('rewritten'), 'told')
  expect(stage.map.size).toBe(0)
  // Asked for anew over the same connection, and from the start.
  const third = await second.next('hello')
  expect(third.held).toBeNull()
  second.say(...(await log.replay(third.room)))
  await synced(stage)
  expect(stage.map.size).toBe(4)
})

test('S41: a snapshot that came whole before the line broke is not sent again', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  await log.compact(Y.encodeStateAsUpdate(author))
  const stage = await openStage(room)
  const [part] = await partsOf(stage.room, log.snapshotRecord())
  if (!part) throw new Error('it has a part')
  stage.line.say(await log.welcome(stage.room), part)
  stage.line.close()
  const line = await again(stage, 1)
  const hello = await line.next('hello')
  // Read already, or held whole: either way only what the relay says is lacking follows.
  const whole = hello.held?.offset === log.snapshotRecord().length || hello.since?.floor === 3
  expect(whole || hello.held === null).toBe(true)
  line.say(await log.welcome(hello.room, { resumed: hello.since !== null }))
  if (hello.since === null && hello.held === null)
    line.say(...(await partsOf(hello.room, log.snapshotRecord())))
  line.say({ type: 'synced', room: hello.room, head: 3 })
  await synced(stage)
  expect(stage.map.size).toBe(3)
})

test('S45: what waits for its foundation delays tidying, but not where the relay takes nothing else', async () => {
  const room = await createCapability()
  const { log } = await threeWords(room)
  const other = new Y.Doc()
  other.getMap('map').set('never sent', 1)
  const waiting = updateOf(other, (map) => map.set('waits', 1))
  await log.write(waiting)
  const stage = await openStage(room, { timing: EAGER })
  stage.line.say(...(await log.replay(stage.room)))
  await synced(stage)
  await until(() => stage.codes().includes('waiting-for-device'), 'it waits')
  expect(stage.line.heard.some(({ type }) => type === 'offer')).toBe(false)
  stage.map.set('x', 1)
  const append = await stage.line.next('append')
  stage.line.say({ type: 'nack', room: stage.room, ref: append.ref, code: 'compact-required' })
  const { parts } = await take(stage.line, 0, 1e9)
  const opened = await openRecord(room, log.keys, concatBytes(...parts))
  if (!opened.ok) throw new Error(opened.error)
  const held = createCoverage()
  held.add(readParts(opened.value.payload) ?? { structs: [], deletions: [] })
  expect(held.contains(readParts(new Uint8Array(waiting)) ?? { structs: [], deletions: [] })).toBe(true)
  expect((await stage.line.next('compact')).upto).toBe(4)
})

test('S45: a document that no longer holds what the relay holds makes no snapshot, and says so', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const stage = await openStage(room, { timing: PATIENT })
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  // As memory goes bad, or a bug in the library that holds it.
  stage.doc.store.clients.delete(author.clientID)
  stage.map.set('x', 1)
  const append = await stage.line.next('append')
  stage.line.say({ type: 'nack', room: stage.room, ref: append.ref, code: 'compact-required' })
  await until(() => stage.codes().includes('protocol'), 'told')
  expect(stage.line.heard.some(({ type }) => type === 'offer' || type === 'compact')).toBe(false)
})
