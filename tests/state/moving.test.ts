import { afterEach, beforeEach, expect, test } from 'vitest'
import { asReader, asWriter, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { openMove, sealMove } from '../../src/crypto/move.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { agreementKey } from '../../src/crypto/x25519.ts'
import { createList, joinList, sayKey, setDescription } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { createSharedDoc, mergeInto, stateOf } from '../../src/doc/sharedDoc.ts'
import { printBase64url } from '../../src/lib/bytes.ts'
import { ok } from '../../src/lib/result.ts'
import { createDesk } from '../../src/state/desk.ts'
import { freshBrowser } from '../storage/faults.ts'
import { until } from '../sync/quick.ts'
import { openWorld, type Device, type World } from '../sync/world.ts'
import { endPages, openPage } from './listsPage.ts'

let world: World
beforeEach(async () => {
  freshBrowser()
  world = await openWorld()
})
afterEach(async () => {
  endPages()
  await world.close()
})

/** Another person's device, driven by the verbs alone. */
const openMember = async (capability: Capability, name: string) => {
  const device = world.device(capability)
  await device.sealed.settled()
  const desk = createDesk(device.doc, `member-${name}`)
  const key = await agreementKey(randomBytes(32))
  return { device, desk, key, id: `member-${name}`, said: printBase64url(key.publicKey) }
}
const isFrozen = async (room: Capability): Promise<boolean> => {
  const head = await world.store().head(room.room)
  return head.ok && !!head.value?.moved
}
const handedTo = async (
  { device, key }: { readonly device: Device; readonly key: Awaited<ReturnType<typeof agreementKey>> },
  from: Capability,
) => {
  await until(() => device.sealed.state().moved !== null, 'the member hears of the move')
  const opened = await openMove(from, key, device.sealed.state().moved?.content ?? randomBytes(1))
  return opened.ok ? opened.value.capability : null
}

test('a list moves with those who stay; who is left out, and old links, end at the old address', async () => {
  const page = openPage(world.url())
  const id = await page.make()
  const from = await page.capabilityOf(id)
  const list = page.lists.open(id)
  const [ben, eve, fay] = await Promise.all(
    ['ben', 'eve', 'fay'].map(async (name) => openMember(await asWriter(from), name)),
  )
  if (!ben || !eve || !fay) throw new Error('nobody')
  for (const one of [ben, eve, fay]) {
    joinList(one.desk, { name: one.id, colour: 1 })
    if (one !== fay) sayKey(one.desk, one.said)
  }
  await until(() => list.members().length === 4, 'they are here')
  const trust = () => new Map(list.staying().map((member) => [member.id, member.trust]))
  expect([trust().get(ben.id), trust().get(fay.id)]).toEqual(['new', 'no-key'])
  // Somebody who writes under another's name does not get what is meant for them.
  const forged = printBase64url((await agreementKey(randomBytes(32))).publicKey)
  await until(() => {
    // Again where Eve had not heard of Ben yet, or his own word came later than hers.
    sayKey(createDesk(eve.device.doc, ben.id), forged)
    return trust().get(ben.id) === 'changed'
  }, 'the change is noticed')
  // As the app does whenever it sees another: the forgery may reach Ben later than the page.
  await until(() => {
    sayKey(ben.desk, ben.said)
    return trust().get(ben.id) === 'new'
  }, 'and its end')

  expect(await list.moveAway({ keep: [ben.id], readersFollow: false })).toEqual(ok(null))
  await until(() => page.view.lists().get(id)?.room !== from.room, 'the library points to the new room')
  const to = await page.capabilityOf(id)
  expect(to.role).toBe('owner')
  expect(page.view.moves().size).toBe(0)
  expect(page.view.left().get(from.room)?.list).toBe(id)
  expect(await isFrozen(from)).toBe(true)
  expect((await handedTo(ben, from))?.room).toBe(to.room)
  expect(await handedTo(eve, from)).toBeNull()
  expect(await handedTo(fay, from)).toBeNull()
  await until(() => page.lists.open(id).phase() === 'ready', 'the list is open again')
  expect(
    page.lists
      .open(id)
      .members()
      .map((member) => member.id),
  ).toEqual(expect.arrayContaining([ben.id]))
  expect(
    page.lists
      .open(id)
      .members()
      .map((member) => member.id),
  ).not.toContain(eve.id)

  // Ben goes on, and both see each other's changes.
  const there = world.device(await asWriter(to), { seed: ben.device.doc })
  setDescription(createDesk(there.doc, ben.id), 'after the move')
  await until(() => page.lists.open(id).description() === 'after the move', 'the change arrived')
  // An old link leads a member to the list, and a stranger nowhere.
  expect((await page.look(await printLink(await asWriter(from)))).joined).toBe(id)
  freshBrowser()
  const stranger = openPage(world.url())
  const preview = await stranger.look(await printLink(await asReader(from)))
  await until(() => preview.phase() === 'moved', 'the stranger is told')
  preview.discard()
})

test('a move that was begun without a network happens at the next start, and the old room stays frozen', async () => {
  const first = openPage(world.url())
  const id = await first.make()
  const from = await first.capabilityOf(id)
  await until(() => first.lists.open(id).status().phase === 'delivered', 'delivered')
  await world.stop()
  expect(await first.lists.open(id).moveAway({ keep: [], readersFollow: false })).toEqual(ok(null))
  expect(first.lists.open(id).place()).toBe('moving')
  expect(await first.lists.open(id).moveAway({ keep: [], readersFollow: false })).toMatchObject({ ok: false })
  first.lists.open(id).stayHere()
  expect(first.lists.open(id).place()).toBe('here')
  expect(await first.lists.open(id).moveAway({ keep: [], readersFollow: false })).toEqual(ok(null))
  endPages()
  await world.restart()
  const second = openPage(world.url(), first.library, first.librarySecret)
  await until(() => second.view.lists().get(id)?.room !== from.room, 'moved after all')
  expect((await second.capabilityOf(id)).role).toBe('owner')
  expect(await isFrozen(from)).toBe(true)
  await until(() => second.lists.open(id).status().phase === 'delivered', 'and delivered')
  expect(second.lists.open(id).title()).toBe('Reading group')
})

/** A list on a bare device, and a page that has joined it. */
const joined = async () => {
  const from = await createCapability()
  const owner = world.device(from)
  const values = { title: 'Reading group', description: '', colour: 0, ownerKey: 'key' }
  createList(createDesk(owner.doc, 'owner'), { listId: 'the-list', ...values })
  await owner.sealed.settled()
  const page = openPage(world.url())
  const preview = await page.look(await printLink(await asWriter(from)))
  await until(() => preview.phase() === 'ready', 'the list has come')
  expect(await page.lists.join(preview, { name: 'Ada', colour: 1 })).toEqual(ok('the-list'))
  const list = page.lists.open('the-list')
  const me = list.members().find((member) => member.me)?.id ?? ''
  await until(
    () => typeof readList(owner.doc).view().members.get(me)?.key === 'string',
    'the owner sees the key',
  )
  const key = readList(owner.doc).view().members.get(me)?.key ?? ''
  return { from, owner, page, list, key }
}
const moveFrom = async (from: Capability, owner: Device, keys: readonly string[]) => {
  const to = await createCapability()
  const writers = keys.map((key) => new Uint8Array(Buffer.from(key, 'base64url')))
  const sealed = await sealMove({ from, to, owners: [], writers, readersFollow: false })
  if (!sealed.ok) throw new Error(sealed.error)
  owner.sealed.announceMove(sealed.value)
  await until(() => owner.sealed.state().moved !== null, 'the owner has moved')
  owner.end()
  return { to, owner: world.device(to, { seed: owner.doc }) }
}

test('a member’s library follows the list by itself, and what was written meanwhile goes along', async () => {
  const { from, owner, page, list, key } = await joined()
  list.setDescription('written before')
  const moved = await moveFrom(from, owner, [key])
  await until(() => page.view.lists().get('the-list')?.room === moved.to.room, 'the library follows')
  expect((await page.capabilityOf('the-list')).role).toBe('writer')
  await until(() => readList(moved.owner.doc).view().meta.description === 'written before', 'it is there')
  list.setDescription('written after')
  await until(() => readList(moved.owner.doc).view().meta.description === 'written after', 'and so is this')
})

test('who is left out keeps the list to read, and comes back by its new link, and by no other', async () => {
  const { from, owner, page, list } = await joined()
  const moved = await moveFrom(from, owner, [])
  await until(() => list.place() === 'left-behind', 'left behind')
  expect(list.role()).toBe('reader')
  list.setDescription('too late')
  expect(list.description()).toBe('')
  // Another room that bears the id of the list gets nothing.
  const trap = await createCapability()
  const stranger = world.device(trap, { seed: owner.doc })
  await stranger.sealed.settled()
  const wrong = await page.look(await printLink(trap))
  await until(() => wrong.phase() === 'ready', 'the trap shows itself')
  expect(await page.lists.join(wrong, { name: 'Ada', colour: 1 })).toMatchObject({ ok: false })
  const back = await page.look(await printLink(await asWriter(moved.to)))
  await until(() => back.phase() === 'ready', 'the list shows itself')
  expect(await page.lists.join(back, { name: 'Ada', colour: 1 })).toEqual(ok('the-list'))
  list.setDescription('back')
  await until(() => readList(moved.owner.doc).view().meta.description === 'back', 'a member again')
})

test('who was left out while away comes back by the new link right after a start', async () => {
  const { from, owner, page } = await joined()
  const { library, librarySecret } = page
  endPages()
  const moved = await moveFrom(from, owner, [])
  const again = openPage(world.url(), createSharedDoc(), librarySecret)
  const back = await again.look(await printLink(await asWriter(moved.to)))
  await until(() => back.phase() === 'ready', 'the list shows itself')
  // The library comes from the disk this late: nothing has been heard of the old room.
  mergeInto(again.library, stateOf(library), 'disk')
  expect(await again.lists.join(back, { name: 'Ada', colour: 1 })).toEqual(ok('the-list'))
  again.lists.open('the-list').setDescription('back')
  await until(() => readList(moved.owner.doc).view().meta.description === 'back', 'a member again')
})
