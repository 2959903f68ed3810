import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { checkUpdate } from '../../src/doc/validate.ts'
import { MAX_ROOT_NAME_LENGTH, MAX_UPDATE_BYTES, MAX_VALUE_DEPTH } from '../../src/doc/limits.ts'
import { seeded } from './replica.ts'

const updateOf = (write: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc()
  write(doc)
  return Y.encodeStateAsUpdate(doc)
}
const honest = updateOf((doc) => {
  doc.getMap('saved').set('arxiv:2501.00001 abc', 5)
  doc.getText('note:arxiv:2501.00001').insert(0, 'a note')
  doc.getText('note:arxiv:2501.00001').delete(0, 2)
})

describe('an update from outside', () => {
  test('D14: an honest one passes, also the empty one', () => {
    expect(checkUpdate(honest)).toEqual({ ok: true, value: null })
    expect(checkUpdate(updateOf(() => undefined)).ok).toBe(true)
  })

  test('D14: format V2, bytes behind the end and cut ones are refused', () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, honest)
    expect(checkUpdate(Y.encodeStateAsUpdateV2(doc)).ok).toBe(false)
    expect(checkUpdate(new Uint8Array([...honest, 0])).ok).toBe(false)
    for (let length = 0; length < honest.length; length++)
      expect(checkUpdate(honest.slice(0, length)).ok).toBe(false)
  })

  test('D14: names that reach into JavaScript are refused, as a key and as a root', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      expect(checkUpdate(updateOf((doc) => doc.getMap('saved').set(name, 1))).ok).toBe(false)
      expect(checkUpdate(updateOf((doc) => doc.getMap(name).set('key', 1))).ok).toBe(false)
    }
  })

  test('D14: a name at the limit passes and one past it does not; so with the size', () => {
    const named = (length: number) =>
      checkUpdate(updateOf((doc) => doc.getMap('m').set('k'.repeat(length), 1))).ok
    expect(named(MAX_ROOT_NAME_LENGTH)).toBe(true)
    expect(named(MAX_ROOT_NAME_LENGTH + 1)).toBe(false)
    expect(checkUpdate(new Uint8Array(MAX_UPDATE_BYTES + 1))).toEqual({
      ok: false,
      error: 'larger than any document',
    })
  })

  // Deeper, Yjs took them in and could never print the document again: every later look at it threw.
  test('D14: values nested to the limit pass, and one level more does not, in every content that holds values', () => {
    const nested = (depth: number): unknown => {
      let value: unknown = 1
      for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { in: value }
      return value
    }
    const writers: readonly ((doc: Y.Doc, value: unknown) => void)[] = [
      (doc, value) => doc.getMap('m').set('k', value),
      (doc, value) => doc.getArray('a').insert(0, [value]),
      (doc, value) => doc.getText('t').insertEmbed(0, { in: value }),
      (doc, value) => doc.getText('t').insert(0, 'x', { colour: value }),
      (doc, value) => doc.getMap('m').set('k', new Y.Doc({ meta: value })),
    ]
    for (const [at, write] of writers.entries()) {
      // An embed and a document's options are objects around the value; the others stand in a list, or bare.
      const around = [1, 1, 1, 0, 1][at] ?? 0
      const check = (depth: number) => checkUpdate(updateOf((doc) => write(doc, nested(depth - around + 1))))
      expect([at, check(MAX_VALUE_DEPTH).ok]).toEqual([at, true])
      expect([at, check(MAX_VALUE_DEPTH + 1)]).toEqual([at, { ok: false, error: 'a value nested too deep' }])
    }
  })

  test('D14: whatever the bytes are, it answers and does not throw', () => {
    const random = seeded(11)
    let refused = 0
    for (let round = 0; round < 20_000; round++) {
      const bytes = honest.slice()
      const changes = 1 + Math.floor(random() * 4)
      for (let change = 0; change < changes; change++)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      if (!checkUpdate(bytes).ok) refused++
    }
    expect(refused).toBeGreaterThan(1_000)
  })
})
