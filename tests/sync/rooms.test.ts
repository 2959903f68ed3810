import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { asReader, asWriter, createCapability } from '../../src/crypto/capability.ts'
import { noise, until } from './quick.ts'
import { codesOf, isSame, openWorld, type World } from './world.ts'

let world: World
afterEach(() => world.close())

test('S2: what one device writes another reads, and both know that it is saved', async () => {
  world = await openWorld()
  const room = await createCapability()
  const one = world.device(room)
  const two = world.device(await asWriter(room))
  one.map.set('from', 'one')
  expect(one.sealed.state().saved).toBe(false)
  await until(() => two.map.get('from') === 'one', 'the word arrived')
  two.map.set('back', 'two')
  await until(() => one.map.get('back') === 'two', 'the answer arrived')
  await Promise.all([one.sealed.settled(), two.sealed.settled()])
  expect(isSame(one.doc, two.doc)).toBe(true)
  expect([codesOf(one), codesOf(two)]).toEqual([[], []])
})

test('S2: saved turns false with the very edit, before anything is sent', async () => {
  world = await openWorld()
  const one = world.device(await createCapability())
  await one.sealed.settled()
  one.map.set('word', 1)
  expect(one.sealed.state().saved).toBe(false)
  await one.sealed.settled()
  expect(one.sealed.state().saved).toBe(true)
  one.map.delete('word')
  expect(one.sealed.state().saved).toBe(false)
})

test('S3: edits made offline arrive, and only they are sent', async () => {
  world = await openWorld()
  const room = await createCapability()
  const one = world.device(room)
  const two = world.device(room)
  one.map.set('large', noise(20_000))
  await until(() => two.map.has('large'), 'the large word arrived')
  await one.sealed.settled()
  await world.stop()
  one.map.set('offline', 1)
  two.map.set('meanwhile', 2)
  await world.restart()
  await until(() => one.map.has('meanwhile') && two.map.has('offline'), 'both have both')
  await Promise.all([one.sealed.settled(), two.sealed.settled()])
  const read = await world.store().read(room.room, 2, 1_000_000)
  expect(read.ok && read.value.length).toBe(2)
  expect(read.ok && read.value.every(({ record }) => record.length < 1_000)).toBe(true)
})

test('S3: an idle reconnect appends nothing', async () => {
  world = await openWorld()
  const room = await createCapability()
  const one = world.device(room)
  const two = world.device(room)
  one.map.set('x', 1)
  two.map.set('y', 2)
  await until(() => isSame(one.doc, two.doc) && one.map.size === 2, 'same')
  await Promise.all([one.sealed.settled(), two.sealed.settled()])
  const before = await world.head(room)
  for (let round = 0; round < 5; round++) {
    world.cut()
    await until(() => one.link.phase() !== 'open' && two.link.phase() !== 'open', 'both are cut off')
    await Promise.all([one.sealed.settled(), two.sealed.settled()])
  }
  expect(await world.head(room)).toBe(before)
})

test('S13: a wiped relay is healed by one of those who hold the document, and says so once', async () => {
  world = await openWorld()
  const room = await createCapability()
  const one = world.device(room)
  const two = world.device(room)
  for (let n = 0; n < 20; n++) one.map.set(`paper ${n}`, noise(1_000))
  await until(() => two.map.size === 20, 'the second has all')
  await Promise.all([one.sealed.settled(), two.sealed.settled()])
  await world.restart(createMemoryStore())
  await until(async () => (await world.head(room)) > 0, 'somebody healed it')
  await Promise.all([one.sealed.settled(), two.sealed.settled()])
  const three = world.device(room)
  await three.sealed.settled()
  expect(isSame(one.doc, two.doc, three.doc)).toBe(true)
  expect([...codesOf(one), ...codesOf(two)]).toContain('relay-lost')
  expect(await world.head(room)).toBeLessThanOrEqual(2)
})

test('S6: a reader reads, and uploads nothing', async () => {
  world = await openWorld()
  const room = await createCapability()
  const writer = world.device(room)
  writer.map.set('x', 1)
  await writer.sealed.settled()
  const reader = world.device(await asReader(room))
  await reader.sealed.settled()
  expect(reader.map.get('x')).toBe(1)
  const before = await world.head(room)
  reader.map.set('mine', 1)
  expect(reader.sealed.state().saved).toBe(false)
  writer.map.set('y', 2)
  await until(() => reader.map.get('y') === 2, 'the reader goes on reading')
  expect(await world.head(room)).toBe(before + 1)
  expect(writer.map.has('mine')).toBe(false)
  expect(codesOf(reader)).toContain('read-only-edit')
})

test('S6: a reader on a wiped relay waits for a writer', async () => {
  world = await openWorld()
  const room = await createCapability()
  const reader = world.device(await asReader(room))
  await until(() => codesOf(reader).includes('not-here'), 'told that it is not there')
  expect(reader.sealed.state()).toMatchObject({ phase: 'waiting', saved: false, replayed: false })
  const writer = world.device(room)
  writer.map.set('x', 1)
  await until(() => reader.map.get('x') === 1, 'it appeared')
  await reader.sealed.settled()
  expect(codesOf(reader)).toEqual([])
})

test('S3: a document whose listener threw goes on being uploaded, and says that it fell silent', async () => {
  world = await openWorld()
  const room = await createCapability()
  const one = world.device(room)
  const two = world.device(room)
  await Promise.all([one.sealed.settled(), two.sealed.settled()])
  one.doc.on('update', () => {
    throw new Error('the disk is gone')
  })
  expect(() => one.map.set('x', 1)).toThrow('the disk is gone')
  one.map.set('y', 2)
  expect(one.sealed.state().saved).toBe(false)
  await until(() => two.map.get('y') === 2 && two.map.get('x') === 1, 'both edits arrived')
  await one.sealed.settled()
  await until(() => codesOf(one).includes('silenced'), 'told')
  one.map.set('z', 3)
  expect(one.sealed.state().saved).toBe(false)
  two.map.set('w', 4)
  await until(() => one.map.get('w') === 4, 'the silenced document still takes in what others write')
})

test('S2: an update that waits for its foundation is not called saved, and is told', async () => {
  world = await openWorld()
  const other = new Y.Doc()
  other.getMap('map').set('first', 1)
  const start = Y.encodeStateVector(other)
  other.getMap('map').set('second', 2)
  const one = world.device(await createCapability())
  await one.sealed.settled()
  Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other, start))
  expect(one.sealed.state().saved).toBe(false)
  await until(() => codesOf(one).includes('waiting-for-device'), 'told')
  expect(one.sealed.state().saved).toBe(false)
  Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other))
  await one.sealed.settled()
  await until(() => codesOf(one).length === 0, 'no longer told')
})

test('S16: presence passes both ways, also from a reader, who shows as a guest', async () => {
  world = await openWorld()
  const room = await createCapability()
  const writer = world.device(room, { presence: true })
  const reader = world.device(await asReader(room), { presence: true })
  await Promise.all([writer.sealed.settled(), reader.sealed.settled()])
  const seenBy = (device: typeof writer): unknown[] =>
    [...(device.sealed.awareness?.getStates() ?? [])]
      .filter(([client]) => client !== device.doc.clientID)
      .map(([, state]) => state)
  writer.sealed.awareness?.setLocalState({ name: 'Ada' })
  reader.sealed.awareness?.setLocalState({ name: 'Bo' })
  await until(() => seenBy(writer).length === 1 && seenBy(reader).length === 1, 'each sees the other')
  await until(() => JSON.stringify(seenBy(writer)) === '[{"name":"Bo","guest":true}]', 'a guest')
  await until(() => JSON.stringify(seenBy(reader)) === '[{"name":"Ada","guest":false}]', 'a member')
  reader.end()
  await until(() => seenBy(writer).length === 0, 'leaving is seen at once')
})

test('S17: several devices that write at once end with the same document', async () => {
  world = await openWorld()
  const room = await createCapability()
  const devices = [0, 1, 2].map(() => world.device(room))
  for (let n = 0; n < 40; n++) {
    for (const [index, device] of devices.entries()) {
      device.map.set(`${n % 7}`, index)
      if (n % 5 === 0) device.map.delete(`${(n + 3) % 7}`)
    }
    if (n % 10 === 0) await devices[n % 3]?.sealed.settled()
  }
  await until(() => isSame(...devices.map(({ doc }) => doc)), 'all the same')
  await Promise.all(devices.map(({ sealed }) => sealed.settled()))
  expect(devices.flatMap(codesOf)).toEqual([])
})
