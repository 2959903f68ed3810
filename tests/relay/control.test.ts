import { afterEach, expect, test } from 'vitest'
import { asReader, asWriter, createCapability } from '../../src/crypto/capability.ts'
import { openRecord, RECORD_TYPES, type RecordType } from '../../src/crypto/record.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import { RELAY_LIMITS } from '../../server/relay/limits.ts'
import { makeTestFolder } from '../server/appFolder.ts'
import { endAll, join, openLmdb, serve } from './peer.ts'
import { fill, outcome, prepareCompact, readAll, type Peer } from './tidying.ts'

afterEach(endAll)

const NO_TAG = new Uint8Array(0)
const MOVED = new TextEncoder().encode('where it went')

const seal = (peer: Peer, type: RecordType): Promise<Bytes> => {
  const { logId, head, chain } = peer.welcome
  return peer.sealer.seal(type, { logId, seq: head, chain, prevFloor: 0 }, MOVED)
}
const sayControl = async (peer: Peer, record: Bytes): Promise<number | string> => {
  peer.say({ type: 'control', room: 1, ref: 800, upto: null, record })
  return outcome(peer)
}
/** A room of three records, and its owner's control record. */
const filled = async (folder?: string) => {
  const store = await openLmdb(folder)
  const { port, relay } = await serve(store)
  const made = await fill(port, 3)
  return { ...made, port, relay, store, control: await seal(made.writer, RECORD_TYPES.control) }
}

test('R8: the owner’s control record freezes the room, for those who are in it and those who come', async () => {
  const { port, room, writer, records, control } = await filled()
  const other = await join(port, await asWriter(room))
  const record = await writer.record('too late')
  expect(await sayControl(writer, control)).toBe(3)
  expect((await other.next('closed')).code).toBe('moved')
  writer.say({ type: 'append', room: 1, ref: 1, record })
  expect(await outcome(writer)).toBe('moved')
  for (const comer of [room, await asWriter(room), await asReader(room)]) {
    const { welcome, tail } = await readAll(port, comer)
    expect([welcome.moved, welcome.head]).toEqual([control, 3])
    expect(tail.map((one) => one.record)).toEqual(records)
  }
})

test('R8: records that are said before the control record are kept, those after it are not', async () => {
  const { port, room, writer, control } = await filled()
  const [before, after] = [await writer.record('before'), await writer.record('after')]
  writer.say(
    { type: 'append', room: 1, ref: 1, record: before },
    { type: 'control', room: 1, ref: 2, upto: null, record: control },
    { type: 'append', room: 1, ref: 3, record: after },
  )
  expect([await outcome(writer), await outcome(writer), await outcome(writer)]).toEqual([4, 4, 'moved'])
  expect((await readAll(port, room)).tail.at(-1)).toEqual({ seq: 4, record: before })
})

test('R8: a control record that the owner did not sign is refused, and the room goes on', async () => {
  const { port, room, writer, control } = await filled()
  const guest = await asWriter(room)
  const stranger = await createCapability()
  for (const owner of [room.signers.writer, stranger.signers.owner]) {
    const forger = await join(port, { ...guest, signers: { ...guest.signers, owner } })
    expect(await sayControl(forger, await seal(forger, RECORD_TYPES.control))).toBe('bad-signature')
  }
  const changed = control.map((byte, at) => (at === 40 ? byte ^ 1 : byte))
  expect(await sayControl(writer, changed)).toBe('bad-signature')
  expect(await sayControl(writer, await seal(writer, RECORD_TYPES.update))).toBe('bad-record')
  writer.say({ type: 'append', room: 1, ref: 1, record: await writer.record('still here') })
  expect(await outcome(writer)).toBe(4)
  expect((await readAll(port, room)).welcome.moved).toBeNull()
})

test('R8: the same bytes again are acknowledged, and another control record is refused', async () => {
  const { port, room, writer, control } = await filled()
  const second = await seal(writer, RECORD_TYPES.control)
  expect(await sayControl(writer, control)).toBe(3)
  expect(await sayControl(writer, control)).toBe(3)
  expect(await sayControl(writer, second)).toBe('moved')
  const again = await join(port, room)
  expect(await sayControl(again, control)).toBe(3)
  expect(await sayControl(again, second)).toBe('moved')
  expect((await readAll(port, room)).welcome.moved).toEqual(control)
})

test('R8: of two control records at once the first stands, and the other is refused', async () => {
  const { port, room, writer, control } = await filled()
  const second = await seal(writer, RECORD_TYPES.control)
  writer.say(
    { type: 'control', room: 1, ref: 1, upto: null, record: control },
    { type: 'control', room: 1, ref: 2, upto: null, record: second },
  )
  expect([await outcome(writer), await outcome(writer)]).toEqual([3, 'moved'])
  expect((await readAll(port, room)).welcome.moved).toEqual(control)
})

test('R8: a control record made at another head is refused, and taken once it names this one', async () => {
  const { port, room, writer, control } = await filled()
  const named = async (upto: number): Promise<number | string> => {
    writer.say({ type: 'control', room: 1, ref: 7, upto, record: control })
    return outcome(writer)
  }
  expect([await named(2), await named(4)]).toEqual(['stale', 'stale'])
  // Meanwhile nobody writes: the owner could otherwise be kept from naming the head.
  const other = await join(port, await asWriter(room))
  other.say({ type: 'append', room: 1, ref: 1, record: await other.record('in between') })
  expect(await outcome(other)).toBe('rate')
  expect((await readAll(port, room)).welcome.moved).toBeNull()
  expect(await named(3)).toBe(3)
  // Again, as somebody does who did not hear the answer.
  expect(await named(2)).toBe(3)
})

test('R8: a room is held still for the owner for the time the limit says, and not longer', async () => {
  let now = 1_000_000
  const { port } = await serve(undefined, { now: () => now })
  const { room, writer } = await fill(port, 1)
  const control = await seal(writer, RECORD_TYPES.control)
  const say = async (text: string): Promise<number | string> => {
    writer.say({ type: 'append', room: 1, ref: 1, record: await writer.record(text) })
    return outcome(writer)
  }
  writer.say({ type: 'control', room: 1, ref: 7, upto: 0, record: control })
  expect(await outcome(writer)).toBe('stale')
  now += RELAY_LIMITS.moveHoldMs - 1
  expect(await say('too early')).toBe('rate')
  now += 1
  expect(await say('in time')).toBe(2)
  // Only the owner can hold it.
  const guest = await join(port, await asWriter(room))
  const forged = control.map((byte, at) => (at === 40 ? byte ^ 1 : byte))
  guest.say({ type: 'control', room: 1, ref: 7, upto: 0, record: forged })
  expect(await outcome(guest)).toBe('bad-signature')
  expect(await say('unimpressed')).toBe(3)
})

test('R8: a relay that has lost the room takes the owner’s word from a member, and is frozen again', async () => {
  const { room, control } = await filled()
  const { port } = await serve()
  const member = await join(port, await asWriter(room))
  member.say({ type: 'control', room: 1, ref: 1, upto: 0, record: control })
  expect(await outcome(member)).toBe(0)
  const { welcome } = await readAll(port, await asReader(room))
  expect([welcome.moved, welcome.head]).toEqual([control, 0])
})

test('R8: no COMPACT touches a room that has moved', async () => {
  const { port, store, room, writer, logId, control, chainAt } = await filled()
  const place = { logId, prevFloor: 0, prevTag: NO_TAG, upto: 3, chain: chainAt(3) }
  const { parts, compact } = await prepareCompact(room, writer, place)
  expect(await sayControl(writer, control)).toBe(3)
  const before = await store.head(room.room)
  writer.say(...parts, compact)
  expect(await outcome(writer)).toBe('moved')
  expect(await store.head(room.room)).toEqual(before)
  expect((await readAll(port, room)).welcome).toMatchObject({ moved: control, floor: 0 })
})

test('R8: a room that was tidied can move, and stays moved when the store is opened again', async () => {
  const folder = makeTestFolder()
  try {
    const first = await filled(folder.path)
    const { room, writer, logId, chainAt, records, control } = first
    const place = { logId, prevFloor: 0, prevTag: NO_TAG, upto: 2, chain: chainAt(2) }
    const { parts, compact, tag } = await prepareCompact(room, writer, place)
    writer.say(...parts, compact)
    expect(await outcome(writer)).toBe(2)
    expect(await sayControl(writer, control)).toBe(3)
    await first.relay.close()
    const { port } = await serve(await openLmdb(folder.path))
    const got = await readAll(port, await asReader(room))
    expect(got.welcome).toMatchObject({ moved: control, head: 3, floor: 2, snapshotTag: tag })
    expect(got.tail).toEqual([{ seq: 3, record: records[2] }])
    const opened = await openRecord(room, got.welcome.keys, got.welcome.moved ?? NO_TAG)
    expect(opened.ok && new TextDecoder().decode(opened.value.payload)).toBe('where it went')
    const again = await join(port, room)
    again.say({ type: 'append', room: 1, ref: 1, record: await again.record('too late') })
    expect(await outcome(again)).toBe('moved')
    expect(await sayControl(again, control)).toBe(3)
  } finally {
    await endAll()
    folder.remove()
  }
})
