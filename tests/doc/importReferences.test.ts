import { expect, test } from 'vitest'
import { importReferences, type ImportedPaper } from '../../src/doc/importReferences.ts'
import { createLibrary, savePaper } from '../../src/doc/libraryDoc.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { addPapers, createList } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { undoActs } from '../../src/doc/undoing.ts'
import { paperKeyOf, titleKey } from '../../src/domain/paperKeyOf.ts'
import { createReplica, exchange, paper, snapshot, type Replica } from './replica.ts'

const library = (by: string, seed: number): Replica => {
  const replica = createReplica(by, seed)
  createLibrary(replica)
  return replica
}
const imported = (number: number, more: Partial<ImportedPaper> = {}): ImportedPaper => ({
  key: paper(number),
  snapshot: { ...snapshot(number), source: 'file', issued: '2017', venue: 'Journal', from: 'refs.bib' },
  aliases: [],
  tags: [],
  ...more,
})
const viewOf = (replica: Replica) => readLibrary(replica.doc).view()

test('D47: an import is one act, saves and tags, and leaves alone what is so already', () => {
  const ana = library('ana', 1)
  savePaper(ana, paper(1), [snapshot(1)])
  const before = viewOf(ana).saved.get(paper(1))
  const act = importReferences(
    ana,
    [imported(1, { tags: ['thesis'] }), imported(2, { tags: ['Thesis', 'two words', ''] })],
    true,
  )
  const view = viewOf(ana)
  expect(view.saved.get(paper(1))).toBe(before)
  expect(view.saved.size).toBe(2)
  expect(view.tags.get(paper(2))).toEqual(['thesis', 'two-words'])
  expect(view.papers.get(paper(2))).toMatchObject({ issued: '2017', venue: 'Journal', from: 'refs.bib' })
  expect(importReferences(ana, [imported(1, { tags: ['thesis'] }), imported(2)], true)).toBeNull()
  expect(act && undoActs(ana, [act])).not.toBeNull()
  expect([...viewOf(ana).saved.keys()]).toEqual([paper(1)])
  expect(viewOf(ana).tags.size).toBe(0)
})

test('D47: a file read on two devices gives the same papers, once', () => {
  const [ana, phone] = [library('ana', 1), library('phone', 2)]
  const papers = [1, 2, 3].map((number) => imported(number, { tags: ['thesis'] }))
  importReferences(ana, papers, true)
  importReferences(phone, [...papers].reverse(), true)
  exchange(ana, phone)
  const [one, other] = [viewOf(ana), viewOf(phone)]
  expect([...one.saved.keys()].sort()).toEqual([1, 2, 3].map(paper))
  expect(other.saved).toEqual(one.saved)
  expect(one.tagNames.size).toBe(1)
  expect(other.papers).toEqual(one.papers)
})

test('D47: what was kept under a title, or a DOI, is found under the id that the file adds', () => {
  const ana = library('ana', 1)
  const weak = titleKey('Paper number 1')
  const doi = paperKeyOf({ doi: '10.1000/x', title: '' })
  savePaper(ana, weak, [{ source: 'page', title: 'Paper number 1', abstract: 'Kept' }])
  importReferences(ana, [imported(1, { aliases: [weak, doi] })], true)
  const view = viewOf(ana)
  expect([...view.saved.keys()]).toEqual([paper(1)])
  expect(view.papers.get(paper(1))).toMatchObject({ abstract: 'Kept', venue: 'Journal' })
  expect(view.aliases.get(doi)).toBe(paper(1))
  // A stronger name never leads to a weaker one.
  importReferences(ana, [{ ...imported(2), key: doi, aliases: [paper(2)] }], true)
  expect(viewOf(ana).aliases.has(paper(2))).toBe(false)
})

test('D47: the name of the file stays with the person, also where the paper goes into a list', () => {
  const list = createReplica('ana', 1)
  createList(list, { listId: 'list', title: 'Group', description: '', colour: 0, ownerKey: 'key' })
  addPapers(list, [{ key: paper(1), snapshots: [imported(1).snapshot] }])
  const kept = readList(list.doc).view().papers.get(paper(1))
  expect(kept).toMatchObject({ venue: 'Journal', issued: '2017' })
  expect(kept).not.toHaveProperty('from')
  expect(JSON.stringify(list.doc.toJSON())).not.toContain('refs.bib')
})
