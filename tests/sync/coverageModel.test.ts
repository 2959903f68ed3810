import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createCoverage, readParts, type Coverage } from '../../src/sync/coverage.ts'
import { coversPending, differenceOf, wholeOf } from '../../src/sync/difference.ts'
import { seeded } from '../doc/replica.ts'
import { LONG_TIMEOUT_MS, longRun } from '../helpers/longRun.ts'
import { actAtRandom } from '../model/randomActs.ts'

/** The reference: every single (client, clock) by itself, read from updates and stores with nothing of ours. */
interface Ids {
  readonly structs: Set<string>
  readonly deletions: Set<string>
}
const noIds = (): Ids => ({ structs: new Set(), deletions: new Set() })

const each = (client: number, clock: number, length: number, take: (id: string) => void): void => {
  for (let at = clock; at < clock + length; at++) take(`${client}:${at}`)
}
const idsOfUpdate = (update: Uint8Array, decode = Y.decodeUpdate): Ids => {
  const ids = noIds()
  const { structs, ds } = decode(update)
  for (const struct of structs)
    if (!(struct instanceof Y.Skip))
      each(struct.id.client, struct.id.clock, struct.length, (id) => ids.structs.add(id))
  for (const [client, ranges] of ds.clients)
    for (const { clock, len } of ranges) each(client, clock, len, (id) => ids.deletions.add(id))
  return ids
}
const idsOfDoc = (doc: Y.Doc): Ids => {
  const ids = noIds()
  for (const [client, structs] of doc.store.clients)
    for (const struct of structs) {
      each(client, struct.id.clock, struct.length, (id) => ids.structs.add(id))
      if (struct.deleted) each(client, struct.id.clock, struct.length, (id) => ids.deletions.add(id))
    }
  return ids
}
const addAll = (to: Ids, from: Ids): void => {
  for (const id of from.structs) to.structs.add(id)
  for (const id of from.deletions) to.deletions.add(id)
}
const isWithin = (part: Ids, whole: Ids): boolean =>
  [...part.structs].every((id) => whole.structs.has(id)) &&
  [...part.deletions].every((id) => whole.deletions.has(id))

const partsOf = (update: Uint8Array): NonNullable<ReturnType<typeof readParts>> => {
  const parts = readParts(update)
  if (!parts) throw new Error('an update of Yjs’s own is not read')
  return parts
}

interface Tally {
  lacking: number
  complete: number
  rebased: number
  waiting: number
}

/** Devices that write, meet, collect garbage and wait for what is not here; a log that grows and is tidied. */
const compareOnce = (seed: number, tally: Tally): void => {
  const random = seeded(seed)
  const pick = (below: number): number => Math.floor(random() * below)
  const docs = [0, 1, 2].map((number) => {
    const doc = new Y.Doc({ gc: number !== 1 })
    doc.clientID = seed * 10 + number
    return doc
  })
  const updates: Uint8Array[] = []
  for (const doc of docs) doc.on('update', (update: Uint8Array) => updates.push(update))
  let coverage: Coverage = createCoverage()
  let held = noIds()
  const hold = (update: Uint8Array): void => {
    coverage.add(partsOf(update))
    addAll(held, idsOfUpdate(update))
  }
  const compare = (): void => {
    for (const doc of docs) {
      const lacks = !isWithin(idsOfDoc(doc), held)
      expect(coverage.lacks(doc), `seed ${seed}`).toBe(lacks)
      if (lacks) tally.lacking++
      else tally.complete++
      if (doc.store.pendingStructs) tally.waiting++
      const update = differenceOf(doc, coverage)
      const after = noIds()
      addAll(after, held)
      addAll(after, idsOfUpdate(update))
      expect(isWithin(idsOfDoc(doc), after), `seed ${seed}: the difference is all that is lacking`).toBe(true)
      // What waits is no part of the difference, and without it `saved` is not said.
      const waiting = noIds()
      for (const pending of [doc.store.pendingStructs?.update, doc.store.pendingDs])
        // Yjs keeps it in its second format.
        if (pending) addAll(waiting, idsOfUpdate(pending, Y.decodeUpdateV2))
      expect(coversPending(doc, coverage)).toBe(isWithin(waiting, held))
    }
    const asked = updates[pick(updates.length)]
    if (asked) expect(coverage.contains(partsOf(asked))).toBe(isWithin(idsOfUpdate(asked), held))
    for (const [client, to] of coverage.stateVector()) {
      expect(held.structs.has(`${client}:${to - 1}`)).toBe(true)
      expect(held.structs.has(`${client}:${to}`)).toBe(false)
    }
  }
  for (let step = 0; step < 40; step++) {
    const doc = docs[pick(3)]
    const other = docs[pick(3)]
    if (!doc || !other) continue
    const one = updates[pick(updates.length)]
    switch (pick(9)) {
      case 0:
      case 1:
        actAtRandom(doc, pick, `w${step}`)
        break
      case 2:
        Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
        break
      case 3:
        // Out of order: it waits for its foundation.
        if (one) Y.applyUpdate(doc, one)
        break
      case 4:
        // In any order, and more than once.
        if (one) hold(one)
        break
      case 7: {
        // Several as one: what lies between them is skipped, not said.
        const some = updates.filter(() => pick(3) === 0)
        if (some.length > 0) hold(Y.mergeUpdates(some))
        break
      }
      case 8:
        // Everything, the last first.
        if (pick(4) === 0) for (const update of [...updates].reverse()) hold(update)
        break
      case 5:
        hold(differenceOf(doc, coverage))
        break
      case 6: {
        // A snapshot takes the place of the log: coverage is counted anew, and what it covers is compared first.
        const whole = wholeOf(doc)
        const next = createCoverage()
        next.add(partsOf(whole))
        expect(coverage.within(next)).toBe(isWithin(held, idsOfUpdate(whole)))
        if (pick(3) > 0) break
        coverage = next
        held = idsOfUpdate(whole)
        tally.rebased++
      }
    }
    if (updates.length > 0) compare()
  }
  for (const doc of docs) doc.destroy()
}

const newTally = (): Tally => ({ lacking: 0, complete: 0, rebased: 0, waiting: 0 })

test('S2, S10: coverage agrees with a set of single ids over real updates: deletions, garbage, snapshots, what waits', () => {
  const tally = newTally()
  for (let seed = 1; seed <= 24; seed++) compareOnce(seed, tally)
  for (const count of Object.values(tally)) expect(count).toBeGreaterThan(10)
})

test.runIf(longRun)(
  'S2, S10: the same for as many seeds as there is time for',
  () => {
    if (!longRun) return
    const end = Date.now() + longRun.ms
    const tally = newTally()
    let seed = longRun.firstSeed
    for (; Date.now() < end; seed++) compareOnce(seed, tally)
    console.log(`coverage: ${seed - longRun.firstSeed} seeds from ${longRun.firstSeed} on`)
  },
  LONG_TIMEOUT_MS,
)
