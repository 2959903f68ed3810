import { createRoot } from 'solid-js'
import { expect, test } from 'vitest'
import { setDaysDone } from '../../src/doc/daysDone.ts'
import * as verbs from '../../src/doc/libraryDoc.ts'
import { addListEntry, removeListEntry } from '../../src/doc/libraryLists.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import { mergeTags, renameTag, tagPapers } from '../../src/doc/tagging.ts'
import { parseDay } from '../../src/lib/day.ts'
import { createDesk } from '../../src/state/desk.ts'
import { fromReader } from '../../src/state/fromReader.ts'
import { openLibraryActivity } from '../../src/state/libraryActivity.ts'
import { createActHistory } from '../../src/state/undoHistory.ts'
import { paper, snapshot } from '../doc/replica.ts'

const known = (number: number) => ({ key: paper(number), snapshots: [snapshot(number)] })

const openLibrary = () =>
  createRoot((dispose) => {
    const desk = createDesk(createSharedDoc(), 'laptop')
    verbs.createLibrary(desk)
    const view = fromReader(readLibrary(desk.doc))
    const history = createActHistory()
    const open = () => openLibraryActivity({ desk, view, paperOf: () => null, history })
    return { desk, view, history, open, dispose }
  })
type Library = ReturnType<typeof openLibrary>
const told = ({ open }: Library): readonly string[] => {
  const activity = open()
  const lines = activity
    .lines(100)
    .map(({ did, title, papers, tail }) =>
      [did, title || (papers > 1 ? `${papers} papers` : ''), tail].filter(Boolean).join(' '),
    )
  activity.close()
  return lines
}

test('D46: what a person did is told in words, and what the machine did by itself is not', () => {
  const library = openLibrary()
  const { desk } = library
  verbs.savePapers(desk, [known(1), known(2), known(3)])
  verbs.unsavePaper(desk, paper(3))
  verbs.setSetting(desk, 'x', 1)
  tagPapers(desk, [known(1)], 'To Discuss')
  tagPapers(desk, [known(2)], 'Maybe')
  renameTag(desk, 'to-discuss', 'Talk')
  mergeTags(desk, 'maybe', 'to-discuss')
  verbs.setReading(desk, paper(1), 'reading')
  verbs.setReading(desk, paper(1), null)
  setDaysDone(
    desk,
    [parseDay('2025-12-08')].filter((day) => day !== null),
    true,
  )
  addListEntry(desk, { listId: 'l', room: 'r', link: 'k', title: 'Group', colour: 1 })
  removeListEntry(desk, 'l')
  expect(told(library)).toEqual([
    'left the list “Group”',
    'added the list “Group”',
    'marked Monday, 8 Dec as done',
    'cleared the reading state of Paper number 1',
    'marked Paper number 1 as “reading”',
    'merged the tag “Maybe” into “Talk”',
    'renamed a tag to “Talk”',
    'tagged 2 papers with “Talk”',
    'removed Paper number 3 from your saved papers',
    'saved 3 papers',
  ])
  const activity = library.open()
  expect([activity.lines(2).length, activity.hasMore(2), activity.hasMore(11)]).toEqual([2, true, false])
  activity.close()
  library.dispose()
})

test('D42: each act is undone on its own, but for what reaches beyond the library', () => {
  const library = openLibrary()
  const { desk, view, history } = library
  addListEntry(desk, { listId: 'l', room: 'r', link: 'k', title: 'Group', colour: 1 })
  verbs.setProfile(desk, { name: 'Ada', colour: 1 })
  verbs.savePapers(desk, [known(1), known(2)])
  tagPapers(desk, [known(1)], 'Maybe')
  verbs.unsavePaper(desk, paper(2))
  const activity = library.open()
  const at = (did: string) => {
    const line = activity.lines(100).find((one) => one.did.startsWith(did))
    if (!line) throw new Error(did)
    return line
  }
  expect([at('added the list').undo, at('changed your name').undo]).toEqual([null, null])
  expect(at('saved').undo).toBe('Takes them out of your saved papers again. 1 of 2 stays: changed since.')
  activity.undo(at('tagged'))
  expect(view.tags().size).toBe(0)
  activity.undo(at('removed'))
  expect(view.saved().has(paper(2))).toBe(true)
  expect(history.toast()?.sentence).toBe('Undone: You removed Paper number 2 from your saved papers')
  history.undo()
  expect(view.saved().has(paper(2))).toBe(false)
  activity.close()
  library.dispose()
})

test('D46: of 20,000 acts only those are read that are looked at, and one more reads one more', () => {
  const library = openLibrary()
  const acts = library.desk.doc.getMap('acts')
  const now = Date.now()
  library.desk.doc.transact(() => {
    for (let number = 0; number < 20_000; number++) {
      const changes = [['saved', [paper(number % 500)], null, number]]
      acts.set(
        `${now - number}-${number}`,
        JSON.stringify({ by: `d${number % 3}`, verb: 'save', key: '', changes }),
      )
    }
  })
  const read = new Set<string>()
  const get = acts.get.bind(acts)
  acts.get = (id: string) => {
    read.add(id)
    return get(id)
  }
  const activity = library.open()
  expect(activity.lines(200).flatMap((line) => line.acts)).toHaveLength(200)
  expect([activity.hasMore(200), read.size]).toEqual([true, 201])
  verbs.savePapers(library.desk, [known(1)])
  expect(activity.lines(201)[0]?.title).toBe('Paper number 1')
  expect(read.size).toBe(202)
  activity.close()
  library.dispose()
})
