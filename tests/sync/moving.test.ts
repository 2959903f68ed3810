import { afterEach, expect, test } from 'vitest'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { asReader, asWriter, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { openMove, sealMove } from '../../src/crypto/move.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { agreementKey, type AgreementKey } from '../../src/crypto/x25519.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import { keepMove } from '../../src/sync/moveKeeper.ts'
import { noise, until } from './quick.ts'
import { isSame, openWorld, type Device, type World } from './world.ts'

let world: World
afterEach(() => world.close())

const moveOf = async (
  from: Capability,
  to: Capability,
  writers: readonly AgreementKey[] = [],
  readersFollow = false,
): Promise<Bytes> => {
  const keys = writers.map(({ publicKey }) => publicKey)
  const sealed = await sealMove({ from, to, owners: [], writers: keys, readersFollow })
  if (!sealed.ok) throw new Error(sealed.error)
  return sealed.value
}

/** Waits for the owner's word, and opens the document again where it leads, as the app does. */
const follow = async (device: Device, from: Capability, key: AgreementKey | null): Promise<Device> => {
  await until(() => device.sealed.state().moved !== null, 'the move is heard of')
  const opened = await openMove(from, key, device.sealed.state().moved?.content ?? randomBytes(1))
  if (!opened.ok || !opened.value.capability) throw new Error('nothing was handed over')
  device.end()
  return world.device(opened.value.capability, { seed: device.doc })
}

test('S18: a room is moved by its owner: members go on in the new one with the same state, and the old one is frozen', async () => {
  world = await openWorld()
  const [from, to, key] = [
    await createCapability(),
    await createCapability(),
    await agreementKey(randomBytes(32)),
  ]
  const owner = world.device(from)
  const member = world.device(await asWriter(from))
  const guest = world.device(await asReader(from))
  owner.map.set('before', 1)
  await until(() => member.map.has('before') && guest.map.has('before'), 'all have it')
  owner.sealed.announceMove(await moveOf(from, to, [key], true))
  const ownerThere = await follow(owner, from, null).catch(() => {
    owner.end()
    return world.device(to, { seed: owner.doc })
  })
  const memberThere = await follow(member, await asWriter(from), key)
  const guestThere = await follow(guest, await asReader(from), null)
  memberThere.map.set('after', 2)
  await until(() => ownerThere.map.has('after') && guestThere.map.has('after'), 'they are together again')
  await Promise.all([ownerThere.sealed.settled(), memberThere.sealed.settled()])
  expect(isSame(ownerThere.doc, memberThere.doc, guestThere.doc)).toBe(true)
  // Whoever comes new finds all of it.
  const late = world.device(await asReader(to))
  await until(() => late.map.size === 2, 'the newcomer has it all')
})

test('S18: what a member was acknowledged before the move, and made offline meanwhile, is in the new room', async () => {
  world = await openWorld()
  const [from, to, key] = [
    await createCapability(),
    await createCapability(),
    await agreementKey(randomBytes(32)),
  ]
  const member = world.device(await asWriter(from))
  member.map.set('acknowledged', 1)
  await member.sealed.settled()
  member.end()
  member.map.set('offline', noise(2_000))
  const owner = world.device(from)
  await owner.sealed.settled()
  owner.sealed.announceMove(await moveOf(from, to, [key]))
  await until(() => owner.sealed.state().moved !== null, 'the owner has moved')
  owner.end()
  const ownerThere = world.device(to, { seed: owner.doc })
  expect(ownerThere.map.get('acknowledged')).toBe(1)
  const back = world.device(await asWriter(from), { seed: member.doc })
  const memberThere = await follow(back, await asWriter(from), key)
  await until(() => ownerThere.map.has('offline'), 'what was made offline arrived')
  await memberThere.sealed.settled()
  expect(isSame(ownerThere.doc, memberThere.doc)).toBe(true)
})

test('S18: an owner who writes while others do moves at the very head, so nothing acknowledged stands behind it', async () => {
  world = await openWorld()
  const [from, to] = [await createCapability(), await createCapability()]
  const [owner, member] = [world.device(from), world.device(await asWriter(from))]
  await Promise.all([owner.sealed.settled(), member.sealed.settled()])
  let acknowledged = 0
  const writing = setInterval(() => member.map.set('count', ++acknowledged), 1)
  await until(() => acknowledged > 20, 'the member writes')
  owner.sealed.announceMove(await moveOf(from, to))
  await until(() => owner.sealed.state().moved !== null, 'the owner has moved')
  clearInterval(writing)
  await until(() => member.sealed.state().moved !== null, 'the member hears of it')
  // Replayed to the last record of the frozen log, owner and newcomer hold the same.
  const late = world.device(await asReader(from))
  await until(() => late.sealed.state().moved !== null, 'the newcomer hears of it')
  expect(late.map.get('count')).toBe(owner.map.get('count'))
  expect(isSame(late.doc, owner.doc)).toBe(true)
})

test('S18: who was left out hears where the list went and gets nothing there; what they write on stays with them', async () => {
  world = await openWorld()
  const [from, to, key] = [
    await createCapability(),
    await createCapability(),
    await agreementKey(randomBytes(32)),
  ]
  const [owner, removed] = [world.device(from), world.device(await asWriter(from))]
  owner.map.set('before', 1)
  await until(() => removed.map.has('before'), 'they have it')
  owner.sealed.announceMove(await moveOf(from, to, []))
  await until(() => removed.sealed.state().moved !== null, 'the move is heard of')
  const opened = await openMove(from, key, removed.sealed.state().moved?.content ?? randomBytes(1))
  expect(opened).toEqual({ ok: true, value: { roomId: to.roomId, capability: null } })
  const head = await world.head(from)
  removed.map.set('written on', 1)
  world.cut()
  await until(() => removed.sealed.state().moved !== null, 'back in the frozen room')
  expect(await world.head(from)).toBe(head)
  expect(removed.sealed.state()).toMatchObject({ phase: 'refused', saved: false })
  expect(removed.map.get('written on')).toBe(1)
})

test('S18: two moves in a row are followed one after the other', async () => {
  world = await openWorld()
  const [first, second, third] = [
    await createCapability(),
    await createCapability(),
    await createCapability(),
  ]
  const key = await agreementKey(randomBytes(32))
  const away = world.device(await asWriter(first))
  away.map.set('away', 1)
  await away.sealed.settled()
  away.end()
  away.map.set('made away', 2)
  let owner = world.device(first)
  await until(() => owner.map.has('away'), 'the owner has it')
  for (const [from, to] of [
    [first, second],
    [second, third],
  ] as const) {
    owner.sealed.announceMove(await moveOf(from, to, [key]))
    await until(() => owner.sealed.state().moved !== null, 'moved')
    owner.end()
    owner = world.device(to, { seed: owner.doc })
    await owner.sealed.settled()
  }
  const back = world.device(await asWriter(first), { seed: away.doc })
  const there = await follow(back, await asWriter(first), key)
  const yonder = await follow(there, await asWriter(second), key)
  await until(() => owner.map.get('made away') === 2, 'it came all the way')
  await yonder.sealed.settled()
  expect(isSame(owner.doc, yonder.doc)).toBe(true)
})

test('S18: of two devices that move one room at once, the first stands and the other hears of it', async () => {
  world = await openWorld()
  const [from, one, other] = [await createCapability(), await createCapability(), await createCapability()]
  const devices = [world.device(from), world.device(from)] as const
  await Promise.all(devices.map(({ sealed }) => sealed.settled()))
  devices[0].sealed.announceMove(await moveOf(from, one))
  devices[1].sealed.announceMove(await moveOf(from, other))
  await until(() => devices.every(({ sealed }) => sealed.state().moved !== null), 'both have heard')
  expect(devices[0].sealed.state().moved?.content).toEqual(devices[1].sealed.state().moved?.content)
})

test('S18: a relay that lost the word hears it again, from a device that is in the room and from one that looks by', async () => {
  world = await openWorld()
  const [from, to] = [await createCapability(), await createCapability()]
  const owner = world.device(from)
  owner.map.set('word', 1)
  await owner.sealed.settled()
  owner.sealed.announceMove(await moveOf(from, to))
  await until(() => owner.sealed.state().moved !== null, 'moved')
  const record = owner.sealed.state().moved?.record ?? randomBytes(1)
  await world.restart(createMemoryStore())
  const isMoved = async (): Promise<boolean> => {
    const head = await world.store().head(from.room)
    return head.ok && head.value?.moved !== null && head.value?.moved !== undefined
  }
  await until(isMoved, 'said again from inside')
  const { link } = owner
  expect(await keepMove(link, await asWriter(from), record).done).toBe('there')
  owner.sealed.destroy()
  await world.restart(createMemoryStore())
  expect(await keepMove(link, await asReader(from), record).done).toBe('unknown')
  expect(await keepMove(link, await asWriter(from), record).done).toBe('restored')
  expect(await isMoved()).toBe(true)
  expect(await keepMove(link, await asReader(from), record).done).toBe('there')
  // A word that the owner never said is not taken.
  const stranger = await createCapability()
  expect(await keepMove(link, stranger, record).done).toBe('unknown')
})
