import { expect, test } from 'vitest'
import { undoAct } from '../../src/doc/undoing.ts'
import { bringBack } from '../../src/doc/bringBack.ts'
import { compareLists } from '../../src/doc/earlier.ts'
import { createLibrary, writeAlias } from '../../src/doc/libraryDoc.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { MAX_LIST_TAGS, MAX_TAGS_OF_LISTED } from '../../src/doc/limits.ts'
import { addPapers, createList, joinList, removePaper } from '../../src/doc/listDoc.ts'
import { tagListed } from '../../src/doc/listTags.ts'
import { readList } from '../../src/doc/listView.ts'
import { createSharedDoc, mergeInto, stateOf } from '../../src/doc/sharedDoc.ts'
import type { SharedDoc } from '../../src/doc/sharedText.ts'
import { colourTag, removeTag, renameTag, tagPaper, untagPaper } from '../../src/doc/tagging.ts'
import { titleKey } from '../../src/domain/paperKeyOf.ts'
import { createReplica, DAY, exchange, paper, snapshot, type Replica } from './replica.ts'

const noNote = (): string => ''

const viewOf = (doc: SharedDoc) => readList(doc).view()
/** A list of three papers that two people are in. */
const twoMembers = (): readonly [ada: Replica, ben: Replica] => {
  const ada = createReplica('ada', 1)
  createList(ada, { listId: 'l', title: 'Thursday', description: '', colour: 1, ownerKey: 'k' })
  joinList(ada, { name: 'Ada', colour: 1 })
  addPapers(
    ada,
    [1, 2, 3].map((n) => ({ key: paper(n), snapshots: [snapshot(n)] })),
  )
  const ben = createReplica('ben', 2, ada)
  joinList(ben, { name: 'Ben', colour: 2 })
  exchange(ada, ben)
  return [ada, ben]
}
const named = ({ doc }: { readonly doc: SharedDoc }, number: number): readonly string[] => {
  const view = viewOf(doc)
  return (view.tags.get(paper(number)) ?? []).map((id) => view.tagNames.get(id)?.name ?? id)
}
const asItWas = ({ doc }: Replica): SharedDoc => {
  const copy = createSharedDoc()
  mergeInto(copy, stateOf(doc), 'test')
  return copy
}

test('D51: two members tag one paper at the same time: it has both tags, and one tag where they mean the same', () => {
  const [ada, ben] = twoMembers()
  tagListed(ada, paper(1), 'Methods')
  tagListed(ben, paper(1), 'methods')
  tagListed(ben, paper(1), 'To present')
  exchange(ada, ben)
  for (const member of [ada, ben])
    expect(
      named(member, 1)
        .map((name) => name.toLowerCase())
        .sort(),
    ).toEqual(['methods', 'to present'])
  expect(named(ada, 1)).toEqual(named(ben, 1))
})

test('D51: renamed by one and given by another meanwhile, a tag of a list is one tag under its new name', () => {
  const [ada, ben] = twoMembers()
  tagListed(ada, paper(1), 'RL')
  exchange(ada, ben)
  renameTag(ada, 'rl', 'Reinforcement learning')
  colourTag(ada, 'rl', 5)
  tagListed(ben, paper(2), 'RL')
  exchange(ada, ben)
  for (const member of [ada, ben]) {
    expect([named(member, 1), named(member, 2)]).toEqual([
      ['Reinforcement learning'],
      ['Reinforcement learning'],
    ])
    expect(viewOf(member.doc).tagNames.get('rl')?.colour).toBe(5)
  }
})

test('D51: tagging and taking off are undone one by one, and a tag given elsewhere meanwhile stands', () => {
  const [ada, ben] = twoMembers()
  const given = tagListed(ada, paper(1), 'Methods')
  expect(undoAct(ada, given ?? '')).toBe(true)
  expect(named(ada, 1)).toEqual([])
  tagListed(ada, paper(1), 'Methods')
  tagListed(ada, paper(2), 'Methods')
  exchange(ada, ben)
  const gone = removeTag(ada, 'methods')
  tagListed(ben, paper(3), 'Methods')
  exchange(ada, ben)
  expect([named(ada, 1), named(ada, 2), named(ada, 3)]).toEqual([[], [], ['Methods']])
  undoAct(ada, gone ?? '')
  const off = untagPaper(ada, paper(1), 'methods')
  expect([named(ada, 1), named(ada, 2)]).toEqual([[], ['Methods']])
  undoAct(ada, off ?? '')
  expect(named(ada, 1)).toEqual(['Methods'])
})

test('D51: off the list a paper keeps its tags, and under every name it goes by they are its own', () => {
  const [ada] = twoMembers()
  const weak = titleKey('A paper without an id')
  addPapers(ada, [{ key: weak, snapshots: [] }])
  tagListed(ada, weak, 'Methods')
  writeAlias(ada, weak, paper(9))
  expect(named(ada, 9)).toEqual(['Methods'])
  tagListed(ada, paper(9), 'methods')
  expect(named(ada, 9)).toEqual(['Methods'])
  removePaper(ada, paper(9))
  ada.clock += DAY
  addPapers(ada, [{ key: paper(9), snapshots: [] }])
  expect(named(ada, 9)).toEqual(['Methods'])
})

test('D51: a paper gets 32 tags and a list 500, and of what others wrote beyond that the first by id are read', () => {
  const [ada] = twoMembers()
  for (let at = 0; at < MAX_TAGS_OF_LISTED; at++) expect(tagListed(ada, paper(1), `tag ${at}`)).not.toBeNull()
  expect(tagListed(ada, paper(1), 'one more')).toBeNull()
  expect(tagListed(ada, paper(2), 'one more')).not.toBeNull()
  for (let at = 0; at < 100; at++) ada.doc.getMap('tags').set(`${paper(1)} a${at} vandal`, 1)
  expect(viewOf(ada.doc).tags.get(paper(1))?.length).toBe(MAX_TAGS_OF_LISTED)
  for (let at = 0; at < MAX_LIST_TAGS; at++)
    ada.doc.getMap('tagNames').set(`n${at}`, JSON.stringify({ name: `n${at}`, colour: 0 }))
  expect(tagListed(ada, paper(3), 'nothing more')).toBeNull()
})

test('D51: what makes no sense among the tags is left out and counted', () => {
  const [ada] = twoMembers()
  const before = viewOf(ada.doc).unreadable
  for (const entry of ['nonsense', `${paper(1)} `, `no:key tag w`, `${paper(1)} ${'x'.repeat(500)} w`])
    ada.doc.getMap('tags').set(entry, 1)
  ada.doc.getMap('tagNames').set('bad id', JSON.stringify({ name: 'Bad', colour: 0 }))
  ada.doc.getMap('tagNames').set('long', JSON.stringify({ name: 'x'.repeat(5_000), colour: 0 }))
  expect(named(ada, 1)).toEqual([])
  expect(viewOf(ada.doc).unreadable).toBe(before + 6)
})

test('D51: a personal tag and one of a list know nothing of each other', () => {
  const [ada] = twoMembers()
  const library = createReplica('device', 7)
  createLibrary(library)
  tagPaper(library, paper(1), 'Mine alone', [snapshot(1)])
  tagListed(ada, paper(1), 'Ours')
  expect(
    JSON.stringify([...ada.doc.getMap('tags').keys(), ...ada.doc.getMap('tagNames').values()]),
  ).not.toMatch(/mine/i)
  expect([...(readLibrary(library.doc).view().tags.get(paper(1)) ?? [])]).toEqual(['mine-alone'])
})

test('D51: tags that a paper of the list had earlier, and how one was called, are told and come back', () => {
  const [ada, ben] = twoMembers()
  tagListed(ada, paper(1), 'Methods')
  tagListed(ada, paper(2), 'Theory')
  exchange(ada, ben)
  const then = asItWas(ada)
  untagPaper(ben, paper(1), 'methods')
  renameTag(ben, 'theory', 'Proofs')
  exchange(ada, ben)
  const differences = () => compareLists(viewOf(then), viewOf(ada.doc), () => false, noNote, noNote)
  expect(differences().map(({ part, before, after }) => [part?.type, before, after])).toEqual([
    ['tag', ['Theory'], ['Proofs']],
    ['tags', ['methods'], []],
  ])
  const undo = bringBack(
    ada,
    then,
    differences().flatMap(({ part }) => part ?? []),
  )
  expect([named(ada, 1), named(ada, 2)]).toEqual([['Methods'], ['Theory']])
  expect(differences()).toEqual([])
  undo?.()
  expect([named(ada, 1), named(ada, 2)]).toEqual([[], ['Proofs']])
})

test('D51: a paper that comes back from an earlier version has the tags it had', () => {
  const [ada] = twoMembers()
  tagListed(ada, paper(1), 'Methods')
  const then = asItWas(ada)
  removePaper(ada, paper(1))
  removeTag(ada, 'methods')
  const parts = compareLists(viewOf(then), viewOf(ada.doc), () => false, noNote, noNote).flatMap(
    ({ part }) => part ?? [],
  )
  expect(parts).toEqual([{ type: 'paper', key: paper(1) }])
  bringBack(ada, then, parts)
  expect(named(ada, 1)).toEqual(['Methods'])
})
