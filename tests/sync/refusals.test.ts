import { afterEach, expect, test } from 'vitest'
import { asReader, createCapability } from '../../src/crypto/capability.ts'
import { RECORD_TYPES, snapshotTagOf } from '../../src/crypto/record.ts'
import { wholeOf } from '../../src/sync/difference.ts'
import { QUICK, until } from './quick.ts'
import { forgeLog, partsOf, updateOf } from './scriptedRelay.ts'
import { clearStages, openStage, synced, threeWords } from './stage.ts'

afterEach(clearStages)

test('S2, S15: an acknowledgement that never comes leaves the document unsaved, and ends the connection', async () => {
  const room = await createCapability()
  const log = await forgeLog(room)
  // Long enough for the replay before it, which is awaited as well.
  const stage = await openStage(room, { timing: { ...QUICK, auditMs: 20, ackMs: 2_000 } })
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  stage.map.set('x', 1)
  await stage.line.next('append')
  await until(() => stage.line.isClosed(), 'the silent relay is left')
  expect(stage.sealed.state().saved).toBe(false)
  await stage.script.line(1)
})

test.each([5, 0, 2])(
  'an acknowledgement with the number %i, which is not the next, is not believed',
  async (seq) => {
    const room = await createCapability()
    const log = await forgeLog(room)
    const stage = await openStage(room)
    stage.line.say(...(await log.replay(stage.room)))
    await stage.sealed.settled()
    stage.map.set('x', 1)
    const { ref } = await stage.line.next('append')
    stage.line.say({ type: 'ack', room: stage.room, ref, seq })
    await until(() => stage.codes().includes('protocol'), 'told')
    expect(stage.sealed.state().saved).toBe(false)
  },
)

test('S11: a record repeated under a new number is told, and changes nothing', async () => {
  const room = await createCapability()
  const { log } = await threeWords(room)
  log.records.push(log.record(2))
  const stage = await openStage(await asReader(room))
  stage.line.say(...(await log.replay(stage.room)))
  await synced(stage)
  expect(stage.codes()).toContain('replayed')
  expect(stage.map.size).toBe(3)
})

test('S11: a writer who wrote under another’s session first only costs that device a new session', async () => {
  const room = await createCapability()
  const log = await forgeLog(room)
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  stage.map.set('x', 1)
  const first = await stage.line.next('append')
  stage.line.say({ type: 'nack', room: stage.room, ref: first.ref, code: 'counter-taken' })
  const second = await stage.line.next('append')
  expect(second.record.slice(6, 22)).not.toEqual(first.record.slice(6, 22))
  stage.line.say({ type: 'ack', room: stage.room, ref: second.ref, seq: 1 })
  await stage.sealed.settled()
  expect(stage.codes()).toEqual([])
})

test.each(['storage', 'rate', 'bad-record', 'read-only', 'bad-signature', 'incomplete', 'not-yet'] as const)(
  'refused with %s, a change stays here, is told, and is sent again',
  async (code) => {
    const room = await createCapability()
    const log = await forgeLog(room)
    const stage = await openStage(room)
    stage.line.say(...(await log.replay(stage.room)))
    await stage.sealed.settled()
    stage.map.set('x', 1)
    const first = await stage.line.next('append')
    stage.line.say({ type: 'nack', room: stage.room, ref: first.ref, code })
    await until(() => stage.codes().includes(code), 'told')
    expect(stage.sealed.state().saved).toBe(false)
    const second = await stage.line.next('append')
    expect(second.record.slice(22, 30)).not.toEqual(first.record.slice(22, 30))
    stage.line.say({ type: 'ack', room: stage.room, ref: second.ref, seq: 1 })
    await stage.sealed.settled()
  },
)

test('S14: a full log is tidied on demand, and the change goes with the snapshot', async () => {
  const room = await createCapability()
  const { log } = await threeWords(room)
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  stage.map.set('x', 1)
  const { ref } = await stage.line.next('append')
  stage.line.say({ type: 'nack', room: stage.room, ref, code: 'compact-required' })
  const compact = await stage.line.snapshot()
  expect(compact).toMatchObject({ upto: 3, prevFloor: 0, chain: await log.chainAt(3) })
  expect(stage.sealed.state().saved).toBe(false)
  stage.line.say({ type: 'ack', room: stage.room, ref: compact.ref, seq: 3 })
  await stage.sealed.settled()
  expect(stage.codes()).toEqual([])
})

test('S14: who loses the race to tidy reads the winner’s snapshot, and tries again only if need be', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  stage.map.set('x', 1)
  const { ref } = await stage.line.next('append')
  stage.line.say({ type: 'nack', room: stage.room, ref, code: 'compact-required' })
  const lost = await stage.line.snapshot()
  await log.compact(wholeOf(author))
  const tag = await snapshotTagOf(log.snapshotRecord())
  stage.line.say(
    { type: 'compacted', room: stage.room, floor: 3, tag, size: log.snapshotRecord().length },
    { type: 'nack', room: stage.room, ref: lost.ref, code: 'stale' },
  )
  await stage.line.next('fetch')
  stage.line.say(...(await partsOf(stage.room, log.snapshotRecord())))
  const again = await Promise.race([stage.line.next('append'), stage.line.snapshot()])
  stage.line.say({ type: 'ack', room: stage.room, ref: again.ref, seq: again.type === 'append' ? 4 : 3 })
  await stage.sealed.settled()
})

test('S14: a room that moved is frozen: nothing after the move is taken, nothing sent, the owner’s word kept', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const control = await log.seal(RECORD_TYPES.control, new Uint8Array([1]))
  await log.write(updateOf(author, (map) => map.set('after the move', 1)))
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room, { moved: control })))
  await synced(stage)
  expect(stage.map.size).toBe(3)
  expect(stage.sealed.state().phase).toBe('refused')
  expect(stage.codes()).toContain('moved')
  stage.map.set('x', 1)
  expect(stage.sealed.state().saved).toBe(false)
  stage.line.close()
  const second = await stage.script.line(1)
  second.challenge()
  const hello = await second.next('hello')
  const fresh = await forgeLog(room)
  second.say(...(await fresh.replay(hello.room)))
  expect((await second.next('control')).record).toEqual(control)
  await until(() => stage.sealed.state().phase === 'refused', 'refused again')
  expect(second.heard.some(({ type }) => type === 'append' || type === 'compact')).toBe(false)
})

test('S14: a move that the owner did not sign is none', async () => {
  const room = await createCapability()
  const { log } = await threeWords(room)
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room, { moved: log.record(0) })))
  await stage.sealed.settled()
  expect(stage.codes()).toEqual([])
})

test.each(['wrong-keys', 'too-many-rooms', 'bad-signature'] as const)(
  'shown out with %s, the room says so, and asks again later',
  async (code) => {
    const stage = await openStage(await createCapability())
    stage.line.say({ type: 'closed', room: stage.room, code })
    await until(() => stage.sealed.state().phase === 'refused', 'refused')
    expect(stage.codes()).toContain(code)
    expect((await stage.line.next('hello')).room).not.toBe(stage.room)
  },
)
