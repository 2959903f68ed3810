import { afterEach, beforeEach, expect, test } from 'vitest'
import { openBackup, printBackup, readEnvelope } from '../../src/backup/backupFile.ts'
import type { BackupContents } from '../../src/backup/contents.ts'
import { overviewOf } from '../../src/backup/overview.ts'
import {
  asReader,
  asWriter,
  capabilityFromOwnerSecret,
  createCapability,
} from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { addDevice } from '../../src/doc/devices.ts'
import * as verbs from '../../src/doc/libraryDoc.ts'
import { addListEntry } from '../../src/doc/libraryLists.ts'
import { addComment, addPapers } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import { plainText, type SharedDoc } from '../../src/doc/sharedText.ts'
import { finishTaking } from '../../src/state/finishTaking.ts'
import { memberIdIn } from '../../src/state/listSelf.ts'
import { databaseName, openDocStore } from '../../src/storage/docStore.ts'
import { openKeyring } from '../../src/storage/keyringWriting.ts'
import { createReplica, paper, seeded, snapshot } from '../doc/replica.ts'
import { done, failWriting, freshBrowser } from '../storage/faults.ts'
import { until } from '../sync/quick.ts'
import { openWorld, type World } from '../sync/world.ts'
import { aLibrary, aList, state } from './contents.ts'
import { startDevice, type BackedUp } from './device.ts'

let world: World
const devices: BackedUp[] = []
freshBrowser()

/** The keyring's connection outlives a test: what it is connected to is emptied and not replaced. */
const emptyBrowser = async (): Promise<void> => {
  for (const { name } of await indexedDB.databases()) await done(indexedDB.deleteDatabase(name ?? ''))
}
const start = async (): Promise<BackedUp> => {
  const device = await startDevice(world)
  devices.push(device)
  return device
}
/** Another profile: nothing of the one before is left. */
const anew = async (): Promise<BackedUp> => {
  for (const device of devices.splice(0)) await device.end()
  await emptyBrowser()
  return start()
}

beforeEach(async () => {
  await emptyBrowser()
  world = await openWorld()
})
afterEach(async () => {
  for (const device of devices.splice(0)) await device.end()
  await world.close()
})

/** Another person's file, or the same one's from elsewhere, with a list of theirs. */
const aFile = async (
  secrets = { librarySecret: randomBytes(32), identitySecret: randomBytes(32) },
  library = aLibrary('elsewhere'),
): Promise<BackupContents & { readonly listLink: string; readonly library: typeof library }> => {
  const capability = await createCapability()
  const listLink = await printLink(capability)
  const list = aList('one', await memberIdIn(secrets.identitySecret, 'one'))
  addListEntry(library, { listId: 'one', room: capability.room, link: listLink, title: 'Group', colour: 1 })
  const { room } = await capabilityFromOwnerSecret(secrets.librarySecret)
  return {
    about: { madeAt: 1, by: 'Ada', device: '', version: '' },
    keys: secrets,
    documents: [
      { name: `library:${room}`, state: state(library.doc) },
      { name: 'list:one', state: state(list.doc) },
    ],
    listLink,
    library,
  }
}

const savedOf = (device: BackedUp): readonly string[] => [...device.view().saved.keys()].sort()
const noteOf = (doc: SharedDoc, number: number): string => plainText(verbs.libraryNote(doc, paper(number)))
const onDisk = async (name: string): Promise<SharedDoc> => {
  const doc = createSharedDoc()
  const store = openDocStore({ name, doc })
  await store.loaded
  await store.destroy()
  return doc
}
const commentsIn = (doc: SharedDoc): readonly string[] => {
  const reader = readList(doc)
  const comments = reader.view().comments.get(paper(7)) ?? []
  reader.destroy()
  return comments.map(({ text }) => text)
}

test('B13, B14: from the file alone a fresh device is that device again, and tells the relay all of it', async () => {
  const file = await aFile()
  const fresh = await start()
  expect(fresh.way(file)).toBe('over')
  expect(await fresh.restore(file)).toEqual({
    ok: true,
    value: { stopped: false, done: 2, total: 2, reload: true },
  })
  // Until the page begins anew nothing of it is seen.
  expect(savedOf(fresh)).toEqual([])
  await fresh.end()
  const after = await start()
  expect(after.keyring).toMatchObject({ ...file.keys, next: null })
  expect(after.view().lists.get('one')).toMatchObject({ link: file.listLink, title: 'Group' })
  expect([...after.view().devices.values()]).toMatchObject([{ name: 'Laptop' }])
  expect(noteOf(after.library.doc, 1)).toBe('note of elsewhere')
  expect(commentsIn(await onDisk('list:one'))).toEqual(['worth it'])
  await until(() => after.library.carried.state().saved, 'the relay has it')
  const other = world.device(await capabilityFromOwnerSecret(file.keys.librarySecret))
  await until(() => other.doc.getMap('saved').size === 1, 'another device of the library gets it from there')
  await finishTaking(after.keyring, after.library)
  expect((await indexedDB.databases()).filter(({ name }) => name?.includes('library:'))).toHaveLength(1)
})

test('B14: a device that is the only one of its library goes over and brings along all it has', async () => {
  const device = await start()
  verbs.savePaper(device.desk(), paper(2), [snapshot(2)])
  verbs.libraryNote(device.library.doc, paper(1)).insert(0, 'of this one')
  const own = await createCapability()
  addListEntry(device.desk(), {
    listId: 'mine',
    room: own.room,
    link: await printLink(own),
    title: 'Mine',
    colour: 0,
  })
  const member = await memberIdIn(device.keyring.identitySecret, 'mine')
  const file = await aFile()
  expect(device.way(file)).toBe('over')
  expect((await device.restore(file)).ok).toBe(true)
  await device.end()
  const after = await start()
  expect(after.keyring).toMatchObject(file.keys)
  expect(savedOf(after)).toEqual([paper(1), paper(2)])
  expect(noteOf(after.library.doc, 1).split('\n\n').sort()).toEqual(['note of elsewhere', 'of this one'])
  expect([...after.view().lists.keys()].sort()).toEqual(['mine', 'one'])
  // Still the same person in the list that was here.
  expect(after.view().lists.get('mine')?.member).toBe(member)
})

test('B14: a library that other devices hold too keeps its secret, and the file’s comes into it', async () => {
  const device = await start()
  verbs.savePaper(device.desk(), paper(2), [snapshot(2)])
  addDevice({ ...device.desk(), by: 'A'.repeat(16) }, { name: 'Phone', key: 'k'.repeat(43) })
  const file = await aFile()
  expect(device.way(file)).toBe('into')
  expect(await device.restore(file)).toMatchObject({ ok: true, value: { reload: false } })
  expect(savedOf(device)).toEqual([paper(1), paper(2)])
  expect(device.view().lists.get('one')).toMatchObject({
    link: file.listLink,
    member: await memberIdIn(file.keys.identitySecret, 'one'),
  })
  expect(await openKeyring()).toMatchObject({ value: { librarySecret: device.keyring.librarySecret } })
  // Twice is once.
  const once = state(device.library.doc)
  expect((await device.restore(file)).ok).toBe(true)
  expect(Buffer.compare(state(device.library.doc), once)).toBe(0)
  // A file from before this person's library moved away: the secret of then is not taken again.
  const moved = await aFile({ librarySecret: randomBytes(32), identitySecret: device.keyring.identitySecret })
  expect(device.way(moved)).toBe('into')
})

test('B12: into its own library a file comes as it was, twice is once, and removals since stand', async () => {
  const device = await start()
  const capability = await createCapability()
  addListEntry(device.desk(), {
    listId: 'one',
    room: capability.room,
    link: await printLink(capability),
    title: 'Group',
    colour: 1,
  })
  const list = await device.open('one', capability)
  verbs.savePapers(
    device.desk(),
    [1, 2].map((number) => ({ key: paper(number), snapshots: [snapshot(number)] })),
  )
  addPapers({ ...createReplica('me'), doc: list.doc }, [{ key: paper(7), snapshots: [snapshot(7)] }])
  const file = await device.gather()
  expect(file.documents.map(({ name }) => name.split(':')[0])).toEqual(['library', 'list'])
  verbs.unsavePaper(device.desk(), paper(1))
  verbs.savePaper(device.desk(), paper(3), [snapshot(3)])
  const before = state(device.library.doc)
  expect(device.way(file)).toBe('same')
  expect((await device.restore(file)).ok).toBe(true)
  expect(Buffer.compare(state(device.library.doc), before)).toBe(0)
  expect(savedOf(device)).toEqual([paper(2), paper(3)])
})

test('B12: files of one library in any order, and any of them twice, come to the same', async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const pick = seeded(seed)
    const keys = { librarySecret: randomBytes(32), identitySecret: randomBytes(32) }
    const root = aLibrary('root')
    const files: BackupContents[] = []
    const { listLink, ...base } = await aFile(keys, root)
    for (let file = 0; file < 3; file++) {
      const replica = createReplica(`r${file}`, seed * 10 + file, root)
      const list = { ...aList('one', `m${file}`), by: `m${file}` }
      for (let act = 0; act < 12; act++) {
        const number = 1 + Math.floor(pick() * 8)
        const what = Math.floor(pick() * 5)
        if (what === 0) verbs.savePaper(replica, paper(number), [snapshot(number)])
        if (what === 1) verbs.unsavePaper(replica, paper(number))
        if (what === 2) verbs.setReading(replica, paper(number), 'reading', [snapshot(number)])
        if (what === 3) verbs.libraryNote(replica.doc, paper(number)).insert(0, `${file}.${act} `)
        if (what === 4) addComment(list, { paper: paper(number), text: `said ${file}.${act}` })
      }
      const [library, one] = base.documents
      if (!library || !one) throw new Error('both')
      files.push({
        ...base,
        documents: [
          { ...library, state: state(replica.doc) },
          { ...one, state: state(list.doc) },
        ],
      })
    }
    const results: string[] = []
    for (let order = 0; order < 3; order++) {
      const device = await anew()
      const [first, ...rest] = [...files, ...files].sort(() => pick() - 0.5)
      if (!first) throw new Error('a file')
      expect((await device.restore(first)).ok).toBe(true)
      await device.end()
      const after = await start()
      for (const file of rest) {
        expect(after.way(file)).toBe('same')
        expect((await after.restore(file)).ok).toBe(true)
      }
      const { devices: _devices, ...view } = after.view()
      const list = readList(await onDisk('list:one')).view()
      const notes = [...view.noted].sort().map((key) => plainText(verbs.libraryNote(after.library.doc, key)))
      const said = [...list.comments].map(([key, some]) => [key, some.map(({ text }) => text)]).sort()
      results.push(
        JSON.stringify([
          [...view.saved].sort(),
          [...view.reading].sort(),
          [...view.lists.keys()],
          notes,
          said,
        ]),
      )
    }
    expect(results[0]?.length, `seed ${seed}`).toBeGreaterThan(200)
    expect(new Set(results).size, `seed ${seed}`).toBe(1)
    expect(listLink).not.toBe('')
  }
})

test('B13: stopped on the way, all that was here is as it was, and doing it again goes on', async () => {
  const device = await start()
  verbs.savePaper(device.desk(), paper(2), [snapshot(2)])
  await device.library.store.flushed()
  const before = state(device.library.doc)
  const file = await aFile()
  for (const after of [0, 1])
    expect(await device.restore(file, after)).toEqual({
      ok: true,
      value: { stopped: true, done: after, total: 2, reload: false },
    })
  expect(commentsIn(await onDisk('list:one'))).toEqual(['worth it'])
  expect(Buffer.compare(state(device.library.doc), before)).toBe(0)
  expect(await openKeyring()).toMatchObject({ value: { librarySecret: device.keyring.librarySecret } })
  expect(await device.restore(file)).toMatchObject({ ok: true, value: { stopped: false } })
  await device.end()
  expect(savedOf(await start())).toEqual([paper(1), paper(2)])
})

test('B13: a disk that refuses is told, and the device is whole with what it had', async () => {
  const device = await start()
  verbs.savePaper(device.desk(), paper(2), [snapshot(2)])
  await device.library.store.flushed()
  const file = await aFile()
  const mend = failWriting('QuotaExceededError')
  try {
    expect(await device.restore(file)).toEqual({ ok: false, error: 'disk' })
  } finally {
    mend()
  }
  await device.end()
  const after = await start()
  expect(after.keyring.librarySecret).toEqual(device.keyring.librarySecret)
  expect(savedOf(after)).toEqual([paper(2)])
  expect((await after.restore(file)).ok).toBe(true)
})

test('B13: another tab that took over a library meanwhile is not overruled', async () => {
  const device = await start()
  const file = await aFile()
  const rival = await aFile()
  expect((await device.restore(rival)).ok).toBe(true)
  expect(await device.restore(file)).toEqual({ ok: false, error: 'busy' })
  expect(await openKeyring()).toMatchObject({ value: { librarySecret: rival.keys.librarySecret } })
  const names = (await indexedDB.databases()).map(({ name }) => name)
  const { room } = await capabilityFromOwnerSecret(file.keys.librarySecret)
  expect(names).not.toContain(databaseName(`library:${room}`))
})

test('B15: into a list that is here comes only what its maker could have written there', async () => {
  const device = await start()
  const capability = await createCapability()
  const enter = async (link: string): Promise<void> => {
    addListEntry(device.desk(), { listId: 'one', room: capability.room, link, title: 'Group', colour: 1 })
  }
  await enter(await printLink(await asWriter(capability)))
  const list = await device.open('one', capability)
  // Somebody made a file that names this list, with a link to elsewhere.
  const forged = await aFile()
  addDevice({ ...device.desk(), by: 'A'.repeat(16) }, { name: 'Phone', key: 'k'.repeat(43) })
  expect((await device.restore(forged)).ok).toBe(true)
  expect(commentsIn(list.doc)).toEqual([])
  // Its link is to this very list, to read it.
  const withLink = async (link: string): Promise<BackupContents> => {
    const library = aLibrary('elsewhere')
    addListEntry(library, { listId: 'one', room: capability.room, link, title: 'Group', colour: 1 })
    const { documents, ...rest } = forged
    const [first, ...others] = documents
    if (!first) throw new Error('the library')
    return { ...rest, documents: [{ ...first, state: state(library.doc) }, ...others] }
  }
  expect((await device.restore(await withLink(await printLink(await asReader(capability))))).ok).toBe(true)
  expect(commentsIn(list.doc)).toEqual([])
  expect((await device.restore(await withLink(await printLink(await asWriter(capability))))).ok).toBe(true)
  expect(commentsIn(list.doc)).toEqual(['worth it'])
})

test('B15: a list that is only read here takes nothing from a file', async () => {
  const device = await start()
  const capability = await createCapability()
  addListEntry(device.desk(), {
    listId: 'one',
    room: capability.room,
    link: await printLink(await asReader(capability)),
    title: 'Group',
    colour: 1,
  })
  const list = await device.open('one', await asReader(capability))
  const file = await aFile({ librarySecret: randomBytes(32), identitySecret: device.keyring.identitySecret })
  expect((await device.restore(file)).ok).toBe(true)
  expect(commentsIn(list.doc)).toEqual([])
})

test('B16: a library of a newer Carrel, here or in the file, is told and not written', async () => {
  const newer = aLibrary('elsewhere')
  newer.doc.getMap('meta').set('schema', 2)
  const device = await start()
  verbs.savePaper(device.desk(), paper(2), [snapshot(2)])
  expect(await device.restore(await aFile(undefined, newer))).toEqual({ ok: false, error: 'newer' })
  expect(savedOf(device)).toEqual([paper(2)])
  device.library.doc.getMap('meta').set('schema', 2)
  const before = state(device.library.doc)
  expect(await device.restore(await aFile())).toEqual({ ok: false, error: 'newer' })
  expect(Buffer.compare(state(device.library.doc), before)).toBe(0)
})

test('B7, B20: of a file with a damaged list all others come back, and the list that is lost is known', async () => {
  const device = await start()
  const file = await aFile()
  const [library, one] = file.documents
  if (!library || !one) throw new Error('both')
  addListEntry(file.library, {
    listId: 'two',
    room: 'r'.repeat(43),
    link: file.listLink,
    title: 'Two',
    colour: 1,
  })
  const changed = { ...file, documents: [{ ...library, state: state(file.library.doc) }, one] }
  const bytes = await printBackup(
    { ...changed, documents: [...changed.documents, { name: 'list:two', state: new Uint8Array([9]) }] },
    null,
  )
  const envelope = await readEnvelope(bytes)
  const opened = envelope.ok ? await openBackup(envelope.value, null) : envelope
  if (!opened.ok) throw new Error(opened.error)
  expect(opened.value.damaged).toEqual(['list:two'])
  expect([...((await overviewOf(opened.value))?.lostLists ?? [])]).toEqual(['two'])
  expect(await device.restore(opened.value)).toMatchObject({
    ok: true,
    value: { stopped: false, done: 2, total: 2 },
  })
  await device.end()
  const after = await start()
  expect(savedOf(after)).toEqual([paper(1)])
  expect(commentsIn(await onDisk('list:one'))).toEqual(['worth it'])
  expect([...after.view().lists.keys()].sort()).toEqual(['one', 'two'])
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(databaseName('list:two'))
})
