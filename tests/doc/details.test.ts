import { describe, expect, test } from 'vitest'
import { mergeLibrary } from '../../src/doc/mergeLibrary.ts'
import { MAX_DETAILS, MAX_EDITORS, MAX_PAPER_TITLE_LENGTH } from '../../src/doc/limits.ts'
import { createLibrary, savePaper } from '../../src/doc/libraryDoc.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { addPapers, createList } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { parseSnapshotEntry, printSnapshot } from '../../src/doc/snapshot.ts'
import { mergeSnapshots, type PaperDetails, type PaperSnapshot } from '../../src/domain/paper.ts'
import { createReplica, exchange, paper } from './replica.ts'

const file = (details: PaperDetails): PaperSnapshot => ({ source: 'file', title: 'A title', details })
const read = (details: unknown): PaperDetails | undefined =>
  parseSnapshotEntry(`${paper(1)} file`, JSON.stringify({ title: 'A title', details }))?.snapshot.details
const WHOLE: PaperDetails = {
  type: 'article',
  key: 'smith2010',
  journal: 'Journal of X',
  volume: '12',
  number: '3',
  pages: '45–67',
  editors: ['Ada Lovelace', 'Alan Turing'],
}

describe('details of a paper', () => {
  test('D71: are read as they were written', () => {
    const printed = printSnapshot(file(WHOLE))
    expect(parseSnapshotEntry(`${paper(1)} file`, printed)?.snapshot).toEqual(file(WHOLE))
  })

  test.each([null, 'text', 7, [], ['a'], true])(
    'D71: that are %j are none, and the paper stays',
    (details) => {
      expect(read(details)).toBeUndefined()
      expect(
        parseSnapshotEntry(`${paper(1)} file`, JSON.stringify({ title: 'T', details }))?.snapshot.title,
      ).toBe('T')
    },
  )

  test('D71: of what makes no sense only the rest is read', () => {
    const wrong =
      '{"volume":["a"],"number":{"a":1},"pages":7,"editors":"Ada","Upper":"x","__proto__":"x","a b":"x","year":" ","issn":"1"}'
    const details = parseSnapshotEntry(`${paper(1)} file`, `{"title":"T","details":${wrong}}`)?.snapshot
      .details
    expect(details).toEqual({ issn: '1' })
    expect(read({ editors: [7, 'Ada', null, ''] })).toEqual({ editors: ['Ada'] })
  })

  test('D71: are bounded in their number, their length and their names', () => {
    const names = (count: number): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [
          `x${String.fromCodePoint(97 + (at % 26))}${String.fromCodePoint(97 + Math.floor(at / 26))}`,
          'v',
        ]),
      )
    const countOf = (details: unknown): number => Object.keys(read(details) ?? {}).length
    expect(countOf(names(MAX_DETAILS))).toBe(MAX_DETAILS)
    expect(countOf(names(MAX_DETAILS + 1))).toBe(MAX_DETAILS)
    const editors = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `Ed ${at}`)
    expect(read({ editors: editors(MAX_EDITORS) })?.editors).toHaveLength(MAX_EDITORS)
    expect(read({ editors: editors(MAX_EDITORS + 1) })?.editors).toHaveLength(MAX_EDITORS)
    const text = 'x'.repeat(MAX_PAPER_TITLE_LENGTH)
    expect(read({ volume: text })?.volume).toBe(text)
    expect(read({ volume: `${text}y` })?.volume).toHaveLength(MAX_PAPER_TITLE_LENGTH)
  })

  test('D71: that only a newer version knows stay when this one writes, and beside what else it knows', () => {
    const ana = createReplica('ana', 1)
    createLibrary(ana)
    const entry = `${paper(1)} file`
    const newer = { title: 'A title', rating: 5, details: { volume: '1', sheaf: 'of later' } }
    ana.doc.getMap('papers').set(entry, JSON.stringify(newer))
    savePaper(ana, paper(1), [file({ pages: '1–2' })])
    expect(JSON.parse(String(ana.doc.getMap('papers').get(entry)))).toEqual({
      ...newer,
      details: { ...newer.details, pages: '1–2' },
    })
  })

  test('D71: stay whole when what is kept next knows none', () => {
    const ana = createReplica('ana', 1)
    createLibrary(ana)
    savePaper(ana, paper(1), [file(WHOLE)])
    savePaper(ana, paper(1), [{ source: 'file', title: 'A better title', abstract: 'More.' }])
    const known = readLibrary(ana.doc).view().papers.get(paper(1))
    expect(known).toMatchObject({ title: 'A better title', abstract: 'More.', details: WHOLE })
  })

  test('D72: are shown field by field, from the first source that has each', () => {
    const crossref: PaperSnapshot = {
      source: 'crossref',
      title: 'A title',
      details: { type: 'article', volume: '99', pages: '1–9', publisher: 'Springer' },
    }
    const merged = mergeSnapshots(paper(1), [crossref, file({ type: 'article', volume: '12' })])
    expect(merged?.details).toEqual({ type: 'article', volume: '12', pages: '1–9', publisher: 'Springer' })
    // Two records of one source, as under two names of the paper.
    const own = mergeSnapshots(paper(1), [file({ key: 'mine' }), file({ key: 'theirs', volume: '3' })])
    expect(own?.details).toEqual({ key: 'mine', volume: '3' })
  })

  test('D72: of another kind of publication, or beside a preprint, fill nothing in but the key', () => {
    const weak: PaperDetails = { type: 'article', key: 'k1', volume: '12', journal: 'Nature' }
    const beside = (strong: PaperDetails): PaperDetails | undefined =>
      mergeSnapshots(paper(1), [file(strong), { ...file(weak), source: 'crossref' }])?.details
    expect(beside({ type: 'inproceedings' })).toEqual({ type: 'inproceedings', key: 'k1' })
    expect(beside({ type: 'article', journal: 'arXiv preprint' })).toEqual({
      type: 'article',
      journal: 'arXiv preprint',
      key: 'k1',
    })
    expect(beside({ type: 'article' })).toEqual(weak)
  })

  test('D72: said anew replace what was said, and the key stays', () => {
    const ana = createReplica('ana', 1)
    createLibrary(ana)
    savePaper(ana, paper(1), [file(WHOLE)])
    savePaper(ana, paper(1), [file({ type: 'article', volume: '13' })])
    const details = (): PaperDetails | undefined => readLibrary(ana.doc).view().papers.get(paper(1))?.details
    expect(details()).toEqual({ ...WHOLE, volume: '13' })
    savePaper(ana, paper(1), [file({ type: 'book', publisher: 'Springer' })])
    expect(details()).toEqual({ type: 'book', publisher: 'Springer', key: 'smith2010' })
  })

  test('D74: authors that stop before their end give way to a longer list that is whole, and to no other', () => {
    const cut: PaperSnapshot = { ...file({ type: 'article', others: 'author editor' }), authors: ['A One'] }
    const whole: PaperSnapshot = { source: 'crossref', title: 'A title', authors: ['A. One', 'B. Two'] }
    const shown = (...said: readonly PaperSnapshot[]): unknown[] => {
      const merged = mergeSnapshots(paper(1), said)
      return [merged?.authors, merged?.details?.others]
    }
    expect(shown(cut)).toEqual([['A One'], 'author editor'])
    expect(shown(cut, whole)).toEqual([['A. One', 'B. Two'], 'editor'])
    expect(shown(cut, { ...whole, authors: ['A. One'] })).toEqual([['A One'], 'author editor'])
    // What it says is nothing of another source's authors.
    expect(shown(cut, { ...whole, source: 'arxiv', authors: ['A. One'] })).toEqual([['A. One'], 'editor'])
    expect(
      shown(
        { ...file({ type: 'article', others: 'author' }), authors: ['A One'] },
        { ...whole, source: 'hand' },
      ),
    ).toEqual([['A. One', 'B. Two'], undefined])
    // Nor of those that the same source says anew.
    const ana = createReplica('ana', 1)
    createLibrary(ana)
    savePaper(ana, paper(1), [cut])
    savePaper(ana, paper(1), [{ ...file({ type: 'article' }), authors: ['A One', 'B Two'] }])
    const known = readLibrary(ana.doc).view().papers.get(paper(1))
    expect([known?.authors, known?.details?.others]).toEqual([['A One', 'B Two'], 'editor'])
  })

  test('D18, D72: of two libraries what either knows is joined', () => {
    const [ana, bo] = [createReplica('ana', 1), createReplica('bo', 2)]
    createLibrary(ana)
    createLibrary(bo)
    savePaper(ana, paper(1), [file({ type: 'article', key: 'mine' })])
    savePaper(bo, paper(1), [file({ type: 'article', key: 'other', volume: '5' })])
    const wishes = { better: new Set<string>(), selves: new Map(), foreign: true }
    mergeLibrary(ana.doc, bo.doc, wishes)
    expect(readLibrary(ana.doc).view().papers.get(paper(1))?.details).toEqual({
      type: 'article',
      key: 'mine',
      volume: '5',
    })
  })

  test('D73: go into a list without the note, and reach the others there', () => {
    const [ana, bo] = [createReplica('ana', 1), createReplica('bo', 2)]
    createList(ana, { listId: 'l', title: 'Thursday', description: '', colour: 1, ownerKey: 'k' })
    addPapers(ana, [{ key: paper(1), snapshots: [file({ ...WHOLE, note: 'for my eyes' })] }])
    exchange(ana, bo)
    expect(readList(bo.doc).view().papers.get(paper(1))?.details).toEqual(WHOLE)
    expect(JSON.stringify([...bo.doc.getMap('papers').values()])).not.toContain('for my eyes')
  })

  test('D73: of a paper that is here and in a list the own key counts', () => {
    const here = mergeSnapshots(paper(1), [file({ key: 'mine' })])
    const there = mergeSnapshots(paper(1), [file({ key: 'theirs', volume: '3' })])
    const said = [here, there].flatMap((one) => (one ? [{ ...file(one.details ?? {}) }] : []))
    expect(mergeSnapshots(paper(1), said)?.details).toEqual({ key: 'mine', volume: '3' })
  })
})
