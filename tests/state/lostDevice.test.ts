import { createRoot } from 'solid-js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { capabilityFromOwnerSecret, createCapability } from '../../src/crypto/capability.ts'
import { deviceKey } from '../../src/crypto/deviceLink.ts'
import { parseLink } from '../../src/crypto/link.ts'
import { openMove } from '../../src/crypto/move.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { addDevice } from '../../src/doc/devices.ts'
import * as verbs from '../../src/doc/libraryDoc.ts'
import { readLibrary, type LibraryView } from '../../src/doc/libraryView.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import { printBase64url, type Bytes } from '../../src/lib/bytes.ts'
import { ok } from '../../src/lib/result.ts'
import { openKeyring } from '../../src/storage/keyringWriting.ts'
import { createDeferredSync } from '../../src/state/deferredSync.ts'
import { createDesk } from '../../src/state/desk.ts'
import { fromReader } from '../../src/state/fromReader.ts'
import { createLibraryMove } from '../../src/state/libraryMove.ts'
import { createListsState } from '../../src/state/listsState.ts'
import { memberIdIn } from '../../src/state/listSelf.ts'
import { openDocument } from '../../src/state/openDocument.ts'
import { createActHistory } from '../../src/state/undoHistory.ts'
import { createTransport } from '../../src/sync/transport.ts'
import { paper, snapshot } from '../doc/replica.ts'
import { done, freshBrowser } from '../storage/faults.ts'
import { until } from '../sync/quick.ts'
import { NodeWebSocket, openWorld, type Device, type World } from '../sync/world.ts'

let world: World
const ends: (() => unknown)[] = []
freshBrowser()
beforeEach(async () => {
  // The keyring's connection outlives a test: what it is connected to is emptied and not replaced.
  for (const { name } of await indexedDB.databases()) await done(indexedDB.deleteDatabase(name ?? ''))
  world = await openWorld()
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  await world.close()
})

/** The device in the person's hand begins: its library, its lists, and what it knows of moving them. */
const start = async () => {
  const keyring = await openKeyring()
  if (!keyring.ok) throw new Error(keyring.error.detail)
  const { librarySecret, identitySecret, deviceId, deviceSecret } = keyring.value
  const capability = await capabilityFromOwnerSecret(librarySecret)
  const own = await deviceKey(deviceSecret)
  const page = createRoot((dispose) => {
    const transport = createDeferredSync(async () =>
      createTransport({
        url: world.url(),
        WebSocket: NodeWebSocket,
        validate: checkUpdate,
        firstBackOffMs: 10,
        lastBackOffMs: 100,
      }),
    )
    transport.begin()
    const library = openDocument({
      name: `library:${capability.room}`,
      capability,
      transport,
      presence: false,
    })
    const desk = createDesk(library.doc, deviceId)
    const view = fromReader(readLibrary(library.doc))
    const lists = createListsState({
      transport,
      connected: () => transport.phase() === 'open',
      desk,
      library: view,
      librarySecret,
      identitySecret,
      libraryKept: () => library.store.flushed(),
      history: createActHistory(),
      paperOf: () => null,
      snapshotsOf: () => [],
      canonical: (key) => key,
      address: (code) => `https://carrel.example/join#${code}`,
    })
    let went = false
    let left = false
    const move = createLibraryMove({
      keyring: keyring.value,
      library,
      view,
      desk,
      lists,
      transport,
      deviceName: 'Laptop',
      onLeftBehind: () => (left = true),
      onGone: () => (went = true),
    })
    const end = async (): Promise<void> => {
      dispose()
      await library.close()
      transport.close()
    }
    return {
      keyring: keyring.value,
      library,
      desk,
      view,
      lists,
      move,
      went: () => went,
      left: () => left,
      end,
    }
  })
  await page.library.whenLoaded
  verbs.createLibrary(page.desk)
  addDevice(page.desk, { name: 'Laptop', key: printBase64url(own.publicKey) })
  let ended = false
  const end = async (): Promise<void> => {
    if (!ended) await page.end()
    ended = true
  }
  ends.push(end)
  return { ...page, capability, end }
}

/** Another device of the same person, driven by hand. */
const openOther = async (id: string, librarySecret: Bytes) => {
  const device = world.device(await capabilityFromOwnerSecret(librarySecret))
  const secret = randomBytes(32)
  const key = await deviceKey(secret)
  await until(() => readLibrary(device.doc).view().meta.schema !== null, `the library is on ${id}`)
  const desk = createDesk(device.doc, id)
  addDevice(desk, { name: id, key: printBase64url(key.publicKey) })
  await device.sealed.settled()
  return { device, desk, key, view: (): LibraryView => readLibrary(device.doc).view() }
}
const PHONE = 'phone-0000000001'
const TABLET = 'tablet-000000001'

/** What a device is handed when it hears of the move. */
const handedTo = async (
  { device, key }: { readonly device: Device; readonly key: Awaited<ReturnType<typeof deviceKey>> },
  librarySecret: Bytes,
) => {
  await until(() => device.sealed.state().moved !== null, 'it hears of the move')
  const from = await capabilityFromOwnerSecret(librarySecret)
  const opened = await openMove(from, key, device.sealed.state().moved?.content ?? randomBytes(1))
  return opened.ok ? opened.value.capability : null
}
const settledOn = (page: Awaited<ReturnType<typeof start>>, ...ids: readonly string[]): Promise<void> =>
  until(() => ids.every((id) => page.view.devices().has(id)), 'all devices are on the list')

test('a lost device is left behind, the others come along, and one’s lists follow with the same ids', async () => {
  const laptop = await start()
  const { librarySecret, identitySecret } = laptop.keyring
  const [phone, tablet] = [await openOther(PHONE, librarySecret), await openOther(TABLET, librarySecret)]
  await settledOn(laptop, PHONE, TABLET)
  verbs.savePaper(laptop.desk, paper(1), [snapshot(1)])
  const made = await laptop.lists.create({ title: 'Reading group', description: '' })
  if (!made.ok) throw new Error(made.error)
  const id = made.value
  verbs.setProfile(laptop.desk, { name: 'Ada', colour: 1 })
  laptop.lists.rename({ name: 'Ada', colour: 1 })
  const oldRoom = laptop.view.lists().get(id)?.room ?? ''
  await until(() => laptop.lists.open(id).status().phase === 'delivered', 'the list is delivered')

  expect(await laptop.move.lose(PHONE)).toEqual(ok(null))
  await until(laptop.went, 'the laptop has gone over')
  // Nothing is handed to the phone; the tablet holds the new library.
  expect(await handedTo(phone, librarySecret)).toBeNull()
  const handed = await handedTo(tablet, librarySecret)
  await laptop.end()

  const after = await start()
  expect(after.keyring.librarySecret).toEqual(handed?.ownerSecret)
  expect(after.keyring).toMatchObject({
    identitySecret,
    deviceId: laptop.keyring.deviceId,
    next: null,
    lost: null,
  })
  expect([...after.view.devices().keys()].sort()).toEqual([after.keyring.deviceId, TABLET].sort())
  expect(after.view.saved().has(paper(1))).toBe(true)
  // The list goes to a room that the phone has no way to.
  await until(() => after.view.lists().get(id)?.room !== oldRoom, 'the list has moved')
  await until(() => after.view.leaving().size === 0, 'nothing is left to be moved')
  const me = await memberIdIn(identitySecret, id)
  await until(
    () =>
      after.lists
        .open(id)
        .members()
        .some((one) => one.me && one.id === me),
    'the same id',
  )
  const link = await parseLink(after.view.lists().get(id)?.link ?? '')
  expect(link.ok && link.value.capability.role).toBe('owner')
  expect(phone.view().lists.get(id)?.room).toBe(oldRoom)
  // What the phone writes from now on reaches nobody.
  verbs.savePaper(phone.desk, paper(7), [snapshot(7)])
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(phone.device.sealed.state().saved).toBe(false)
  expect(after.view.saved().has(paper(7))).toBe(false)
})

test('a device that was not taken along says so, and keeps what it has', async () => {
  const lost = await start()
  const { librarySecret, deviceId } = lost.keyring
  const tablet = await openOther(TABLET, librarySecret)
  await settledOn(lost, TABLET)
  verbs.savePaper(lost.desk, paper(1), [snapshot(1)])
  await until(() => lost.library.carried.state().saved, 'it is delivered')
  // The tablet moves away from it.
  const { sealMove } = await import('../../src/crypto/move.ts')
  const [from, to] = [await capabilityFromOwnerSecret(librarySecret), await createCapability()]
  const sealed = await sealMove({
    from,
    to,
    owners: [tablet.key.publicKey],
    writers: [],
    readersFollow: false,
  })
  if (!sealed.ok) throw new Error(sealed.error)
  tablet.device.sealed.announceMove(sealed.value)
  await until(lost.left, 'it knows that it was left behind')
  expect(lost.went()).toBe(false)
  expect(lost.view.saved().has(paper(1))).toBe(true)
  verbs.savePaper(lost.desk, paper(2), [snapshot(2)])
  expect((await lost.library.store.flushed()).ok).toBe(true)
  await lost.end()
  const again = await start()
  expect(again.keyring).toMatchObject({ librarySecret, deviceId })
  expect(again.view.saved().has(paper(2))).toBe(true)
  await until(again.left, 'it knows that after a restart too')
})

test('a device follows what another one had said, with what it wrote meanwhile', async () => {
  const laptop = await start()
  const { librarySecret, deviceId } = laptop.keyring
  const tablet = await openOther(TABLET, librarySecret)
  await settledOn(laptop, TABLET)
  await until(() => tablet.view().devices.has(deviceId), 'the tablet knows the laptop')
  const { sealMove } = await import('../../src/crypto/move.ts')
  const [from, to] = [await capabilityFromOwnerSecret(librarySecret), await createCapability()]
  const own = await deviceKey(laptop.keyring.deviceSecret)
  const owners = [tablet.key.publicKey, own.publicKey]
  const sealed = await sealMove({ from, to, owners, writers: [], readersFollow: false })
  if (!sealed.ok) throw new Error(sealed.error)
  // The laptop is away while it happens, and at work.
  await laptop.end()
  tablet.device.sealed.announceMove(sealed.value)
  await until(() => tablet.device.sealed.state().moved !== null, 'the library has moved')
  const back = await start()
  verbs.savePaper(back.desk, paper(4), [snapshot(4)])
  await until(back.went, 'the laptop follows')
  await back.end()
  const after = await start()
  expect(after.keyring).toMatchObject({ librarySecret: to.ownerSecret, deviceId, lost: null })
  expect(after.view.saved().has(paper(4))).toBe(true)
  const moved = world.device(to)
  await until(() => readLibrary(moved.doc).view().saved.has(paper(4)), 'the new room has what it wrote')
  // Lists are for the device to move that began it.
  expect(after.view.leaving().size).toBe(0)
})

test('begun and interrupted, before or after the word was said, it goes on at the next start', async () => {
  for (const when of ['before', 'after'] as const) {
    for (const { name } of await indexedDB.databases()) await done(indexedDB.deleteDatabase(name ?? ''))
    const laptop = await start()
    const { librarySecret } = laptop.keyring
    const phone = await openOther(PHONE, librarySecret)
    await settledOn(laptop, PHONE)
    await until(() => laptop.library.carried.state().saved, 'all is delivered')
    if (when === 'before') await world.stop()
    await laptop.move.lose(PHONE)
    if (when === 'after') await until(() => phone.device.sealed.state().moved !== null, 'the word was said')
    await laptop.end()
    if (when === 'before') await world.restart()
    const back = await start()
    if (back.keyring.next) {
      await until(back.went, `it goes on (${when})`)
      await back.end()
    }
    const after = await start()
    expect(after.keyring.librarySecret).not.toEqual(librarySecret)
    expect(after.keyring).toMatchObject({ next: null, lost: null })
    expect(after.view.devices().has(PHONE)).toBe(false)
    expect(await handedTo(phone, librarySecret)).toBeNull()
    await after.end()
    phone.device.end()
  }
})

test('a second lost device is refused while the first is being left, and can be left afterwards', async () => {
  const laptop = await start()
  const { librarySecret } = laptop.keyring
  await openOther(PHONE, librarySecret)
  await openOther(TABLET, librarySecret)
  await settledOn(laptop, PHONE, TABLET)
  expect(await laptop.move.lose(PHONE)).toEqual(ok(null))
  expect(await laptop.move.lose(TABLET)).toMatchObject({ ok: false })
  await until(laptop.went, 'the first is left')
  await laptop.end()
  const after = await start()
  expect(await after.move.lose(TABLET)).toEqual(ok(null))
  await until(after.went, 'the second is left')
  await after.end()
  expect([...(await start()).view.devices().keys()]).toEqual([laptop.keyring.deviceId])
})

test('a relay that lost the word hears it again from who has followed it', async () => {
  const laptop = await start()
  const { librarySecret } = laptop.keyring
  const phone = await openOther(PHONE, librarySecret)
  await settledOn(laptop, PHONE)
  await laptop.move.lose(PHONE)
  await until(laptop.went, 'the laptop has gone over')
  await laptop.end()
  phone.device.end()
  const { createMemoryStore } = await import('../../server/relay/memoryLog.ts')
  await world.restart(createMemoryStore())
  const { room } = await capabilityFromOwnerSecret(librarySecret)
  await start()
  const isFrozen = async (): Promise<boolean> => {
    const head = await world.store().head(room)
    return head.ok && !!head.value?.moved
  }
  await until(isFrozen, 'the old room is frozen again')
})
