import { expect, test } from 'vitest'
import { undoAct } from '../../src/doc/undoing.ts'
import { writeAlias } from '../../src/doc/libraryDoc.ts'
import { MAX_PAPERS_AT_ONCE, MAX_TAGS_OF_LISTED } from '../../src/doc/limits.ts'
import { addPapers, castVote, createList, joinList, setReadingInList, setWhy } from '../../src/doc/listDoc.ts'
import { setSchedule, setStage } from '../../src/doc/listSchedule.ts'
import { tagListed } from '../../src/doc/listTags.ts'
import { readList } from '../../src/doc/listView.ts'
import { stateOf } from '../../src/doc/sharedDoc.ts'
import { takeInPapers, type PaperFromList } from '../../src/doc/takeInPapers.ts'
import { titleKey } from '../../src/domain/paperKeyOf.ts'
import { createReplica, exchange, paper, snapshot, type Replica } from './replica.ts'

const viewOf = ({ doc }: Replica) => readList(doc).view()
const from = (number: number, values: Partial<PaperFromList> = {}): PaperFromList => ({
  key: paper(number),
  snapshots: [snapshot(number)],
  why: '',
  tags: [],
  stage: 'to-read',
  date: null,
  present: false,
  vote: false,
  reading: null,
  ...values,
})
/** A list of papers 1 and 2 that two people are in. */
const target = (): readonly [ada: Replica, ben: Replica] => {
  const ada = createReplica('ada', 1)
  createList(ada, { listId: 'l', title: 'Thursday', description: '', colour: 1, ownerKey: 'k' })
  joinList(ada, { name: 'Ada', colour: 1 })
  addPapers(
    ada,
    [1, 2].map((n) => ({ key: paper(n), snapshots: [snapshot(n)] })),
  )
  const ben = createReplica('ben', 2, ada)
  joinList(ben, { name: 'Ben', colour: 2 })
  exchange(ada, ben)
  return [ada, ben]
}
const inOrder = (desk: Replica) =>
  [...viewOf(desk).entries].sort(([, a], [, b]) => (a.position < b.position ? -1 : 1)).map(([key]) => key)
const day = '2026-12-03' as PaperFromList['date'] // reason: a day as parseDay would give it

test('D54: what is new goes to the end in its order, with all that may be carried over', () => {
  const [ada] = target()
  takeInPapers(ada, [
    from(9, { why: 'the proof', stage: 'reading', date: day, present: true, vote: true, reading: 'read' }),
    from(1),
    from(8, { tags: [{ name: 'Theory', colour: 6 }] }),
  ])
  expect(inOrder(ada)).toEqual([paper(1), paper(2), paper(9), paper(8)])
  const { entries, tags, tagNames, papers } = viewOf(ada)
  expect(entries.get(paper(9))).toMatchObject({
    addedBy: 'ada',
    why: 'the proof',
    stage: 'reading',
    date: day,
    presenter: 'ada',
    votes: ['ada'],
    reading: new Map([['ada', 'read']]),
  })
  expect(tags.get(paper(8))).toEqual(['theory'])
  expect(tagNames.get('theory')).toEqual({ name: 'Theory', colour: 6 })
  expect(papers.get(paper(8))?.title).toBe(snapshot(8).title)
})

test('D54: what the other list says stands; only what it lacks is filled in', () => {
  const [ada, ben] = target()
  setWhy(ben, paper(1), 'Ben’s reason')
  setStage(ben, paper(1), 'discussed')
  setSchedule(ben, paper(1), { date: '2026-12-10' as NonNullable<typeof day>, presenter: 'ben' }) // reason: as above
  castVote(ben, paper(1))
  setReadingInList(ada, paper(1), 'reading')
  tagListed(ben, paper(1), 'theory')
  exchange(ada, ben)
  const before = viewOf(ada).entries.get(paper(1))
  const all = { why: 'mine', stage: 'reading', date: day, present: true, reading: 'read' } as const
  takeInPapers(ada, [from(1, { ...all, tags: [{ name: 'Theory', colour: 6 }] })])
  expect(viewOf(ada).entries.get(paper(1))).toEqual(before)
  expect(viewOf(ada).tags.get(paper(1))).toEqual(['theory'])
  takeInPapers(ada, [from(2, all)])
  expect(viewOf(ada).entries.get(paper(2))).toMatchObject({
    why: 'mine',
    stage: 'reading',
    date: day,
    presenter: 'ada',
  })
})

test('D54: nothing is said under anybody else’s id', () => {
  const [ada] = target()
  takeInPapers(ada, [
    from(5, { why: 'w', stage: 'reading', date: day, present: true, vote: true, reading: 'read' }),
  ])
  const written = ['added', 'why', 'stage', 'schedule', 'votes', 'reading'].flatMap((root) =>
    [...ada.doc.getMap(root).entries()].filter(([key]) => key.startsWith(paper(5))),
  )
  expect(written.length).toBe(7)
  expect(JSON.stringify(written)).not.toContain('ben')
})

test('D54: it is one act in one transaction, and undone as one, but for what was changed since', () => {
  const [ada, ben] = target()
  const before = viewOf(ada)
  let transactions = 0
  ada.doc.on('afterTransaction', (done: { changed: Map<unknown, unknown> }) => {
    if (done.changed.size > 0) transactions++
  })
  const act = takeInPapers(ada, [
    from(1, { vote: true }),
    from(7, { why: 'w', tags: [{ name: 'Theory', colour: 0 }] }),
    from(8, { why: 'x' }),
  ])
  expect(transactions).toBe(1)
  exchange(ada, ben)
  setWhy(ben, paper(8), 'said by Ben')
  exchange(ada, ben)
  expect(undoAct(ada, act ?? '')).toBe(true)
  expect([...viewOf(ada).entries]).toEqual([...before.entries])
  expect(viewOf(ada).tags.get(paper(7))).toBeUndefined()
  // The paper has gone with the act; when it comes back, so does what Ben said of it.
  addPapers(ada, [{ key: paper(8), snapshots: [] }])
  expect(viewOf(ada).entries.get(paper(8))?.why).toBe('said by Ben')
})

test('D54: done twice, or by two members at once, it is done once', () => {
  const [ada, ben] = target()
  const papers = [from(7, { why: 'w', tags: [{ name: 'Theory', colour: 0 }] })]
  takeInPapers(ada, papers)
  takeInPapers(ben, papers)
  exchange(ada, ben)
  expect(takeInPapers(ada, papers)).toBeNull()
  for (const member of [ada, ben]) {
    expect(viewOf(member).entries.size).toBe(3)
    expect(viewOf(member).tags.get(paper(7))).toEqual(['theory'])
  }
  expect([...viewOf(ada).entries.keys()].sort()).toEqual([...viewOf(ben).entries.keys()].sort())
})

test('D54: a paper that the other list knows under a stronger name is that paper', () => {
  const [ada] = target()
  const weak = titleKey('A paper without an id')
  writeAlias(ada, weak, paper(1))
  takeInPapers(ada, [{ ...from(1, { why: 'the same' }), key: weak }])
  expect([...viewOf(ada).entries.keys()]).toEqual([paper(1), paper(2)])
  expect(viewOf(ada).entries.get(paper(1))?.why).toBe('the same')
})

test('D54: 5,000 papers go at once, one more not at all', () => {
  const [ada] = target()
  const papers = Array.from({ length: MAX_PAPERS_AT_ONCE + 1 }, (_, at) => ({ ...from(at), snapshots: [] }))
  const before = stateOf(ada.doc)
  expect(takeInPapers(ada, papers)).toBeNull()
  expect(stateOf(ada.doc)).toEqual(before)
  expect(takeInPapers(ada, papers.slice(0, MAX_PAPERS_AT_ONCE))).not.toBeNull()
  expect(viewOf(ada).entries.size).toBe(MAX_PAPERS_AT_ONCE)
})

test('D51, D54: tags that go along do not grow past what a paper may have', () => {
  const [ada] = target()
  for (let at = 0; at < MAX_TAGS_OF_LISTED - 1; at++) tagListed(ada, paper(1), `tag ${at}`)
  const stored = () => [...ada.doc.getMap('tags').keys()].filter((key) => key.startsWith(paper(1)))
  // One that it has takes no room from those that it has not.
  const tags = ['tag 3', 'one', 'two', 'three'].map((name) => ({ name, colour: 0 }))
  takeInPapers(ada, [from(1, { tags })])
  expect(stored().length).toBe(MAX_TAGS_OF_LISTED)
  expect(viewOf(ada).tags.get(paper(1))).toContain('one')
})
