import { expect, test } from 'vitest'
import { undoAct } from '../../src/doc/undoing.ts'
import { addFrozenCopy, archiveList, unarchiveList } from '../../src/doc/archive.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { addListEntry, removeListEntry } from '../../src/doc/libraryLists.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { addPapers, castVote, createList, joinList } from '../../src/doc/listDoc.ts'
import { mergeLibrary } from '../../src/doc/mergeLibrary.ts'
import { followMove } from '../../src/doc/moves.ts'
import { holdsState } from '../../src/doc/sameState.ts'
import { createSharedDoc, mergeInto, stateOf } from '../../src/doc/sharedDoc.ts'
import { createReplica, exchange, paper, snapshot, type Replica } from './replica.ts'

const list = (listId: string) => ({
  listId,
  room: `room-${listId}`,
  link: `link-${listId}`,
  title: listId,
  colour: 1,
})
/** Two devices of a person who has one list. */
const devices = (): readonly [desk: Replica, phone: Replica] => {
  const desk = createReplica('desk', 1)
  createLibrary(desk)
  addListEntry(desk, list('l'))
  return [desk, createReplica('phone', 2, desk)]
}
const entryOf = ({ doc }: Replica, id = 'l') => readLibrary(doc).view().lists.get(id)

test('D52: a list is archived and brought back; each is undone, and doing it again is nothing', () => {
  const [desk] = devices()
  const act = archiveList(desk, 'l')
  expect(entryOf(desk)?.archived).toBe(true)
  expect(archiveList(desk, 'l')).toBeNull()
  undoAct(desk, act ?? '')
  expect(entryOf(desk)?.archived).toBe(false)
  expect(unarchiveList(desk, 'l')).toBeNull()
  archiveList(desk, 'l')
  const back = unarchiveList(desk, 'l')
  expect(entryOf(desk)?.archived).toBe(false)
  undoAct(desk, back ?? '')
  expect(entryOf(desk)?.archived).toBe(true)
  expect(archiveList(desk, 'no-such-list')).toBeNull()
})

test('D52: of archiving here and bringing back there at the same time the archiving stands', () => {
  const [desk, phone] = devices()
  archiveList(desk, 'l')
  exchange(desk, phone)
  unarchiveList(desk, 'l')
  unarchiveList(phone, 'l')
  archiveList(phone, 'l')
  exchange(desk, phone)
  for (const device of [desk, phone]) expect(entryOf(device)?.archived).toBe(true)
})

test('D52: archiving here points nobody back to the room that a list left there meanwhile', () => {
  const [desk, phone] = devices()
  const to = { room: 'room-new', link: 'link-new' }
  const from = { room: 'room-l', link: 'link-l', record: 'word' }
  followMove(phone, { listId: 'l', title: 'l', colour: 1, from, to })
  // Later by its clock, as the archiving would win a tie.
  desk.clock += 60_000
  archiveList(desk, 'l')
  exchange(desk, phone)
  for (const device of [desk, phone]) expect(entryOf(device)).toMatchObject({ archived: true, ...to })
})

test('D52: a list that is left is not archived when it comes back, but is when the leaving is undone', () => {
  const [desk] = devices()
  archiveList(desk, 'l')
  const left = removeListEntry(desk, 'l')
  undoAct(desk, left ?? '')
  expect(entryOf(desk)?.archived).toBe(true)
  removeListEntry(desk, 'l')
  addListEntry(desk, list('l'))
  expect(entryOf(desk)?.archived).toBe(false)
})

test('D52: libraries that are merged agree on what is archived', () => {
  const [desk] = devices()
  const other = createReplica('other', 9)
  createLibrary(other)
  addListEntry(other, list('m'))
  archiveList(other, 'm')
  archiveList(desk, 'l')
  mergeLibrary(desk.doc, other.doc, { better: new Set(), selves: new Map(), foreign: true })
  expect([entryOf(desk)?.archived, entryOf(desk, 'm')?.archived]).toEqual([true, true])
})

test('D52: what stands among the archived and makes no sense archives nothing', () => {
  const [desk] = devices()
  desk.doc.getMap('archived').set('l w', 'yesterday')
  desk.doc.getMap('archived').set('x y z', 1)
  expect(entryOf(desk)?.archived).toBe(false)
  expect(readLibrary(desk.doc).view().unreadable).toBe(2)
})

test('D53: the entry of a frozen copy says when it was made and who the person was, also after it was changed', () => {
  const [desk] = devices()
  const act = addFrozenCopy(desk, { ...list('copy'), member: 'ben', frozen: 1_700_000_000_000 })
  expect(entryOf(desk, 'copy')).toMatchObject({ member: 'ben', frozen: 1_700_000_000_000, archived: false })
  // As an older version does, which knows nothing of copies.
  addListEntry(desk, { ...list('copy'), title: 'Another title' })
  expect(entryOf(desk, 'copy')).toMatchObject({
    title: 'Another title',
    member: 'ben',
    frozen: 1_700_000_000_000,
  })
  undoAct(desk, act ?? '')
  expect(entryOf(desk, 'copy')).toBeDefined()
  expect(entryOf(desk)?.frozen).toBeNull()
})

test('D53: adding a copy is undone, and deleting it too', () => {
  const [desk] = devices()
  const act = addFrozenCopy(desk, { ...list('copy'), member: 'ben', frozen: 1 })
  const gone = removeListEntry(desk, 'copy')
  expect(entryOf(desk, 'copy')).toBeUndefined()
  undoAct(desk, gone ?? '')
  expect(entryOf(desk, 'copy')?.frozen).toBe(1)
  undoAct(desk, act ?? '')
  expect(entryOf(desk, 'copy')).toBeUndefined()
})

test('D53: a copy is told from one that lacks an entry, or the removal of one', () => {
  const ada = createReplica('ada', 1)
  createList(ada, { listId: 'l', title: 'Thursday', description: '', colour: 1, ownerKey: 'k' })
  joinList(ada, { name: 'Ada', colour: 1 })
  addPapers(ada, [{ key: paper(1), snapshots: [snapshot(1)] }])
  const early = stateOf(ada.doc)
  castVote(ada, paper(1))
  const late = stateOf(ada.doc)
  const copy = createSharedDoc()
  mergeInto(copy, early, 'test')
  expect([holdsState(copy, early), holdsState(copy, late)]).toEqual([true, false])
  mergeInto(copy, late, 'test')
  expect([holdsState(copy, early), holdsState(copy, late)]).toEqual([false, true])
  ada.doc.getMap('meta').delete('description')
  expect(holdsState(copy, stateOf(ada.doc))).toBe(false)
})
