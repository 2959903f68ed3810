import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { tagPaper } from '../../src/doc/tagging.ts'
import { addListEntry } from '../../src/doc/libraryLists.ts'
import * as verbs from '../../src/doc/libraryDoc.ts'
import { groupNote, setTitle } from '../../src/doc/listDoc.ts'
import { exportEverything } from '../../src/state/openFormats.ts'
import { aLibrary, aList, someContents, state } from '../backup/contents.ts'
import { paper, snapshot } from '../doc/replica.ts'

const NOW = Date.parse('2026-11-28T12:00:00Z')

test('a zip holds papers, notes and lists in formats that others read, and no key', async () => {
  const library = aLibrary()
  verbs.savePaper(library, paper(2), [
    { ...snapshot(2), title: 'Of 50% & {braces}', authors: ['Ada Lovelace'] },
  ])
  tagPaper(library, paper(2), 'a/b\\c: ..', [snapshot(2)])
  verbs.setReading(library, paper(2), 'reading')
  addListEntry(library, { listId: 'one', room: 'r', link: 'Kichererbsen-link', title: 'x', colour: 0 })
  const list = aList('one')
  setTitle(list, '../../etc/CON?')
  groupNote(list.doc, paper(7)).insert(0, 'what the group found')
  const other = aList('two')
  setTitle(other, '../../etc/con')
  const contents = await someContents()
  const [first] = contents.documents
  if (!first) throw new Error('the library')
  const made = exportEverything(
    [
      { name: first.name, state: state(library.doc) },
      { name: 'list:one', state: state(list.doc) },
      { name: 'list:two', state: state(other.doc) },
    ],
    NOW,
  )
  expect(made.name).toBe('carrel-export-2026-11-28.zip')
  const files = new Map(
    Object.entries(unzipSync(made.bytes)).map(([name, bytes]) => [name, strFromU8(bytes)]),
  )
  expect([...files.keys()].sort()).toEqual([
    'README.txt',
    'everything.json',
    'lists/etc-CON.bib',
    'lists/etc-CON.md',
    'lists/etc-con-2.bib',
    'lists/etc-con-2.md',
    'notes.md',
    'papers.bib',
    'papers.csl.json',
    'tags/a-b-c.bib',
  ])
  expect([...files.values()].join()).not.toContain('Kichererbsen-link')
  expect(files.get('papers.bib')?.match(/^@misc/gm)).toHaveLength(2)
  expect(JSON.parse(files.get('papers.csl.json') ?? '')).toMatchObject([
    {},
    { author: [{ family: 'Lovelace', given: 'Ada' }] },
  ])
  expect(files.get('README.txt')).toContain('papers.csl.json')
  expect(files.get('tags/a-b-c.bib')).toContain('Lovelace')
  expect(files.get('lists/etc-CON.bib')).toContain('Paper number 7')
  expect(files.get('notes.md')).toContain('note of phone')
  const said = files.get('lists/etc-CON.md') ?? ''
  for (const part of ['what the group found', 'worth it', 'voted for by ada']) expect(said).toContain(part)
  const all: unknown = JSON.parse(files.get('everything.json') ?? '')
  expect(all).toMatchObject({
    format: 'carrel-export',
    profile: { name: 'Ada' },
    papers: [
      { key: paper(1), note: 'note of phone', savedAt: expect.any(String) },
      { key: paper(2), reading: 'reading', tags: ['a/b\\c: ..'] },
    ],
    lists: [
      {
        papers: [
          { votes: ['ada'], note: 'what the group found', comments: [{ by: 'ada', text: 'worth it' }] },
        ],
      },
      { title: '../../etc/con' },
    ],
  })
})
