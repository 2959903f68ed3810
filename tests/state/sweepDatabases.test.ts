import { beforeEach, expect, test } from 'vitest'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { addListEntry, removeListEntry } from '../../src/doc/libraryLists.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import { undoAct } from '../../src/doc/undoing.ts'
import { sweepDatabases } from '../../src/state/sweepDatabases.ts'
import { openDocStore } from '../../src/storage/docStore.ts'
import { freshBrowser } from '../storage/faults.ts'

const DAY = 86_400_000
const LEFT = 'left-list-id'
const KEPT = 'kept-list-id'
let now: number
beforeEach(() => {
  freshBrowser()
  now = Date.UTC(2026, 2, 1)
})

const databases = async (): Promise<readonly string[]> =>
  (await indexedDB.databases())
    .flatMap(({ name }) => name ?? [])
    .filter((name) => name.startsWith('carrel/list:'))
    .map((name) => name.slice('carrel/list:'.length))
    .sort()

/** A library with two lists whose databases are here, one of which has been left. */
const begin = async () => {
  const doc = createSharedDoc()
  const desk = { doc, by: 'device', now: () => now, randomId: () => crypto.randomUUID(), random: Math.random }
  createLibrary(desk)
  const entry = { room: 'room', link: 'link', title: 'A list', colour: 1 }
  for (const listId of [LEFT, KEPT]) {
    addListEntry(desk, { ...entry, listId })
    const store = openDocStore({ name: `list:${listId}`, doc: createSharedDoc() })
    await store.loaded
    await store.destroy()
  }
  const act = removeListEntry(desk, LEFT) ?? ''
  const reader = readLibrary(doc)
  const sweep = () => sweepDatabases(doc, (id) => reader.view().lists.has(id), now)
  return { desk, act, sweep }
}

test('a list that was left stays for a month, and goes once it cannot come back', async () => {
  const { desk, sweep } = await begin()
  for (let day = 0; day < 30; day++) {
    expect(await sweep()).toEqual([])
    now += DAY
  }
  // The act that left it can still be undone: nobody has done anything since, and nothing was purged.
  expect(await sweep()).toEqual([])
  now += DAY
  addListEntry(desk, { listId: 'another', room: 'r', link: 'l', title: 'Another', colour: 0 })
  expect(await sweep()).toEqual([LEFT])
  expect(await databases()).toEqual([KEPT])
})

test('a list that comes back is never deleted, and being left again begins the month anew', async () => {
  const { desk, act, sweep } = await begin()
  for (let day = 0; day < 5; day++) {
    await sweep()
    now += DAY
  }
  expect(undoAct(desk, act)).toBe(true)
  now += 40 * DAY
  expect(await sweep()).toEqual([])
  removeListEntry(desk, LEFT)
  expect(await sweep()).toEqual([])
  now += 29 * DAY
  expect(await sweep()).toEqual([])
  expect(await databases()).toEqual([KEPT, LEFT])
})

test('a clock that jumps ahead, or back, deletes nothing early', async () => {
  const { desk, sweep } = await begin()
  await sweep()
  now += 400 * DAY
  addListEntry(desk, { listId: 'another', room: 'r', link: 'l', title: 'Another', colour: 0 })
  // A month and more by the clock, on the second day it was looked at.
  expect(await sweep()).toEqual([])
  now -= 399 * DAY
  expect(await sweep()).toEqual([])
  now += DAY
  expect(await sweep()).toEqual([])
  expect(await databases()).toEqual([KEPT, LEFT])
})

test('nothing is deleted by a library that has not come, or that a newer version has changed', async () => {
  const { desk } = await begin()
  now += 90 * DAY
  for (const meta of [null, 99]) {
    const doc = createSharedDoc()
    if (meta !== null) doc.getMap('meta').set('schema', meta)
    for (let day = 0; day < 40; day++) {
      expect(await sweepDatabases(doc, () => false, now)).toEqual([])
      now += DAY
    }
  }
  expect(desk.doc.getMap('lists').size).toBeGreaterThan(0)
  expect(await databases()).toEqual([KEPT, LEFT])
})
