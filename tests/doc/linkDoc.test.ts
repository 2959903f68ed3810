import { expect, test } from 'vitest'
import { leaveLink, readLinkDoc, sayStep } from '../../src/doc/linkDoc.ts'
import { MAX_SAID_LENGTH } from '../../src/doc/limits.ts'
import { createReplica, exchange } from './replica.ts'

test('D19: steps are heard by the other side as they were said', () => {
  const [giver, asker] = [createReplica('a'), createReplica('b', 2)]
  sayStep(asker.doc, 'hello', 'Chrome on Android')
  exchange(giver, asker)
  sayStep(giver.doc, 'commitment', 'c'.repeat(43))
  exchange(giver, asker)
  for (const { doc } of [giver, asker])
    expect(readLinkDoc(doc)).toEqual({
      said: new Map([
        ['hello', 'Chrome on Android'],
        ['commitment', 'c'.repeat(43)],
      ]),
      left: null,
      strange: false,
    })
})

test('D19: a step said by a second one is strange', () => {
  const [giver, third] = [createReplica('a'), createReplica('c', 3)]
  sayStep(giver.doc, 'commitment', 'x')
  exchange(giver, third)
  expect(readLinkDoc(giver.doc).strange).toBe(false)
  sayStep(third.doc, 'commitment', 'y')
  exchange(giver, third)
  expect(readLinkDoc(giver.doc).strange).toBe(true)
})

test('D19: leaving is told to the other side, and one’s own is no news', () => {
  const [giver, asker] = [createReplica('a'), createReplica('b', 2)]
  leaveLink(giver.doc, 'differ')
  exchange(giver, asker)
  expect(readLinkDoc(asker.doc)).toMatchObject({ left: 'differ', strange: false })
  expect(readLinkDoc(giver.doc).left).toBeNull()
  leaveLink(asker.doc, 'cancelled')
  exchange(giver, asker)
  expect(readLinkDoc(asker.doc)).toMatchObject({ left: 'differ', strange: false })
})

test.each<[string, (map: { set(key: string, value: unknown): unknown }) => void]>([
  ['no step', (map) => map.set('rubbish ab', 'x')],
  ['a step of nobody', (map) => map.set('nonce', 'x')],
  ['a step with a tail', (map) => map.set('nonce a b', 'x')],
  ['a value that is no text', (map) => map.set('nonce ab', 7)],
  ['an end for no reason', (map) => map.set('end ab', 'boredom')],
  ['one letter too many', (map) => map.set('nonce ab', 'x'.repeat(MAX_SAID_LENGTH + 1))],
])('D19: %s is strange', (_name, spoil) => {
  const { doc } = createReplica('a')
  spoil(doc.getMap('said'))
  expect(readLinkDoc(doc).strange).toBe(true)
})

test('D19: a value at the limit is heard, and another root is strange', () => {
  const { doc } = createReplica('a')
  sayStep(doc, 'box', 'x'.repeat(MAX_SAID_LENGTH))
  expect(readLinkDoc(doc).strange).toBe(false)
  doc.getText('hey').insert(0, 'x')
  expect(readLinkDoc(doc).strange).toBe(true)
})
