import { createRoot } from 'solid-js'
import { expect, test } from 'vitest'
import { createListPresence } from '../../src/state/listPresence.ts'
import { paper } from '../doc/replica.ts'

const ME = 7
const NOTE = paper(1)

const open = () => {
  const states = new Map<number, unknown>()
  const said: unknown[] = []
  let heard: () => void = () => {}
  const list = createRoot(() =>
    createListPresence({
      presence: {
        states: () => states,
        show: (state) => said.push(state),
        onChange(callback) {
          heard = callback
          return () => {}
        },
      },
      memberId: 'me',
      myClient: () => ME,
    }),
  )
  return {
    list,
    said,
    hear(client: number, state: unknown): void {
      if (state === null) states.delete(client)
      else states.set(client, state)
      heard()
    },
  }
}
const caret = { note: NOTE, anchor: 'a.1', head: 'a.2' }

test('a caret is said while somebody is there to see it, at once when the first one comes, and to nobody else', () => {
  const { list, said, hear } = open()
  list.show({ viewing: NOTE, writingOn: null })
  list.showCaret(caret)
  expect(said).toEqual([{ member: 'me', viewing: NOTE, writingOn: null }])
  hear(1, { member: 'ana' })
  expect(said.at(-1)).toEqual({ member: 'me', viewing: NOTE, writingOn: null, caret })
  list.showCaret({ ...caret, head: 'a.3' })
  expect(said.length).toBe(3)
  list.showCaret({ ...caret, head: 'a.3' })
  expect(said.length).toBe(3)
  list.show({ viewing: NOTE, writingOn: NOTE })
  expect(said.at(-1)).toMatchObject({ writingOn: NOTE, caret: { head: 'a.3' } })
  hear(1, null)
  expect(said.at(-1)).toEqual({ member: 'me', viewing: NOTE, writingOn: NOTE })
  const before = said.length
  for (let nth = 0; nth < 50; nth++) list.showCaret({ ...caret, head: `a.${nth}` })
  expect(said.length).toBe(before)
})

test('others’ carets are told with whose they are, one for each device, and go when they go', () => {
  const { list, hear } = open()
  hear(1, { member: 'ana', caret })
  hear(2, { member: 'ana', caret: { ...caret, head: 'b.1' } })
  hear(ME, { member: 'me', caret })
  expect(list.carets()).toEqual([
    { peer: '1', member: 'ana', ...caret },
    { peer: '2', member: 'ana', ...caret, head: 'b.1' },
  ])
  hear(1, null)
  expect(list.carets().map(({ peer }) => peer)).toEqual(['2'])
  hear(2, { member: 'ana' })
  expect(list.carets()).toEqual([])
  expect([...list.peers().keys()]).toEqual(['ana'])
})

test('what is said twice changes nothing', () => {
  const { list, hear } = open()
  hear(1, { member: 'ana', writingOn: NOTE, caret })
  const [carets, peers] = [list.carets(), list.peers()]
  hear(1, { member: 'ana', writingOn: NOTE, caret: { ...caret } })
  expect(list.carets()).toBe(carets)
  expect(list.peers()).toBe(peers)
  hear(1, { member: 'ana', writingOn: NOTE, caret: { ...caret, head: 'a.9' } })
  // A caret that moves is nothing to who only looks at faces.
  expect(list.peers()).toBe(peers)
})

test.each([
  ['nothing', null],
  ['a text', 'a.1'],
  ['a list', ['a.1', 'a.2']],
  ['no note', { anchor: 'a.1', head: 'a.2' }],
  ['a note on no paper', { ...caret, note: 'nonsense' }],
  ['a number for a place', { ...caret, head: 7 }],
  ['a place without end', { ...caret, head: 'a'.repeat(5_000) }],
  ['half of a place', { note: NOTE, anchor: 'a.1' }],
])('a caret that is %s is none, and whoever says it is here all the same', (_what, said) => {
  const { list, hear } = open()
  hear(1, { member: 'ana', writingOn: 5, caret: said })
  expect(list.carets()).toEqual([])
  expect(list.peers().get('ana')).toEqual({ writingOn: null })
})

test('whoever can only read writes nowhere, whoever they say they are', () => {
  const { list, hear } = open()
  hear(1, { member: 'ana', writingOn: NOTE, caret, guest: true })
  expect(list.carets()).toEqual([])
  expect(list.peers().get('ana')).toEqual({ writingOn: null })
  hear(2, { member: 'ana', writingOn: NOTE, caret, guest: false })
  expect(list.carets().length).toBe(1)
})
