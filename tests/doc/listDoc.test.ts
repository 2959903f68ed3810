import { describe, expect, test } from 'vitest'
import { undoAct } from '../../src/doc/undoing.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { addListEntry } from '../../src/doc/libraryLists.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import {
  createList,
  addComment,
  addPapers,
  castVote,
  joinList,
  markGone,
  movePaper,
  removeComment,
  removePaper,
  resolveThread,
  sayKey,
  setReadingInList,
  setTitle,
  setWhy,
  withdrawVote,
} from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import {
  MAX_COMMENT_LENGTH,
  MAX_LEFT_ROOMS,
  MAX_MENTIONS,
  MAX_PAPERS_AT_ONCE,
  MAX_PINS_OF_LIST,
} from '../../src/doc/limits.ts'
import { pinOf } from '../../src/doc/moveEntries.ts'
import { beginMove, followMove, pinMember } from '../../src/doc/moves.ts'
import { stateOf } from '../../src/doc/sharedDoc.ts'
import { byPosition } from '../../src/domain/order.ts'
import type { PaperKey } from '../../src/domain/paperKey.ts'
import { createReplica, exchange, paper, seeded, snapshot, type Replica } from './replica.ts'

const LIST = { listId: 'list-1', title: 'Group', description: '', colour: 2, ownerKey: 'key' }
const listed = (number: number) => ({ key: paper(number), snapshots: [snapshot(number)] })
const view = (replica: Replica) => readList(replica.doc).view()
const order = (replica: Replica): readonly PaperKey[] =>
  [...view(replica).entries]
    .sort(([a, x], [b, y]) => byPosition([x.position, a], [y.position, b]))
    .map(([key]) => key)

/** A list with papers 1 to 3, on two devices. */
const two = (): readonly [Replica, Replica] => {
  const ana = createReplica('ana', 1)
  createList(ana, LIST)
  joinList(ana, { name: 'Ana', colour: 1 })
  addPapers(ana, [listed(1), listed(2), listed(3)])
  return [ana, createReplica('ben', 2, ana)]
}

describe('a shared list', () => {
  test('D2: a joiner writes its member entry and nothing of meta', () => {
    const [ana, ben] = two()
    joinList(ben, { name: 'Ben', colour: 3 })
    expect(createList(ben, { ...LIST, title: 'Untitled' })).toBe(false)
    exchange(ana, ben)
    expect(view(ana).meta.title).toBe('Group')
    expect([...view(ana).members.values()].map(({ name }) => name).sort()).toEqual(['Ana', 'Ben'])
  })

  test('D5: of a removing and a re-adding at the same time the adding stands, on both sides', () => {
    const [ana, ben] = two()
    removePaper(ana, paper(1))
    removePaper(ben, paper(1))
    addPapers(ben, [listed(1)])
    exchange(ana, ben)
    for (const one of [ana, ben]) expect(view(one).entries.has(paper(1))).toBe(true)
  })

  test('D5: a paper removed on one side is gone on both, and its votes and comments come back with it', () => {
    const [ana, ben] = two()
    castVote(ben, paper(1))
    addComment(ben, { paper: paper(1), text: 'Look at table 2' })
    exchange(ana, ben)
    removePaper(ana, paper(1))
    exchange(ana, ben)
    for (const one of [ana, ben]) expect(view(one).entries.has(paper(1))).toBe(false)
    addPapers(ben, [listed(1)])
    exchange(ana, ben)
    expect(view(ana).entries.get(paper(1))?.votes).toEqual(['ben'])
    expect(
      view(ana)
        .comments.get(paper(1))
        ?.map(({ text }) => text),
    ).toEqual(['Look at table 2'])
  })

  test('D3: votes of several people add up, and one person has one', () => {
    const [ana, ben] = two()
    castVote(ana, paper(1))
    castVote(ben, paper(1))
    expect(castVote(ben, paper(1))).toBeNull()
    exchange(ana, ben)
    expect([...(view(ana).entries.get(paper(1))?.votes ?? [])].sort()).toEqual(['ana', 'ben'])
    withdrawVote(ben, paper(1))
    exchange(ana, ben)
    expect(view(ana).entries.get(paper(1))?.votes).toEqual(['ana'])
  })

  test('D8: two people who move papers at once end with one order', () => {
    const [ana, ben] = two()
    movePaper(ana, paper(3), paper(1))
    movePaper(ben, paper(1), null)
    exchange(ana, ben)
    expect(order(ana)).toEqual(order(ben))
    expect(order(ana)).toEqual([paper(3), paper(2), paper(1)])
  })

  test('D6: every verb of a list is undone by its act, and once', () => {
    const [ana] = two()
    const before = view(ana)
    for (const verb of [
      () => addPapers(ana, [listed(4), listed(5)]),
      () => removePaper(ana, paper(2)),
      () => castVote(ana, paper(1)),
      () => movePaper(ana, paper(3), paper(1)),
      () => setWhy(ana, paper(1), 'for the method'),
      () => setReadingInList(ana, paper(1), 'reading'),
      () => addComment(ana, { paper: paper(1), text: 'hello' }),
      () => setTitle(ana, 'Another'),
    ]) {
      const act = verb()
      expect(act).not.toBeNull()
      expect(undoAct(ana, act ?? '')).toBe(true)
      const after = view(ana)
      expect({ ...after, papers: [] }).toEqual({ ...before, papers: [] })
      expect(undoAct(ana, act ?? '')).toBe(false)
    }
  })

  test('D6: undoing leaves alone what somebody changed since', () => {
    const [ana, ben] = two()
    const act = setTitle(ana, 'Ana’s')
    exchange(ana, ben)
    setTitle(ben, 'Ben’s')
    exchange(ana, ben)
    expect(undoAct(ana, act ?? '')).toBe(false)
    expect(view(ana).meta.title).toBe('Ben’s')
  })

  test('D7: only one’s own comments are taken back, and the way back is open', () => {
    const [ana, ben] = two()
    addComment(ana, { paper: paper(1), text: 'mine' })
    exchange(ana, ben)
    const id = view(ben).comments.get(paper(1))?.[0]?.id ?? ''
    expect(removeComment(ben, id)).toBeNull()
    const act = removeComment(ana, id)
    expect(view(ana).comments.get(paper(1))).toBeUndefined()
    undoAct(ana, act ?? '')
    expect(view(ana).comments.get(paper(1))?.[0]?.text).toBe('mine')
  })

  test('D36: a thread is resolved and opened by anybody; of both at once it is resolved; an answer opens it', () => {
    const [ana, ben] = two()
    addComment(ana, { paper: paper(1), text: 'a question' })
    exchange(ana, ben)
    const of = (replica: Replica) => readList(replica.doc).view().comments.get(paper(1)) ?? []
    const id = of(ana)[0]?.id ?? ''
    resolveThread(ben, id, true)
    exchange(ana, ben)
    expect(of(ana)[0]?.resolved?.by).toBe(ben.by)
    // At once: opened here, resolved anew there.
    resolveThread(ana, id, false)
    resolveThread(ben, id, false)
    resolveThread(ben, id, true)
    exchange(ana, ben)
    expect([of(ana)[0]?.resolved?.by, of(ben)[0]?.resolved?.by]).toEqual([ben.by, ben.by])
    const act = addComment(ana, { paper: paper(1), text: 'one more thing', replyTo: id })
    exchange(ana, ben)
    expect(of(ben).map((one) => one.resolved)).toEqual([null, null])
    if (!act) throw new Error('an act')
    undoAct(ana, act)
    exchange(ana, ben)
    expect(of(ben).map((one) => [one.text, one.resolved?.by])).toEqual([['a question', ben.by]])
    expect(resolveThread(ana, 'no such comment', true)).toBeNull()
  })

  test('D36: a comment speaks to as many members as the limit says, each once, and to nothing that is no id', () => {
    const [ana] = two()
    const many = Array.from({ length: MAX_MENTIONS + 1 }, (_, at) => `member-${at}`)
    addComment(ana, { paper: paper(1), text: 'all of you', mentions: many })
    const said = readList(ana.doc).view().comments.get(paper(1))?.[0]
    expect(said?.mentions).toEqual(many.slice(0, MAX_MENTIONS))
    const comments = ana.doc.getMap('comments')
    const value = JSON.parse(String(comments.get(said?.id ?? '')))
    comments.set(said?.id ?? '', JSON.stringify({ ...value, mentions: ['a', 'a', 7, null, ' b c ', {}] }))
    expect(readList(ana.doc).view().comments.get(paper(1))?.[0]?.mentions).toEqual(['a'])
    comments.set(said?.id ?? '', JSON.stringify({ ...value, mentions: 'a' }))
    expect(readList(ana.doc).view().comments.get(paper(1))?.[0]?.mentions).toEqual([])
  })

  test('D12: what makes no sense is skipped and counted, and the rest is read', () => {
    const [ana] = two()
    ana.doc.getMap('added').set('no paper x', 'nonsense')
    ana.doc.getMap('votes').set(`${paper(1)} ben zz`, 'not a time')
    ana.doc.getMap('comments').set('c1', '{"paper":5}')
    ana.doc.getMap('meta').set('title', { an: 'object' })
    expect(view(ana).entries.size).toBe(3)
    expect(view(ana).unreadable).toBe(4)
  })

  test('D11: a list of a newer major version is read and not written', () => {
    const [ana] = two()
    ana.doc.getMap('meta').set('schema', 2)
    const before = stateOf(ana.doc)
    expect(view(ana).meta.newer).toBe(true)
    expect(castVote(ana, paper(1))).toBeNull()
    expect(joinList(ana, { name: 'Other', colour: 0 })).toBe(false)
    expect(stateOf(ana.doc)).toEqual(before)
  })

  test('a comment at the limit is whole, one past it is clipped; so many papers at once and no more', () => {
    const [ana] = two()
    addComment(ana, { paper: paper(1), text: 'a'.repeat(MAX_COMMENT_LENGTH) })
    addComment(ana, { paper: paper(2), text: 'a'.repeat(MAX_COMMENT_LENGTH + 1) })
    for (const number of [1, 2])
      expect(view(ana).comments.get(paper(number))?.[0]?.text.length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH)
    addPapers(
      ana,
      Array.from({ length: MAX_PAPERS_AT_ONCE + 1 }, (_none, at) => ({ key: paper(at + 10), snapshots: [] })),
    )
    expect(view(ana).entries.size).toBe(MAX_PAPERS_AT_ONCE + 3)
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'D1: random acts on three replicas end alike and lose nothing (seed %i)',
    (seed) => {
      const random = seeded(seed)
      const pick = (below: number): number => Math.floor(random() * below)
      const ana = createReplica('ana', seed * 10)
      createList(ana, LIST)
      const all = [ana, createReplica('ben', seed * 10 + 1, ana), createReplica('cy', seed * 10 + 2, ana)]
      const said = new Set<string>()
      for (let step = 0; step < 120; step++) {
        const one = all[pick(3)] ?? ana
        one.clock += pick(5_000)
        const key = paper(pick(6))
        const verb = pick(8)
        if (verb === 0) addPapers(one, [{ key, snapshots: [] }])
        else if (verb === 1) removePaper(one, key)
        else if (verb === 2) castVote(one, key)
        else if (verb === 3) withdrawVote(one, key)
        else if (verb === 4) movePaper(one, key, paper(pick(6)))
        else if (verb === 5) setWhy(one, key, `because ${step}`)
        else if (verb === 6) {
          if (addComment(one, { paper: key, text: `said ${step}` })) said.add(`said ${step}`)
        } else exchange(one, all[pick(3)] ?? ana)
      }
      exchange(...all)
      const [first, ...others] = all.map((one) => ({ ...view(one), order: order(one) }))
      for (const other of others) expect(other).toEqual(first)
      expect(said.size).toBeGreaterThan(3)
      const heard = [...(first?.comments.values() ?? [])].flat().map(({ text }) => text)
      expect(heard.sort()).toEqual([...said].sort())
    },
  )
})

test('D16: the key a member was first seen with stays, and following a move cannot be undone', () => {
  const library = createReplica('ana', 1)
  createLibrary(library)
  const key = (letter: string): string => letter.repeat(43)
  expect(pinMember(library, 'list-1', 'ben', key('a'))).toBe(true)
  expect(pinMember(library, 'list-1', 'ben', key('b'))).toBe(false)
  expect(pinMember(library, 'list-1', 'eve', 'no key')).toBe(false)
  expect(pinOf(readLibrary(library.doc).view().pins, 'list-1', 'ben')?.key).toBe(key('a'))

  const added = addListEntry(library, {
    listId: 'list-1',
    room: 'old',
    link: 'old-link',
    title: 'Group',
    colour: 1,
  })
  beginMove(library, 'list-1', { from: 'old', link: 'new-link', content: 'content', gone: ['eve'] })
  expect(readLibrary(library.doc).view().moves.get('list-1')?.gone).toEqual(['eve'])
  const follow = (from: string, to: string): void => {
    library.clock += 1_000
    followMove(library, {
      listId: 'list-1',
      title: 'Group',
      colour: 1,
      from: { room: from, link: `${from}-link`, record: 'record' },
      to: { room: to, link: `${to}-link` },
    })
  }
  follow('old', 'new')
  const view = () => readLibrary(library.doc).view()
  expect(view().moves.size).toBe(0)
  expect(view().lists.get('list-1')).toMatchObject({ room: 'new', link: 'new-link' })
  // Neither the act that brought the list in nor any other points back.
  if (added !== null) undoAct(library, added)
  expect(view().lists.get('list-1')?.room).toBe('new')

  for (let n = 0; n <= MAX_LEFT_ROOMS; n++) follow(`room-${n}`, `room-${n + 1}`)
  expect(view().left.size).toBe(MAX_LEFT_ROOMS)
  expect([view().left.has('old'), view().left.has('room-0')]).toEqual([false, false])
  expect(view().left.has('room-1')).toBe(true)
})

test('D16: as many keys of one list are pinned as the limit says, and not one more; another list is none of it', () => {
  const library = createReplica('ana', 1)
  const key = 'k'.repeat(43)
  library.doc.transact(() => {
    for (let n = 0; n < MAX_PINS_OF_LIST - 1; n++)
      library.doc.getMap('pins').set(`list-1 member-${n}`, JSON.stringify({ key, at: 1 }))
  })
  expect(pinMember(library, 'list-1', 'the-last', key)).toBe(true)
  expect(pinMember(library, 'list-1', 'one-more', key)).toBe(false)
  expect(pinMember(library, 'list-2', 'one-more', key)).toBe(true)
})

test('D16: who was left out keeps a name, and is a member again on coming back', () => {
  const [ana, ben] = two()
  joinList(ben, { name: 'Ben', colour: 2 })
  sayKey(ben, 'k'.repeat(43))
  exchange(ana, ben)
  markGone(ana, ['ben', 'nobody'])
  expect(view(ana).members.get('ben')).toEqual({ name: 'Ben', colour: 2, key: 'k'.repeat(43), gone: true })
  expect(view(ana).members.has('nobody')).toBe(false)
  exchange(ana, ben)
  expect(joinList(ben, { name: 'Ben', colour: 2 })).toBe(true)
  expect(view(ben).members.get('ben')?.gone).toBe(false)
})
