import { expect, test } from 'vitest'
import { addDevice } from '../../src/doc/devices.ts'
import * as verbs from '../../src/doc/libraryDoc.ts'
import { addListEntry } from '../../src/doc/libraryLists.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { hasLeft, keepWord, leaveDevice, LIBRARY_ROOM } from '../../src/doc/lostDevice.ts'
import { mergeLibrary } from '../../src/doc/mergeLibrary.ts'
import { createReplica } from './replica.ts'

const key = (letter: string): string => letter.repeat(43)

test('D20: a library that moved away from a device forgets it and what it knew, and what is to follow is noted', () => {
  const desk = createReplica('laptop')
  verbs.createLibrary(desk)
  addDevice(desk, { name: 'Laptop', key: key('a') })
  addDevice({ ...desk, by: 'phone' }, { name: 'Phone', key: key('b') })
  // A list that came with another library, where the person has an id and a secret of their own.
  const other = createReplica('other', 2)
  verbs.createLibrary(other)
  addListEntry(other, { listId: 'came', room: 'room-1', link: 'link-1', title: 'Came', colour: 1 })
  const self = { member: 'me-there', handOver: key('h') }
  mergeLibrary(desk.doc, other.doc, { better: new Set(), selves: new Map([['came', self]]), foreign: true })
  expect(readLibrary(desk.doc).view().lists.get('came')).toMatchObject(self)

  keepWord(desk, { room: 'old-room', link: 'old-link', record: 'word' })
  leaveDevice(desk, { lost: 'phone', lists: [{ id: 'came', room: 'room-1' }] })
  const view = readLibrary(desk.doc).view()
  expect([...view.devices.keys()]).toEqual(['laptop'])
  expect(view.lists.get('came')).toMatchObject({ member: 'me-there', handOver: null, link: 'link-1' })
  expect([...view.leaving]).toEqual([['came', { room: 'room-1', by: 'laptop' }]])
  expect(view.left.get('old-room')).toMatchObject({ list: LIBRARY_ROOM, record: 'word' })
  hasLeft(desk, 'came')
  expect(readLibrary(desk.doc).view().leaving.size).toBe(0)
})

test('D20: a word that is kept already is not replaced, and a newer library is not written', () => {
  const desk = createReplica('laptop')
  verbs.createLibrary(desk)
  keepWord(desk, { room: 'old-room', link: 'old-link', record: 'first' })
  keepWord(desk, { room: 'old-room', link: 'old-link', record: 'second' })
  expect(readLibrary(desk.doc).view().left.get('old-room')?.record).toBe('first')
  desk.doc.getMap('meta').set('schema', 2)
  leaveDevice(desk, { lost: 'x', lists: [{ id: 'a', room: 'b' }] })
  expect(readLibrary(desk.doc).view().leaving.size).toBe(0)
})

test('D20: what makes no sense is left out', () => {
  const { doc } = createReplica('laptop')
  for (const value of [1, '{}', '{"room":"r"}', '{"room":"r","by":7}'])
    doc.getMap('leaving').set(`l${String(value).length}`, value)
  const view = readLibrary(doc).view()
  expect([view.leaving.size, view.unreadable > 0]).toEqual([0, true])
})
