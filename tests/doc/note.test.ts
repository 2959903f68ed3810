import { expect, test } from 'vitest'
import { bringBack } from '../../src/doc/bringBack.ts'
import { importReferences } from '../../src/doc/importReferences.ts'
import { createLibrary, libraryNote, writeAlias } from '../../src/doc/libraryDoc.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { notesOn, noteWords } from '../../src/doc/note.ts'
import { createSharedDoc, mergeInto, stateOf } from '../../src/doc/sharedDoc.ts'
import { plainText } from '../../src/doc/sharedText.ts'
import { undoAct } from '../../src/doc/undoing.ts'
import { parsePaperKey } from '../../src/domain/paperKey.ts'
import { createReplica, exchange, paper, snapshot, type Replica } from './replica.ts'

const doi = parsePaperKey('doi:10.5555/inv.1') ?? paper(99)
const title = parsePaperKey(`title:${'a'.repeat(16)}`) ?? paper(98)

const bothIds = (desk: Replica, alias = doi) =>
  importReferences(desk, [{ key: paper(1), snapshot: snapshot(1), aliases: [alias], tags: [] }], true)

const twoDevices = (): readonly [Replica, Replica] => {
  const a = createReplica('a')
  createLibrary(a)
  return [a, createReplica('b', 2, a)]
}

test('D62: a note under a DOI and one under the arXiv id of the same paper are both there, on both devices', () => {
  const [a, b] = twoDevices()
  libraryNote(a.doc, doi).insert(0, 'Written on A')
  libraryNote(b.doc, paper(1)).insert(0, 'Written on B')
  bothIds(a)
  exchange(a, b)
  for (const { doc } of [a, b])
    for (const key of [doi, paper(1)]) {
      expect(noteWords(doc, key)).toBe('Written on B\n\nWritten on A')
      expect(plainText(libraryNote(doc, key))).toBe('Written on B')
    }
  const { noted, noteNames } = readLibrary(a.doc).view()
  expect([[...noted], [...noteNames].sort()]).toEqual([[paper(1)], [paper(1), doi]])
})

test('D62: two devices that find it out at once double nothing, and undoing it parts the notes again', () => {
  const [a, b] = twoDevices()
  libraryNote(a.doc, doi).insert(0, 'Written on A')
  libraryNote(b.doc, paper(1)).insert(0, 'Written on B')
  libraryNote(b.doc, title).insert(0, 'Under its title')
  exchange(a, b)
  const act = bothIds(a)
  writeAlias(b, doi, paper(1))
  bothIds(b, title)
  exchange(a, b)
  for (const { doc } of [a, b])
    expect(notesOn(doc, doi).map(plainText)).toEqual(['Written on B', 'Written on A', 'Under its title'])
  if (act) undoAct(a, act)
  expect(plainText(libraryNote(a.doc, doi))).toBe('Written on A')
})

test('D62: what an older Carrel copied into the stronger name’s note is shown once', () => {
  const [a] = twoDevices()
  libraryNote(a.doc, doi).insert(0, 'Once')
  libraryNote(a.doc, paper(1)).insert(0, 'Mine\n\nOnce')
  bothIds(a)
  expect(noteWords(a.doc, doi)).toBe('Mine\n\nOnce')
  // A part of a word is no copy.
  libraryNote(a.doc, paper(1)).insert(6, 'Not ')
  expect(noteWords(a.doc, doi)).toBe('Mine\n\nNot Once\n\nOnce')
})

test('D40, D62: of two notes under two names each comes back, and what was written since under another name stays', () => {
  const [a] = twoDevices()
  const [weak, strong] = [a.doc.getText(`note:${doi}`), a.doc.getText(`note:${paper(1)}`)]
  weak.insert(0, 'Under the DOI')
  strong.insert(0, 'Under the arXiv id')
  bothIds(a)
  const then = createSharedDoc()
  mergeInto(then, stateOf(a.doc), 'test')
  weak.delete(0, weak.length)
  bringBack(a, then, [{ type: 'note', key: paper(1) }])
  expect([plainText(weak), plainText(strong)]).toEqual(['Under the DOI', 'Under the arXiv id'])
  const early = createSharedDoc()
  early.getText(`note:${doi}`).insert(0, 'Under the DOI, early')
  bringBack(a, early, [{ type: 'note', key: paper(1) }])
  expect([plainText(weak), plainText(strong)]).toEqual(['Under the DOI, early', 'Under the arXiv id'])
})
