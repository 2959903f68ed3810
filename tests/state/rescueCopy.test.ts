import { beforeEach, expect, test, vi } from 'vitest'
import { addPapers, addComment, castVote, createList, groupNote, joinList } from '../../src/doc/listDoc.ts'
import { setSchedule } from '../../src/doc/listSchedule.ts'
import { createLibrary, libraryNote, savePaper, setReading } from '../../src/doc/libraryDoc.ts'
import { addListEntry } from '../../src/doc/libraryLists.ts'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import { tagPaper } from '../../src/doc/tagging.ts'
import type { PaperSnapshot } from '../../src/domain/paper.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import { parseDay } from '../../src/lib/day.ts'
import { createDesk } from '../../src/state/desk.ts'
import { readHeldFromDisk } from '../../src/state/heldOnDisk.ts'
import { printRescueCopy } from '../../src/state/rescueCopy.ts'
import { openDocStore } from '../../src/storage/docStore.ts'
import { freshBrowser } from '../storage/faults.ts'

beforeEach(freshBrowser)

const snapshot: PaperSnapshot = { source: 'arxiv', title: 'A proof', arxivId: '2501.00001' }
const key = paperKeyOf(snapshot)
const NOW = Date.UTC(2026, 2, 1)

const fillLibrary = (doc = createSharedDoc()) => {
  const desk = createDesk(doc, 'device')
  createLibrary(desk)
  savePaper(desk, key, [snapshot])
  tagPaper(desk, key, 'Theory', [snapshot])
  setReading(desk, key, 'reading', [snapshot])
  libraryNote(doc, key).insert(0, 'For my eyes')
  addListEntry(desk, {
    listId: 'thelist',
    room: 'theroom',
    link: 'link-of-the-list',
    title: 'Group',
    colour: 1,
  })
  return doc
}

const fillList = (doc = createSharedDoc()) => {
  const ada = createDesk(doc, 'ada')
  createList(ada, { listId: 'thelist', title: 'Group', description: 'Thursdays', colour: 1, ownerKey: '' })
  joinList(ada, { name: 'Ada', colour: 1 })
  addPapers(ada, [{ key, snapshots: [snapshot] }])
  castVote(ada, key)
  setSchedule(ada, key, { date: parseDay('2026-03-05'), presenter: 'ada' })
  addComment(ada, { paper: key, text: 'Read section 3' })
  groupNote(doc, key).insert(0, 'What we found')
  return doc
}

const WHOLE = {
  madeAt: '2026-03-01T00:00:00.000Z',
  libraries: [
    {
      papers: [
        {
          key,
          title: 'A proof',
          saved: expect.stringMatching(/^\d{4}-/),
          reading: 'reading',
          tags: ['Theory'],
          note: 'For my eyes',
        },
      ],
      lists: [{ id: 'thelist', title: 'Group', link: 'link-of-the-list' }],
    },
  ],
  lists: [
    {
      id: 'thelist',
      title: 'Group',
      description: 'Thursdays',
      members: ['Ada'],
      papers: [
        {
          key,
          title: 'A proof',
          onTheList: true,
          addedBy: 'Ada',
          votes: ['Ada'],
          date: '2026-03-05',
          presenter: 'Ada',
          note: 'What we found',
          comments: [{ by: 'Ada', text: 'Read section 3' }],
        },
      ],
    },
  ],
}

test('a copy has papers, tags, states, notes, and lists with what was said and planned in them', () => {
  const held = { libraries: [fillLibrary()], lists: [fillList()], imported: [] }
  expect(JSON.parse(printRescueCopy(held, NOW))).toMatchObject(WHOLE)
})

test('a copy is made where there is no IndexedDB at all', () => {
  vi.stubGlobal('indexedDB', undefined)
  const held = { libraries: [fillLibrary()], lists: [fillList()], imported: [] }
  expect(JSON.parse(printRescueCopy(held, NOW))).toMatchObject(WHOLE)
  vi.unstubAllGlobals()
})

test('a copy is made of what the disk holds, without the key, and leaves it there', async () => {
  for (const [name, fill] of [
    ['library:aroom', fillLibrary],
    ['list:thelist', fillList],
  ] as const) {
    const doc = createSharedDoc()
    const store = openDocStore({ name, doc })
    await store.loaded
    fill(doc)
    await store.flushed()
    await store.destroy()
  }
  expect(JSON.parse(printRescueCopy(await readHeldFromDisk(), NOW))).toMatchObject(WHOLE)
  expect(JSON.parse(printRescueCopy(await readHeldFromDisk(), NOW))).toMatchObject(WHOLE)
})

test('D62: a copy has the notes under every id of a paper', () => {
  const doc = fillLibrary()
  const doi = 'doi:10.5555/inv.1'
  doc.getText(`note:${doi}`).insert(0, 'Under its DOI')
  doc.getMap('aliases').set(doi, key)
  expect(JSON.parse(printRescueCopy({ libraries: [doc], lists: [], imported: [] }, NOW))).toMatchObject({
    libraries: [{ papers: [{ key, note: 'For my eyes\n\nUnder its DOI' }] }],
  })
})
