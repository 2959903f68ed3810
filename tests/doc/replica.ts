import type { Desk } from '../../src/doc/desk.ts'
import { createSharedDoc, mergeInto, stateOf } from '../../src/doc/sharedDoc.ts'
import type { SharedDoc } from '../../src/doc/sharedText.ts'
import { arxivKey, type PaperKey } from '../../src/domain/paperKey.ts'
import type { PaperSnapshot } from '../../src/domain/paper.ts'

/** A seeded generator, so that a failing run can be repeated: mulberry32. */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const DAY = 86_400_000

/** Somebody's copy of a document, with a clock that the test moves. */
export interface Replica extends Desk {
  readonly doc: SharedDoc
  clock: number
}

export const createReplica = (by: string, seed = 1, from?: Replica): Replica => {
  const doc = createSharedDoc()
  if (from) mergeInto(doc, stateOf(from.doc), 'test')
  const random = seeded(seed)
  let ids = 0
  const replica: Replica = {
    doc,
    by,
    clock: 1_750_000_000_000,
    now: () => replica.clock,
    random,
    randomId: () => `${by}-${seed}-${++ids}`,
  }
  return replica
}

/** Every replica gets what every other has. */
export const exchange = (...replicas: readonly Replica[]): void => {
  const states = replicas.map(({ doc }) => stateOf(doc))
  for (const { doc } of replicas) for (const state of states) mergeInto(doc, state, 'test')
}

export const paper = (number: number): PaperKey => arxivKey(`2501.${String(10_000 + number)}`)
export const snapshot = (number: number): PaperSnapshot => ({
  source: 'page',
  title: `Paper number ${number}`,
  arxivId: `2501.${String(10_000 + number)}`,
})
