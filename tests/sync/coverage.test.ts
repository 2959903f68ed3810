import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createCoverage, NO_PARTS, readParts, type ClockRange } from '../../src/sync/coverage.ts'
import { differenceOf, hasPending, wholeOf } from '../../src/sync/difference.ts'

/** The reference: every single id in a set, nothing clever. */
const idsOf = (ranges: readonly ClockRange[]): string[] =>
  ranges.flatMap(({ client, from, to }) =>
    Array.from({ length: to - from }, (_, index) => `${client}:${from + index}`),
  )

const range: fc.Arbitrary<ClockRange> = fc
  .record({
    client: fc.integer({ min: 1, max: 3 }),
    from: fc.integer({ min: 0, max: 40 }),
    length: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ client, from, length }) => ({ client, from, to: from + length }))

test('coverage agrees with a set of single ids, whatever is added in whatever order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ structs: fc.array(range), deletions: fc.array(range) }), { maxLength: 12 }),
      fc.array(range, { maxLength: 12 }),
      (added, asked) => {
        const coverage = createCoverage()
        const structs = new Set<string>()
        const deletions = new Set<string>()
        for (const parts of added) {
          coverage.add(parts)
          for (const id of idsOf(parts.structs)) structs.add(id)
          for (const id of idsOf(parts.deletions)) deletions.add(id)
        }
        for (const one of asked) {
          const held = idsOf([one]).every((id) => structs.has(id))
          expect(coverage.contains({ structs: [one], deletions: [] })).toBe(held)
          expect(coverage.hasDeletion(one)).toBe(idsOf([one]).every((id) => deletions.has(id)))
        }
        for (const client of [1, 2, 3]) {
          let to = 0
          while (structs.has(`${client}:${to}`)) to++
          expect(coverage.stateVector().get(client) ?? 0).toBe(to)
        }
        const other = createCoverage()
        other.add({ structs: asked, deletions: asked })
        const ids = new Set(idsOf(asked))
        expect(other.within(coverage)).toBe(
          [...ids].every((id) => structs.has(id)) && [...ids].every((id) => deletions.has(id)),
        )
      },
    ),
    { numRuns: 400 },
  )
})

type Act =
  | { readonly type: 'write'; readonly by: number; readonly at: number; readonly text: string }
  | { readonly type: 'delete'; readonly by: number; readonly at: number; readonly length: number }
  | { readonly type: 'meet'; readonly by: number }
  | { readonly type: 'upload'; readonly by: number }

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    type: fc.constant('write' as const),
    by: fc.nat(2),
    at: fc.nat(60),
    text: fc.string({ minLength: 1, maxLength: 6 }),
  }),
  fc.record({
    type: fc.constant('delete' as const),
    by: fc.nat(2),
    at: fc.nat(60),
    length: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ type: fc.constant('meet' as const), by: fc.nat(2) }),
  fc.record({ type: fc.constant('upload' as const), by: fc.nat(2) }),
)

const same = (a: Y.Doc, b: Y.Doc): boolean =>
  Buffer.compare(Y.encodeSnapshot(Y.snapshot(a)), Y.encodeSnapshot(Y.snapshot(b))) === 0

test('S1: coverage lacks a document exactly where the log differs, and the difference mends it at once', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()]
      const log = new Y.Doc()
      const coverage = createCoverage()
      for (const one of acts) {
        const doc = docs[one.by]
        if (!doc) continue
        const text = doc.getText('t')
        if (one.type === 'write') text.insert(Math.min(one.at, text.length), one.text)
        if (one.type === 'delete' && text.length > 0) {
          const at = one.at % text.length
          text.delete(at, Math.min(one.length, text.length - at))
        }
        if (one.type === 'meet') Y.applyUpdate(doc, Y.encodeStateAsUpdate(log))
        if (one.type === 'upload') {
          const merged = new Y.Doc()
          Y.applyUpdate(merged, Y.encodeStateAsUpdate(log))
          Y.applyUpdate(merged, Y.encodeStateAsUpdate(doc))
          expect(coverage.lacks(doc)).toBe(!same(merged, log))
          const update = differenceOf(doc, coverage)
          const parts = readParts(update)
          expect(parts).not.toBeNull()
          coverage.add(parts ?? NO_PARTS)
          Y.applyUpdate(log, update)
          expect(hasPending(log)).toBe(false)
          expect(same(merged, log)).toBe(true)
          expect(coverage.lacks(doc)).toBe(false)
        }
      }
    }),
    { numRuns: 200 },
  )
})

describe('the difference', () => {
  test('S1: carries one deletion, not the thousands that the relay has', () => {
    const doc = new Y.Doc()
    const text = doc.getText('t')
    for (let at = 0; at < 3_000; at++) text.insert(0, 'ab')
    for (let at = 0; at < 3_000; at++) text.delete(at, 1)
    const coverage = createCoverage()
    coverage.add(readParts(wholeOf(doc)) ?? NO_PARTS)
    text.delete(10, 1)
    expect(differenceOf(doc, coverage).length).toBeLessThan(30)
    expect(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)).length).toBeGreaterThan(3_000)
  })

  test('S1: leaves out what waits for others, and leaves it waiting', () => {
    const far = new Y.Doc()
    const updates: Uint8Array[] = []
    far.on('update', (update: Uint8Array) => updates.push(update))
    far.getText('t').insert(0, 'first')
    far.getText('t').insert(5, 'second')
    const doc = new Y.Doc()
    doc.getText('t').insert(0, 'mine')
    Y.applyUpdate(doc, updates[1] ?? new Uint8Array())
    expect(hasPending(doc)).toBe(true)
    const parts = readParts(differenceOf(doc, createCoverage()))
    expect(parts?.structs.map(({ client }) => client)).toEqual([doc.clientID])
    expect(hasPending(doc)).toBe(true)
    expect(readParts(wholeOf(doc))?.structs.some(({ client }) => client === far.clientID)).toBe(true)
  })
})

test('bytes that are no V1 update have no parts, and nothing throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const parts = readParts(bytes)
      if (parts) for (const { from, to } of parts.structs) expect(to).toBeGreaterThan(from)
    }),
    { numRuns: 300 },
  )
  expect(readParts(new Uint8Array([255, 255, 255]))).toBeNull()
})
