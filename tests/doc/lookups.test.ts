import { describe, expect, test } from 'vitest'
import { createLibrary, putSnapshots, savePaper, setSetting } from '../../src/doc/libraryDoc.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { addPapers, createList } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { stateOf } from '../../src/doc/sharedDoc.ts'
import { undoAct } from '../../src/doc/undoing.ts'
import type { PaperSnapshot } from '../../src/domain/paper.ts'
import { createReplica, exchange, paper } from './replica.ts'

const arxiv: PaperSnapshot = {
  source: 'arxiv',
  title: 'Attention Is All You Need',
  abstract: 'Of arXiv.',
  authors: ['A. Vaswani'],
  categories: ['cs.CL', 'cs.LG'],
}
const datacite: PaperSnapshot = { ...arxiv, source: 'datacite', abstract: 'Of DataCite.' }
const acts = (replica: ReturnType<typeof createReplica>): number => replica.doc.getMap('acts').size

describe('what a look-up brings', () => {
  test('D60: of two devices that both look a paper up, both end with the same, and nothing is there twice', () => {
    const [phone, desk] = [createReplica('phone', 1), createReplica('desk', 2)]
    createLibrary(phone)
    exchange(phone, desk)
    savePaper(phone, paper(1), [])
    exchange(phone, desk)
    expect(readLibrary(desk.doc).view().papers.get(paper(1))).toBeUndefined()
    putSnapshots(phone, paper(1), [arxiv])
    putSnapshots(desk, paper(1), [arxiv])
    // A browser that is not told by arXiv heard of DataCite.
    putSnapshots(desk, paper(1), [datacite])
    exchange(phone, desk)
    for (const { doc } of [phone, desk])
      expect(readLibrary(doc).view().papers.get(paper(1))).toMatchObject({
        title: 'Attention Is All You Need',
        abstract: 'Of arXiv.',
        categories: ['cs.CL', 'cs.LG'],
        sources: ['arxiv', 'datacite'],
      })
    expect(stateOf(phone.doc)).toEqual(stateOf(desk.doc))
    expect([...phone.doc.getMap('papers').keys()]).toHaveLength(2)
  })

  test('D60: takes the place of nothing that a person or a feed said, and fills in what they did not', () => {
    const ana = createReplica('ana', 1)
    createLibrary(ana)
    savePaper(ana, paper(1), [{ source: 'hand', title: 'What I call it' }])
    putSnapshots(ana, paper(1), [{ ...arxiv, source: 'crossref' }])
    expect(readLibrary(ana.doc).view().papers.get(paper(1))).toMatchObject({
      title: 'What I call it',
      abstract: 'Of arXiv.',
    })
    savePaper(ana, paper(2), [{ source: 'starter', title: 'Of the feed', summary: 'S' }])
    putSnapshots(ana, paper(2), [{ ...arxiv, source: 'datacite' }])
    expect(readLibrary(ana.doc).view().papers.get(paper(2))).toMatchObject({
      title: 'Of the feed',
      abstract: 'Of arXiv.',
    })
  })

  test('D60: is no act, in a library or a list, and stands where the list does not hold the paper any more', () => {
    const ana = createReplica('ana', 1)
    createList(ana, { listId: 'l', title: 'Reading', description: '', colour: 0, ownerKey: 'k' })
    const added = addPapers(ana, [{ key: paper(1), snapshots: [] }])
    const before = acts(ana)
    expect(putSnapshots(ana, paper(1), [arxiv])).toBe(true)
    expect(acts(ana)).toBe(before)
    expect(readList(ana.doc).view().papers.get(paper(1))?.title).toBe('Attention Is All You Need')
    expect(undoAct(ana, added ?? '')).toBe(true)
    expect(readList(ana.doc).view().entries.has(paper(1))).toBe(false)
  })

  test('D61: whether added papers are looked up is a setting of the person, on all of their devices, and undone', () => {
    const [phone, desk] = [createReplica('phone', 1), createReplica('desk', 2)]
    createLibrary(phone)
    const off = setSetting(phone, 'lookups', false)
    exchange(phone, desk)
    expect(readLibrary(desk.doc).view().settings.get('lookups')).toBe(false)
    expect(undoAct(phone, off ?? '')).toBe(true)
    exchange(phone, desk)
    expect(readLibrary(desk.doc).view().settings.get('lookups')).toBeUndefined()
  })
})
