import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bringBack, isTakenBack } from '../../src/doc/bringBack.ts'
import { compareLibraries, compareLists, type EarlierPart } from '../../src/doc/earlier.ts'
import {
  createLibrary,
  libraryNote,
  savePaper,
  setReading,
  unsavePaper,
  writeAlias,
} from '../../src/doc/libraryDoc.ts'
import { addListEntry, removeListEntry } from '../../src/doc/libraryLists.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import {
  addComment,
  addPapers,
  castVote,
  createList,
  groupNote,
  joinList,
  movePaper,
  removeComment,
  removePaper,
  setDescription,
  setTitle,
  setWhy,
} from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { createSharedDoc, mergeInto, stateOf } from '../../src/doc/sharedDoc.ts'
import { plainText, type SharedDoc } from '../../src/doc/sharedText.ts'
import { tagPaper, untagPaper } from '../../src/doc/tagging.ts'
import { titleKey } from '../../src/domain/paperKeyOf.ts'
import { createReplica, exchange, paper, snapshot, type Replica } from './replica.ts'

const asItWas = ({ doc }: Replica): SharedDoc => {
  const copy = createSharedDoc()
  mergeInto(copy, stateOf(doc), 'test')
  return copy
}
const viewOf = (doc: SharedDoc) => readList(doc).view()
const listDifference = (then: SharedDoc, now: Replica) =>
  compareLists(
    viewOf(then),
    viewOf(now.doc),
    (id) => isTakenBack(now, then, id),
    (key) => plainText(groupNote(then, key)),
    (key) => plainText(groupNote(now.doc, key)),
  )
const partsOf = (then: SharedDoc, now: Replica): readonly EarlierPart[] =>
  listDifference(then, now).flatMap(({ part }) => part ?? [])
/** All of a list that a person sees. */
const shown = (doc: SharedDoc) => {
  const { meta, entries, comments, papers, members } = viewOf(doc)
  return {
    title: meta.title,
    description: meta.description,
    members: [...members.values()].map(({ name }) => name).sort(),
    papers: [...entries]
      .map(([key, one]) => ({
        key,
        title: papers.get(key)?.title,
        by: one.addedBy,
        why: one.why,
        position: one.position,
        votes: [...one.votes].sort(),
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    comments: [...comments]
      .map(([key, said]) => ({
        key,
        said: said.map(({ author, text, replyTo }) => ({ author, text, replyTo })),
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  }
}

/** A list that two people have worked in. */
const busyList = (): { ada: Replica; bo: Replica } => {
  const ada = createReplica('ada', 1)
  const values = { listId: 'l', title: 'Thursday', description: 'What we read', colour: 1, ownerKey: 'k' }
  createList(ada, values)
  joinList(ada, { name: 'Ada', colour: 1 })
  addPapers(
    ada,
    [1, 2, 3].map((n) => ({ key: paper(n), snapshots: [snapshot(n)] })),
  )
  movePaper(ada, paper(3), paper(1))
  setWhy(ada, paper(1), 'Because of the lemma')
  const bo = createReplica('bo', 2, ada)
  joinList(bo, { name: 'Bo', colour: 2 })
  castVote(bo, paper(1))
  castVote(bo, paper(2))
  addComment(bo, { paper: paper(1), text: 'The proof of 3.2 has a gap 🕳️' })
  addComment(bo, { paper: paper(2), text: 'Fine' })
  exchange(ada, bo)
  return { ada, bo }
}

/** What somebody with the edit link can do who keeps to no rule. */
const vandalise = ({ doc }: Replica): void => {
  doc.transact(() => {
    for (const root of ['added', 'why', 'votes', 'papers', 'members', 'order']) {
      const map = doc.getMap(root)
      for (const key of [...map.keys()]) if (key.includes(paper(1)) || root === 'members') map.delete(key)
    }
    doc.getMap('meta').set('title', 'HACKED')
    doc.getMap('meta').delete('description')
    for (const id of [...doc.getMap('comments').keys()]) {
      const text = doc.getText(`comment:${id}`)
      text.delete(0, text.length)
    }
  })
}

test('D40: everything a vandal took from a list is found missing, and comes back as it was', () => {
  const { ada } = busyList()
  const before = shown(ada.doc)
  const then = asItWas(ada)
  const vandal = createReplica('eve', 9, ada)
  vandalise(vandal)
  exchange(ada, vandal)
  expect(shown(ada.doc)).not.toEqual(before)
  const parts = partsOf(then, ada)
  expect(parts.map(({ type }) => type).sort()).toEqual(['comment', 'description', 'paper', 'title'])
  expect(bringBack(ada, then, parts)).not.toBeNull()
  expect(shown(ada.doc)).toEqual(before)
  expect(partsOf(then, ada)).toEqual([])
  // New edits: others get them as any other, and nothing of the vandal's takes them back.
  exchange(ada, vandal)
  expect(shown(vandal.doc)).toEqual(before)
  expect(bringBack(ada, then, parts)).toBeNull()
})

test('D40: what was brought back is undone as one act, and what was changed since stays', () => {
  const { ada, bo } = busyList()
  const then = asItWas(ada)
  vandalise(bo)
  exchange(ada, bo)
  const spoilt = shown(ada.doc)
  const undo = bringBack(ada, then, partsOf(then, ada))
  // Seen by whoever changes it: of two who do so at once, either may count.
  exchange(ada, bo)
  setTitle(bo, 'Another name')
  exchange(ada, bo)
  expect(undo?.()).toBe(true)
  const { members: _again, ...left } = shown(ada.doc)
  const { members: _gone, ...expected } = spoilt
  expect(left).toEqual({ ...expected, title: 'Another name' })
  expect(undo?.()).toBe(false)
})

test('D40: only the wanted part comes back, and what came since is told and stays', () => {
  const { ada, bo } = busyList()
  const then = asItWas(ada)
  removePaper(bo, paper(1))
  removePaper(bo, paper(2))
  setWhy(bo, paper(3), 'New reason')
  addPapers(bo, [{ key: paper(4), snapshots: [snapshot(4)] }])
  exchange(ada, bo)
  const found = listDifference(then, ada)
  expect(found.map(({ part, key }) => [part?.type ?? 'added', key])).toEqual([
    ['paper', paper(1)],
    ['paper', paper(2)],
    ['added', paper(4)],
  ])
  bringBack(ada, then, [{ type: 'paper', key: paper(2) }])
  expect([...viewOf(ada.doc).entries.keys()].sort()).toEqual([paper(2), paper(3), paper(4)])
  expect(viewOf(ada.doc).entries.get(paper(3))?.why).toBe('New reason')
})

test('D40: a reason and a title that read otherwise come back word by word, with whose they were', () => {
  const { ada, bo } = busyList()
  const then = asItWas(ada)
  setWhy(bo, paper(1), 'Because')
  setDescription(bo, '')
  exchange(ada, bo)
  expect(listDifference(then, ada)).toEqual([
    { part: { type: 'description' }, key: null, before: ['What we read'], after: [] },
    {
      part: { type: 'why', key: paper(1) },
      key: paper(1),
      before: ['Because of the lemma'],
      after: ['Because'],
    },
  ])
  const undo = bringBack(bo, then, [{ type: 'why', key: paper(1) }])
  expect(viewOf(bo.doc).entries.get(paper(1))?.why).toBe('Because of the lemma')
  undo?.()
  expect(viewOf(bo.doc).entries.get(paper(1))?.why).toBe('Because')
})

test('D40, D48: what the group’s note said comes back, and its undoing leaves what was written since', () => {
  const { ada, bo } = busyList()
  const note = groupNote(ada.doc, paper(1))
  note.insert(0, 'Ask about the second lemma.')
  exchange(ada, bo)
  const then = asItWas(ada)
  expect(listDifference(then, ada)).toEqual([])
  groupNote(bo.doc, paper(1)).delete(0, note.length)
  groupNote(bo.doc, paper(1)).insert(0, 'rubbish')
  exchange(ada, bo)
  const part = { type: 'note', key: paper(1) } as const
  expect(listDifference(then, ada)).toEqual([
    { part, key: paper(1), before: ['Ask about the second lemma.'], after: ['rubbish'] },
  ])
  const undo = bringBack(ada, then, [part])
  expect(plainText(note)).toBe('Ask about the second lemma.')
  expect(undo?.()).toBe(true)
  expect(plainText(note)).toBe('rubbish')
  const again = bringBack(ada, then, [part])
  note.insert(note.length, ' And the third.')
  expect(again?.()).toBe(false)
  expect(plainText(note)).toBe('Ask about the second lemma. And the third.')
})

test('D41: a comment its author took back is nobody else’s to bring back', () => {
  const { ada, bo } = busyList()
  const then = asItWas(ada)
  const [mine] = viewOf(bo.doc).comments.get(paper(2)) ?? []
  removeComment(bo, mine?.id ?? '')
  exchange(ada, bo)
  const part = { type: 'comment', key: paper(2), id: mine?.id ?? '' } as const
  expect(partsOf(then, ada)).toEqual([])
  expect(bringBack(ada, then, [part])).toBeNull()
  expect(partsOf(then, bo)).toEqual([part])
  expect(bringBack(bo, then, [part])).not.toBeNull()
  expect(viewOf(bo.doc).comments.get(paper(2))?.[0]?.text).toBe('Fine')
})

test('D40: a paper that goes by another name since comes back once, under both', () => {
  const ada = createReplica('ada')
  createLibrary(ada)
  const weak = titleKey('Paper number 1')
  savePaper(ada, weak, [snapshot(1)])
  tagPaper(ada, weak, 'later', [])
  const then = asItWas(ada)
  writeAlias(ada, weak, paper(1))
  untagPaper(ada, paper(1), 'later')
  unsavePaper(ada, paper(1))
  const parts = libraryDifference(then, ada).flatMap(({ part }) => part ?? [])
  expect(parts).toEqual([
    { type: 'paper', key: paper(1) },
    { type: 'tags', key: paper(1) },
  ])
  bringBack(ada, then, parts)
  const { saved, tags } = readLibrary(ada.doc).view()
  expect([...saved.keys()]).toEqual([paper(1)])
  expect([...tags]).toEqual([[paper(1), ['later']]])
})

const libraryDifference = (then: SharedDoc, now: Replica) =>
  compareLibraries(
    readLibrary(then).view(),
    readLibrary(now.doc).view(),
    (key) => plainText(libraryNote(then, key)),
    (key) => plainText(libraryNote(now.doc, key)),
  )

test('D40: notes, tags, reading states, saved papers and the way to a list come back into a library', () => {
  const ada = createReplica('ada')
  createLibrary(ada)
  savePaper(ada, paper(1), [snapshot(1)])
  tagPaper(ada, paper(1), 'Proofs', [])
  setReading(ada, paper(2), 'reading', [snapshot(2)])
  libraryNote(ada.doc, paper(2)).insert(0, 'Half of it, 🙂 and a half')
  addListEntry(ada, { listId: 'l', room: 'r', link: 'secret', title: 'Thursday', colour: 1 })
  const then = asItWas(ada)
  const state = () => {
    const { saved, tags, tagNames, reading, lists, papers } = readLibrary(ada.doc).view()
    return [[...saved.keys()], [...tags], [...tagNames], [...reading], [...lists], papers.size]
  }
  const before = state()
  unsavePaper(ada, paper(1))
  untagPaper(ada, paper(1), 'proofs')
  setReading(ada, paper(2), 'read')
  removeListEntry(ada, 'l')
  ada.doc.transact(() => {
    for (const root of ['papers', 'tagNames', 'listOrder']) ada.doc.getMap(root).clear()
    const note = libraryNote(ada.doc, paper(2))
    note.delete(0, note.length)
    note.insert(0, 'rubbish')
  })
  const found = libraryDifference(then, ada)
  expect(found.map(({ part, before: was, after }) => [part?.type, was, after])).toEqual([
    ['list', ['Thursday'], []],
    ['note', ['Half of it, 🙂 and a half'], ['rubbish']],
    ['paper', [], []],
    ['tags', ['proofs'], []],
    ['reading', ['reading'], ['read']],
  ])
  const spoilt = state()
  const undo = bringBack(
    ada,
    then,
    found.flatMap(({ part }) => part ?? []),
  )
  expect(state()).toEqual(before)
  expect(plainText(libraryNote(ada.doc, paper(2)))).toBe('Half of it, 🙂 and a half')
  undo?.()
  expect(plainText(libraryNote(ada.doc, paper(2)))).toBe('rubbish')
  expect(state().slice(0, 2)).toEqual(spoilt.slice(0, 2))
})

test('D40: a text comes back letter by letter whatever it was and is, and somebody’s words in it are not torn', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '🙂', '🙃', '\n'), maxLength: 12 })
  fc.assert(
    fc.property(letters, letters, (was, is) => {
      const ada = createReplica('ada')
      createLibrary(ada)
      const note = libraryNote(ada.doc, paper(1))
      note.insert(0, was)
      const then = asItWas(ada)
      note.delete(0, note.length)
      note.insert(0, is)
      const undo = bringBack(ada, then, [{ type: 'note', key: paper(1) }])
      expect(plainText(note)).toBe(was)
      if (was !== is) undo?.()
      expect(plainText(note)).toBe(was === is ? was : is)
    }),
  )
})
