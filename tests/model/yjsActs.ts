import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { TestConnector, TestYInstance } from 'yjs/testHelper'

type Generator = prng.PRNG
type Change = (doc: Y.Doc, random: Generator) => void

/** A value no other has: so that two documents that read alike are alike. */
const createUnique = (): (() => number) => {
  let last = 0
  return () => ++last
}

/** What Yjs's own random tests do to arrays, maps and texts, with lib0's generator. */
const changesWith = (unique: () => number): readonly Change[] => [
  (doc, random) => {
    const array = doc.getArray<unknown>('array')
    const number = unique()
    const content = Array.from({ length: prng.int32(random, 1, 4) }, () => number)
    array.insert(prng.int32(random, 0, array.length), content)
  },
  (doc, random) => {
    const array = doc.getArray<unknown>('array')
    const at = prng.int32(random, 0, array.length)
    array.insert(at, [new Y.Array()])
    const inner = array.get(at)
    if (inner instanceof Y.Array) inner.insert(0, [1, 2, 3, 4])
  },
  (doc, random) => {
    const array = doc.getArray<unknown>('array')
    const at = prng.int32(random, 0, array.length)
    array.insert(at, [new Y.Map()])
    const inner = array.get(at)
    if (!(inner instanceof Y.Map)) return
    inner.set('someprop', 42)
    inner.set('someprop', 43)
    inner.set('someprop', 44)
  },
  (doc) => doc.getArray<unknown>('array').insert(0, [null]),
  (doc, random) => {
    const array = doc.getArray<unknown>('array')
    if (array.length === 0) return
    let at = prng.int32(random, 0, array.length - 1)
    let length = prng.int32(random, 1, Math.min(2, array.length - at))
    const inner = array.get(at)
    if (prng.bool(random) && inner instanceof Y.Array) {
      if (inner.length === 0) return
      at = prng.int32(random, 0, inner.length - 1)
      length = prng.int32(random, 0, Math.min(2, inner.length - at))
      inner.delete(at, length)
    } else array.delete(at, length)
  },
  (doc, random) => {
    doc.getMap('map').set(prng.oneOf(random, ['one', 'two']), prng.utf16String(random))
  },
  (doc, random) => {
    const type = prng.oneOf(random, [new Y.Array<number>(), new Y.Map<unknown>()])
    doc.getMap('map').set(prng.oneOf(random, ['one', 'two']), type)
    if (type instanceof Y.Array) type.insert(0, [1, 2, 3, 4])
    else type.set('deepkey', 'deepvalue')
  },
  (doc, random) => doc.getMap('map').delete(prng.oneOf(random, ['one', 'two'])),
  (doc, random) => {
    const text = doc.getText('text')
    text.insert(prng.int32(random, 0, text.length), prng.word(random) + unique())
  },
  (doc, random) => {
    const text = doc.getText('text')
    const attributes = prng.oneOf(random, [{ bold: true }, { italic: true }, { color: '#888' }])
    text.insert(prng.int32(random, 0, text.length), prng.word(random), attributes)
  },
  (doc, random) => {
    const text = doc.getText('text')
    const at = prng.int32(random, 0, text.length)
    text.format(at, Math.min(text.length - at, prng.int32(random, 0, 5)), {
      bold: prng.oneOf(random, [true, null]),
    })
  },
  (doc, random) => {
    const text = doc.getText('text')
    const at = prng.int32(random, 0, text.length)
    text.delete(at, Math.min(text.length - at, prng.int32(random, 0, 6)))
  },
  (doc, random) => {
    const text = doc.getText('text')
    const at = prng.int32(random, 0, text.length)
    if (prng.bool(random)) text.insertEmbed(at, { image: `${unique()}.png` })
    else text.insert(at, '\n', { list: 'bullet' })
  },
]

/** One of the changes on every call, of one generator. */
export const createYjsAct = (seed: number): ((doc: Y.Doc) => void) => {
  const random = prng.create(seed)
  const changes = changesWith(createUnique())
  return (doc) => doc.transact(() => prng.oneOf(random, [...changes])(doc, random))
}

/**
 * A document of Yjs's own tests, which keeps the updates it hears for their comparison. Its connector knows nobody else:
 * what it hears comes over our transport alone.
 */
export const createYjsDoc = (seed: number): TestYInstance =>
  new TestYInstance(new TestConnector(prng.create(seed)), seed)
