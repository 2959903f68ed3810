import { describe, expect, test } from 'vitest'
import { createLibrary, savePaper } from '../../src/doc/libraryDoc.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { mergeSnapshots, snapshotsOf, type PaperSnapshot } from '../../src/domain/paper.ts'
import { createReplica, exchange, paper } from './replica.ts'

const page: PaperSnapshot = {
  source: 'page',
  title: 'Attention',
  summary: 'Of the page.',
  codeUrl: 'https://x.org/',
}
const hub: PaperSnapshot = { source: 'huggingface', title: 'Attention is all', abstract: 'Of the hub.' }
const arxiv: PaperSnapshot = { source: 'arxiv', title: 'Attention Is All You Need', authors: ['A. Vaswani'] }

describe('what several sources say of one paper', () => {
  test('D58: is shown merged by the fixed order, whatever order it came in', () => {
    for (const said of [
      [page, hub, arxiv],
      [arxiv, page, hub],
    ]) {
      const merged = mergeSnapshots(paper(1), said)
      expect(merged).toEqual({
        key: paper(1),
        title: 'Attention Is All You Need',
        authors: ['A. Vaswani'],
        abstract: 'Of the hub.',
        summary: 'Of the page.',
        codeUrl: 'https://x.org/',
        sources: ['arxiv', 'huggingface', 'page'],
      })
      expect(snapshotsOf(merged)).toEqual([arxiv, hub, page])
    }
  })

  test('D58: of one source what came first stands, and what only the second has is kept', () => {
    const merged = mergeSnapshots(paper(1), [hub, { ...hub, title: 'Another', doi: '10.1/x' }])
    expect(merged?.sources).toEqual(['huggingface'])
    expect(snapshotsOf(merged)).toEqual([{ ...hub, doi: '10.1/x' }])
  })

  test('D58: is kept under the source that said it, and read back so by another device', () => {
    const ana = createReplica('ana', 1)
    createLibrary(ana)
    savePaper(ana, paper(1), snapshotsOf(mergeSnapshots(paper(1), [page, hub, arxiv])))
    const phone = createReplica('ana', 2)
    exchange(ana, phone)
    const read = readLibrary(phone.doc).view().papers.get(paper(1)) ?? null
    expect(snapshotsOf(read)).toEqual([arxiv, hub, page])
    // Kept once more from what is read, it stays as it is.
    savePaper(
      phone,
      paper(1),
      snapshotsOf(mergeSnapshots(paper(1), [...snapshotsOf(read), ...snapshotsOf(read)])),
    )
    expect(snapshotsOf(readLibrary(phone.doc).view().papers.get(paper(1)) ?? null)).toEqual([
      arxiv,
      hub,
      page,
    ])
  })
})
