import fc from 'fast-check'
import { expect, test } from 'vitest'
import { undoAct } from '../../src/doc/undoing.ts'
import { bringBack } from '../../src/doc/bringBack.ts'
import { compareViews } from '../../src/doc/earlier.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { MAX_VIEW_NAME_LENGTH, MAX_VIEWS } from '../../src/doc/limits.ts'
import { mergeLibrary } from '../../src/doc/mergeLibrary.ts'
import { keepView, moveView, removeView, renameView } from '../../src/doc/savedViews.ts'
import { createSharedDoc, mergeInto, stateOf } from '../../src/doc/sharedDoc.ts'
import type { SharedDoc } from '../../src/doc/sharedText.ts'
import { readViews } from '../../src/doc/viewEntries.ts'
import { parseFilter, printFilter } from '../../src/domain/paperFilter.ts'
import { createReplica, exchange, type Replica } from './replica.ts'

const library = (by: string, seed = 1): Replica => {
  const desk = createReplica(by, seed)
  createLibrary(desk)
  return desk
}
const filter = parseFilter({ tags: 'rl agents', not: 'survey', reading: 'to-read', text: 'graph' })
const keep = (desk: Replica, name: string) => keepView(desk, { name, tag: null, filter })
const viewsOf = ({ doc }: { readonly doc: SharedDoc }) => [...readViews(doc).view().views.values()]
const names = (desk: Replica): readonly string[] => viewsOf(desk).map(({ name }) => name)
const idOf = (desk: Replica, name: string): string =>
  viewsOf(desk).find((view) => view.name === name)?.id ?? ''

test('D31: a view is a filter with a name, and is read as it was kept', () => {
  const one = library('one')
  keepView(one, { name: '  To  read ', tag: 'rl', filter })
  expect(viewsOf(one)).toEqual([
    { id: 'one-1-1', name: 'To read', tag: 'rl', filter: printFilter(filter), at: one.clock },
  ])
  expect(keepView(one, { name: ' ', tag: null, filter })).toBeNull()
})

test('D31: renaming, moving and removing are one act each, and undone as one', () => {
  const one = library('one')
  for (const name of ['a', 'b', 'c']) keep(one, name)
  expect(names(one)).toEqual(['a', 'b', 'c'])
  const moved = moveView(one, idOf(one, 'c'), idOf(one, 'a'))
  expect(names(one)).toEqual(['c', 'a', 'b'])
  const renamed = renameView(one, idOf(one, 'a'), 'A')
  const removed = removeView(one, idOf(one, 'b'))
  expect(names(one)).toEqual(['c', 'A'])
  for (const act of [removed, renamed, moved]) expect(act && undoAct(one, act)).toBe(true)
  expect(names(one)).toEqual(['a', 'b', 'c'])
  expect(renameView(one, 'nobody', 'x')).toBeNull()
  expect(moveView(one, 'nobody', null)).toBeNull()
  expect(removeView(one, 'nobody')).toBeNull()
})

test('D5, D31: a view renamed while it is removed elsewhere stands, and both devices show the same', () => {
  const one = library('one')
  keep(one, 'a')
  const two = createReplica('two', 2, one)
  renameView(two, idOf(two, 'a'), 'A')
  removeView(one, idOf(one, 'a'))
  keep(one, 'b')
  keep(two, 'c')
  exchange(one, two)
  expect(names(one)).toEqual(names(two))
  expect([...names(one)].sort()).toEqual(['A', 'b', 'c'])
})

test('D31: at most so many are read, and no more are kept', () => {
  const one = library('one')
  for (let at = 0; at < MAX_VIEWS; at++) keep(one, `view ${at}`)
  expect(keep(one, 'one more')).toBeNull()
  const two = createReplica('two', 2, one)
  removeView(two, idOf(two, 'view 3'))
  keep(two, 'from two')
  removeView(one, idOf(one, 'view 4'))
  keep(one, 'from one')
  one.doc.getMap('views').set('zzz 1', JSON.stringify({ name: 'by hand', at: 1 }))
  one.doc.getMap('views').set('zzy 1', JSON.stringify({ name: 'by hand', at: 1 }))
  exchange(one, two)
  expect(viewsOf(one)).toHaveLength(MAX_VIEWS)
  expect(names(one)).toEqual(names(two))
})

test('D12, D31: whatever stands there, views are read, and a filter keeps what makes sense of it', () => {
  const one = library('one')
  const views = one.doc.getMap('views')
  const put = (id: string, value: unknown) =>
    views.set(`${id} w`, typeof value === 'string' ? value : JSON.stringify(value))
  put('ok', {
    name: 'x',
    tags: 'a a b',
    not: 7,
    reading: 'eaten',
    text: ['no'],
    at: 'never',
    tag: 'two words',
  })
  put('long', { name: 'x'.repeat(MAX_VIEW_NAME_LENGTH + 1) })
  put('nameless', { tags: 'a' })
  put('broken', '{')
  put('many', {
    name: 'y',
    tags: Array.from({ length: 500 }, (_, at) => `t${at}`).join(' '),
    text: 'z'.repeat(9_000),
  })
  const [many, ok, ...rest] = [...viewsOf(one)].sort((a, b) => (a.id < b.id ? -1 : 1))
  expect(rest).toEqual([])
  expect(ok).toEqual({ id: 'ok', name: 'x', tag: null, filter: { tags: 'a b', not: '7' }, at: 0 })
  expect(many?.filter.tags?.split(' ')).toHaveLength(20)
  expect(many?.filter.text).toHaveLength(200)
  fc.assert(
    fc.property(fc.string(), fc.oneof(fc.jsonValue(), fc.string()), (id, value) => {
      const doc = createSharedDoc()
      doc.getMap('views').set(`${id} w`, typeof value === 'string' ? value : JSON.stringify(value))
      doc.getMap('viewOrder').set(id, JSON.stringify(value))
      readViews(doc).view()
    }),
  )
})

test('D18, D31: two libraries that become one keep the views of both', () => {
  const [own, other] = [library('own'), library('other', 2)]
  keep(own, 'mine')
  keep(other, 'theirs')
  mergeLibrary(own.doc, other.doc, { better: new Set(), selves: new Map(), foreign: true })
  expect([...names(own)].sort()).toEqual(['mine', 'theirs'])
})

test('D40: a view that was removed or renamed comes back from an earlier version', () => {
  const one = library('one')
  for (const name of ['a', 'b']) keep(one, name)
  const then = createSharedDoc()
  mergeInto(then, stateOf(one.doc), 'test')
  const [a, b] = [idOf(one, 'a'), idOf(one, 'b')]
  removeView(one, a)
  renameView(one, b, 'B')
  const found = compareViews(readViews(then).view().views, readViews(one.doc).view().views)
  expect(found).toEqual([
    { part: { type: 'view', id: a }, key: null, before: ['a'], after: [] },
    { part: { type: 'view', id: b }, key: null, before: ['b'], after: ['B'] },
  ])
  const undo = bringBack(
    one,
    then,
    found.flatMap(({ part }) => part ?? []),
  )
  expect(names(one)).toEqual(['a', 'b'])
  expect(undo?.()).toBe(true)
  expect(names(one)).toEqual(['B'])
})
