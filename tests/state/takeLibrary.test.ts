import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  capabilityFromOwnerSecret,
  asReader,
  asWriter,
  createCapability,
} from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import * as verbs from '../../src/doc/libraryDoc.ts'
import { addListEntry } from '../../src/doc/libraryLists.ts'
import { readLibrary, type LibraryView } from '../../src/doc/libraryView.ts'
import { plainText, type SharedDoc } from '../../src/doc/sharedText.ts'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import { printBase64url } from '../../src/lib/bytes.ts'
import { databaseName, openDocStore } from '../../src/storage/docStore.ts'
import type { Keyring } from '../../src/storage/keyring.ts'
import { changeKeyring, makeDevice, openKeyring } from '../../src/storage/keyringWriting.ts'
import { createDeferredSync, type DeferredSync } from '../../src/state/deferredSync.ts'
import { createDesk } from '../../src/state/desk.ts'
import { finishTaking } from '../../src/state/finishTaking.ts'
import { handOverSecretIn, memberIdIn } from '../../src/state/listSelf.ts'
import { openDocument, type OpenDocument } from '../../src/state/openDocument.ts'
import { goOver } from '../../src/state/takeLibrary.ts'
import { createTransport } from '../../src/sync/transport.ts'
import { paper, snapshot } from '../doc/replica.ts'
import { done, failWriting, freshBrowser, plantRow } from '../storage/faults.ts'
import { until } from '../sync/quick.ts'
import { NodeWebSocket, openWorld, type Device, type World } from '../sync/world.ts'

let world: World
const ends: (() => unknown)[] = []

/** The keyring's connection outlives a test: what it is connected to is emptied and not replaced. */
const emptyBrowser = async (): Promise<void> => {
  for (const { name } of await indexedDB.databases()) await done(indexedDB.deleteDatabase(name ?? ''))
}
freshBrowser()

/** The disk takes `writes` more and no other: from then on every transaction that writes is taken back. */
const dieAfter = (writes: number): (() => void) => {
  const { add, put } = IDBObjectStore.prototype
  let left = writes
  const dying = (real: typeof add): typeof add =>
    function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
      const request = key === undefined ? real.call(this, value) : real.call(this, value, key)
      if (left-- > 0) return request
      // reason: fake-indexeddb's own way to abort with a reason, which the standard leaves to the browser
      const transaction = this.transaction as unknown as { _abort(name: string): void }
      request.addEventListener('success', async () => {
        for (let hop = 0; hop < 50; hop++) await Promise.resolve()
        transaction._abort('UnknownError')
      })
      return request
    }
  IDBObjectStore.prototype.add = dying(add)
  IDBObjectStore.prototype.put = dying(put)
  return () => {
    IDBObjectStore.prototype.add = add
    IDBObjectStore.prototype.put = put
  }
}

beforeEach(async () => {
  await emptyBrowser()
  world = await openWorld()
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  await world.close()
})

const THEIRS = { librarySecret: randomBytes(32), identitySecret: randomBytes(32) }

/** The library that is elsewhere, on the person's first device. */
const openElsewhere = async (): Promise<Device & { view(): LibraryView }> => {
  const device = world.device(await capabilityFromOwnerSecret(THEIRS.librarySecret))
  const desk = createDesk(device.doc, 'elsewhere')
  verbs.createLibrary(desk)
  verbs.setProfile(desk, { name: 'Ada', colour: 3 })
  verbs.savePaper(desk, paper(1), [snapshot(1)])
  verbs.libraryNote(device.doc, paper(1)).insert(0, 'from elsewhere')
  await device.sealed.settled()
  return { ...device, view: () => readLibrary(device.doc).view() }
}

interface Start {
  readonly keyring: Keyring
  readonly library: OpenDocument
  readonly transport: DeferredSync
  goOver(): ReturnType<typeof goOver>
  /** The page is gone without a word. */
  end(): Promise<void>
}

/** The app on this device begins, as far as its library is concerned. */
const start = async (): Promise<Start> => {
  const keyring = await openKeyring()
  if (!keyring.ok) throw new Error(keyring.error.detail)
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
  const capability = await capabilityFromOwnerSecret(keyring.value.librarySecret)
  const library = openDocument({ name: `library:${capability.room}`, capability, transport, presence: false })
  await library.whenLoaded
  verbs.createLibrary(createDesk(library.doc, keyring.value.deviceId))
  let ended = false
  const end = async (): Promise<void> => {
    if (ended) return
    ended = true
    await library.close()
    transport.close()
  }
  ends.push(end)
  return {
    keyring: keyring.value,
    library,
    transport,
    goOver: () => goOver({ keyring: keyring.value, library, transport, deviceName: 'Phone' }),
    end,
  }
}

const viewOf = (doc: SharedDoc): LibraryView => readLibrary(doc).view()
const noteOf = (doc: SharedDoc, number: number): string => plainText(verbs.libraryNote(doc, paper(number)))
const databases = async (): Promise<readonly string[]> =>
  (await indexedDB.databases()).flatMap(({ name }) => (name?.includes('library:') ? [name] : [])).sort()
const roomOf = async (secret: Keyring['librarySecret']): Promise<string> =>
  (await capabilityFromOwnerSecret(secret)).room

/** What was said to be done is on the disk, before anything is gone over to. */
const given = async (): Promise<Start> => {
  const first = await start()
  const desk = createDesk(first.library.doc, first.keyring.deviceId)
  verbs.setProfile(desk, { name: 'Ada on the phone', colour: 5 })
  verbs.savePaper(desk, paper(2), [snapshot(2)])
  verbs.libraryNote(first.library.doc, paper(1)).insert(0, 'from the phone')
  await first.library.store.flushed()
  await changeKeyring(first.keyring, { ...first.keyring, next: { ...THEIRS, ...makeDevice() } })
  await first.end()
  return start()
}

/** Everything of both libraries, and nothing twice. */
const expectBoth = (doc: SharedDoc): void => {
  const view = viewOf(doc)
  expect([...view.saved.keys()].sort()).toEqual([paper(1), paper(2)])
  expect(noteOf(doc, 1).split('\n\n').sort()).toEqual(['from elsewhere', 'from the phone'])
  expect(view.profile).toEqual({ name: 'Ada', colour: 3 })
}

test('a device that holds a library goes over to the other one with everything it has', async () => {
  const elsewhere = await openElsewhere()
  const before = await given()
  const own = before.keyring
  expect(await before.goOver()).toMatchObject({ ok: true })
  // Until the page is loaded again it goes on with the old library, which nothing has touched.
  expect([...viewOf(before.library.doc).saved.keys()]).toEqual([paper(2)])
  await before.end()

  const after = await start()
  expect(after.keyring).toMatchObject({ ...THEIRS, next: null, former: [{ deviceId: own.deviceId }] })
  expect(after.keyring.deviceId).not.toBe(own.deviceId)
  expectBoth(after.library.doc)
  expect([...viewOf(after.library.doc).devices]).toMatchObject([[after.keyring.deviceId, { name: 'Phone' }]])
  await until(() => elsewhere.view().saved.has(paper(2)), 'the first device has it all')
  expectBoth(elsewhere.doc)
})

test('its old database goes once disk and relay have the merged one, with what was still written in it', async () => {
  const elsewhere = await openElsewhere()
  const before = await given()
  const oldRoom = await roomOf(before.keyring.librarySecret)
  await before.goOver()
  // Another tab, or the person, went on in the old one.
  verbs.savePaper(createDesk(before.library.doc, before.keyring.deviceId), paper(3), [snapshot(3)])
  await before.end()
  const after = await start()
  expect(await databases()).toContain(databaseName(`library:${oldRoom}`))
  await finishTaking(after.keyring, after.library)
  expect(await databases()).toEqual([databaseName(`library:${await roomOf(THEIRS.librarySecret)}`)])
  expect((await openKeyring()).ok && (await openKeyring())).toMatchObject({ value: { former: [] } })
  expect(viewOf(after.library.doc).saved.has(paper(3))).toBe(true)
  await until(() => elsewhere.view().saved.has(paper(3)), 'the first device has that too')
  expect(noteOf(elsewhere.doc, 1).split('\n\n')).toHaveLength(2)
})

test('while the relay has not got it, the old database stays', async () => {
  await openElsewhere()
  const before = await given()
  const oldRoom = await roomOf(before.keyring.librarySecret)
  await before.goOver()
  await before.end()
  await world.stop()
  const after = await start()
  let finished = false
  verbs.savePaper(createDesk(after.library.doc, 'x'), paper(9), [snapshot(9)])
  void finishTaking(after.keyring, after.library).then(() => (finished = true))
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(finished).toBe(false)
  expect(await databases()).toContain(databaseName(`library:${oldRoom}`))
  await world.restart()
  await until(() => finished, 'it ends by itself')
  expect(await databases()).not.toContain(databaseName(`library:${oldRoom}`))
})

test('a new device with nothing in it holds the other library, and adds nothing to it', async () => {
  const elsewhere = await openElsewhere()
  const first = await start()
  await changeKeyring(first.keyring, { ...first.keyring, next: { ...THEIRS, ...makeDevice() } })
  await first.end()
  const second = await start()
  expect(await second.goOver()).toMatchObject({ ok: true })
  await second.end()
  const after = await start()
  expect([...viewOf(after.library.doc).saved.keys()]).toEqual([paper(1)])
  expect(noteOf(after.library.doc, 1)).toBe('from elsewhere')
  await until(() => elsewhere.view().devices.size === 1, 'the first device sees it')
})

test('killed anywhere on the way, it holds the old library or the new one, whole, and gets there', async () => {
  const elsewhere = await openElsewhere()
  let kills = 0
  let oldSeen = 0
  let newSeen = 0
  // Each round dies a little later: the disk takes `kills` more writes, and then the page is gone.
  for (let writes = 0; writes < 40; writes++) {
    await emptyBrowser()
    const before = await given()
    const own = await roomOf(before.keyring.librarySecret)
    const live = dieAfter(writes)
    const gone = await Promise.race([
      before.goOver(),
      new Promise<null>((resolve) => setTimeout(() => resolve(null), 1_500)),
    ])
    live()
    await before.end()
    const after = await start()
    const room = await roomOf(after.keyring.librarySecret)
    if (room === own) {
      oldSeen++
      expect([...viewOf(after.library.doc).saved.keys()]).toContain(paper(2))
      expect(noteOf(after.library.doc, 1)).toBe('from the phone')
      expect(after.keyring.next).toMatchObject(THEIRS)
      expect(await after.goOver()).toMatchObject({ ok: true })
      await after.end()
    } else {
      newSeen++
      await after.end()
    }
    const last = await start()
    expect(await roomOf(last.keyring.librarySecret)).toBe(await roomOf(THEIRS.librarySecret))
    expect([...viewOf(last.library.doc).saved.keys()].sort()).toEqual([paper(1), paper(2)])
    expect(noteOf(last.library.doc, 1)).toContain('from the phone')
    await last.end()
    kills++
    if (gone?.ok) break
  }
  expect(kills).toBeGreaterThan(2)
  expect([oldSeen > 0, newSeen > 0]).toEqual([true, true])
  expect(elsewhere.view().saved.has(paper(2))).toBe(true)
})

test('a full disk is told, and the device stays with what it has', async () => {
  await openElsewhere()
  const before = await given()
  const free = failWriting('QuotaExceededError')
  expect(await before.goOver()).toEqual({ ok: false, error: 'disk' })
  free()
  await before.end()
  const after = await start()
  expect(after.keyring.librarySecret).toEqual(before.keyring.librarySecret)
  expect(await after.goOver()).toMatchObject({ ok: true })
})

test('a tab that is slower than another one changes nothing', async () => {
  await openElsewhere()
  const before = await given()
  expect(await before.goOver()).toMatchObject({ ok: true })
  expect(await before.goOver()).toEqual({ ok: false, error: 'busy' })
})

test('lists keep the better link, and the id and the secret under which one is known in them', async () => {
  const elsewhere = await openElsewhere()
  const [shared, own] = [await createCapability(), await createCapability()]
  addListEntry(createDesk(elsewhere.doc, 'elsewhere'), {
    listId: 'shared',
    room: shared.room,
    link: await printLink(await asReader(shared)),
    title: 'Shared',
    colour: 1,
  })
  const first = await start()
  const desk = createDesk(first.library.doc, first.keyring.deviceId)
  for (const [listId, capability] of [
    ['shared', await asWriter(shared)],
    ['own', own],
  ] as const)
    addListEntry(desk, {
      listId,
      room: capability.room,
      link: await printLink(capability),
      title: listId,
      colour: 2,
    })
  await changeKeyring(first.keyring, { ...first.keyring, next: { ...THEIRS, ...makeDevice() } })
  await first.end()
  const second = await start()
  expect(await second.goOver()).toMatchObject({ ok: true })
  await second.end()
  const { lists } = viewOf((await start()).library.doc)
  expect(lists.get('shared')).toMatchObject({
    link: await printLink(await asWriter(shared)),
    title: 'Shared',
  })
  expect(lists.get('own')).toMatchObject({
    member: await memberIdIn(first.keyring.identitySecret, 'own'),
    handOver: printBase64url(await handOverSecretIn(first.keyring.librarySecret, 'own')),
  })
})

test('a library changed by a newer version is told, and nothing changes here', async () => {
  const elsewhere = await openElsewhere()
  elsewhere.doc.getMap('meta').set('schema', 2)
  await elsewhere.sealed.settled()
  const before = await given()
  expect(await before.goOver()).toEqual({ ok: false, error: 'newer' })
  expect((await openKeyring()).ok && (await openKeyring())).toMatchObject({
    value: { librarySecret: before.keyring.librarySecret },
  })
})

test('a damaged old database is left alone', async () => {
  await openElsewhere()
  const before = await given()
  const room = await roomOf(before.keyring.librarySecret)
  await before.goOver()
  await before.end()
  await plantRow(databaseName(`library:${room}`), 'rubbish')
  const after = await start()
  await finishTaking(after.keyring, after.library)
  expect(await databases()).toContain(databaseName(`library:${room}`))
  const doc = createSharedDoc()
  const store = openDocStore({ name: `library:${room}`, doc })
  await store.loaded
  expect(viewOf(doc).saved.has(paper(2))).toBe(true)
  await store.destroy()
})
