import * as Y from 'yjs'

type Pick = (below: number) => number

const KEYS = 5

/** Shared types somewhere in the document: the roots, and what acts have put into them. */
const typesIn = (doc: Y.Doc): readonly (Y.Map<unknown> | Y.Array<unknown> | Y.Text)[] => {
  const found: (Y.Map<unknown> | Y.Array<unknown> | Y.Text)[] = []
  const visit = (value: unknown): void => {
    if (!(value instanceof Y.Map || value instanceof Y.Array || value instanceof Y.Text)) return
    found.push(value)
    if (value instanceof Y.Text) return
    for (const inner of value instanceof Y.Map ? value.values() : value) visit(inner)
  }
  for (const root of [doc.getMap('map'), doc.getArray('array'), doc.getText('text')]) visit(root)
  return found
}

const newValue = (pick: Pick, word: string): unknown =>
  [() => word, () => new Y.Map([['in', word]]), () => Y.Array.from([word]), () => new Y.Text(word)][
    pick(8) < 5 ? 0 : 1 + pick(3)
  ]?.()

/** Does one thing of those people do: writes, deletes, puts something in or takes it out. `false`: nothing to do. */
export const doSomething = (doc: Y.Doc, pick: Pick, word: string): boolean => {
  const types = typesIn(doc)
  const type = types[pick(types.length)]
  if (!type) return false
  const isTaking = pick(3) === 0
  if (type instanceof Y.Map) {
    const key = `key ${pick(KEYS)}`
    if (!isTaking) type.set(key, newValue(pick, word))
    else if (type.has(key)) type.delete(key)
    else return false
    return true
  }
  const { length } = type
  if (isTaking) {
    if (length === 0) return false
    const at = pick(length)
    type.delete(at, 1 + pick(Math.min(4, length - at)))
  } else if (type instanceof Y.Text) type.insert(pick(length + 1), word)
  else type.insert(pick(length + 1), [newValue(pick, word)])
  return true
}

/** One or several of them, as one transaction. */
export const actAtRandom = (doc: Y.Doc, pick: Pick, word: string): void =>
  doc.transact(() => {
    const times = pick(4) === 0 ? 2 + pick(6) : 1
    for (let time = 0; time < times; time++) doSomething(doc, pick, `${word}.${time} `)
  })
