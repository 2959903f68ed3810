import { describe, expect, test } from 'vitest'
import { undoAct } from '../../src/doc/undoing.ts'
import { createLibrary, savePaper, setSetting, unskipPapers, writeAlias } from '../../src/doc/libraryDoc.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { KEPT_MS, MAX_PACKED_SKIPS, MAX_PURGED_TOMBSTONES } from '../../src/doc/limits.ts'
import { parsePacked, parsePackedKey, skipPapers, skipTombstoneKey } from '../../src/doc/skips.ts'
import { parseDay, type Day } from '../../src/lib/day.ts'
import { parsePaperKey, type PaperKey } from '../../src/domain/paperKey.ts'
import { createReplica, DAY, exchange, paper, seeded, type Replica } from './replica.ts'

const day = (text: string): Day => {
  const parsed = parseDay(text)
  if (!parsed) throw new Error(`${text} is no day`)
  return parsed
}
const keyOf = (text: string): PaperKey => {
  const parsed = parsePaperKey(text)
  if (!parsed) throw new Error(`${text} is no key`)
  return parsed
}
const MONDAY = day('2025-06-16')
const TUESDAY = day('2025-06-17')

const two = (): readonly [Replica, Replica] => {
  const ana = createReplica('ana', 1)
  createLibrary(ana)
  return [ana, createReplica('ben', 2, ana)]
}
/** What a reader shows that was there all along, which must be what a new one shows. */
const watch = (replica: Replica) => {
  const reader = readLibrary(replica.doc)
  return (): readonly string[] => {
    const shown = [...reader.view().skipped].toSorted()
    expect(shown).toEqual([...readLibrary(replica.doc).view().skipped].toSorted())
    expect(reader.view().skipped.size).toBe(shown.length)
    return shown
  }
}

describe('skips', () => {
  test('D4: a skip is one entry of the day and device, as JSON text that is replaced whole', () => {
    const [ana] = two()
    skipPapers(ana, MONDAY, [paper(1)])
    skipPapers(ana, MONDAY, [paper(2), paper(1)])
    skipPapers(ana, TUESDAY, [paper(3)])
    expect(ana.doc.getMap('skipped').toJSON()).toEqual({
      '2025-06-16 ana': JSON.stringify([paper(1), paper(2)]),
      '2025-06-17 ana': JSON.stringify([paper(3)]),
    })
    expect(skipPapers(ana, TUESDAY, [paper(1), paper(2)])).toBeNull()
  })

  test('D1: skips of two devices add up', () => {
    const [ana, ben] = two()
    const shown = [watch(ana), watch(ben)]
    skipPapers(ana, MONDAY, [paper(1), paper(2)])
    skipPapers(ben, MONDAY, [paper(2), paper(3)])
    exchange(ana, ben)
    for (const one of shown) expect(one()).toEqual([paper(1), paper(2), paper(3)])
  })

  test('D5: taking a skip back takes back every one that was seen, on both sides', () => {
    const [ana, ben] = two()
    const shown = [watch(ana), watch(ben)]
    skipPapers(ana, MONDAY, [paper(1), paper(2)])
    skipPapers(ben, MONDAY, [paper(1)])
    exchange(ana, ben)
    for (const one of shown) expect(one()).toEqual([paper(1), paper(2)])
    const act = unskipPapers(ben, [paper(1)])
    exchange(ana, ben)
    for (const one of shown) expect(one()).toEqual([paper(2)])
    undoAct(ana, act ?? '')
    exchange(ana, ben)
    for (const one of shown) expect(one()).toEqual([paper(1), paper(2)])
  })

  test('D5: a skip made at the time of a taking back stands', () => {
    const [ana, ben] = two()
    const shown = [watch(ana), watch(ben)]
    skipPapers(ana, MONDAY, [paper(1)])
    exchange(ana, ben)
    unskipPapers(ana, [paper(1)])
    unskipPapers(ben, [paper(1)])
    skipPapers(ben, TUESDAY, [paper(1)])
    exchange(ana, ben)
    for (const one of shown) expect(one()).toEqual([paper(1)])
  })

  test('D63: saving takes the skip back in the same act, and its undo brings that back; a skip made meanwhile stands', () => {
    const [ana, ben] = two()
    const shown = [watch(ana), watch(ben)]
    const saved = (one: Replica) => [...readLibrary(one.doc).view().saved.keys()]
    skipPapers(ana, MONDAY, [paper(1), paper(2)])
    exchange(ana, ben)
    const act = savePaper(ben, paper(1), [], true)
    skipPapers(ana, TUESDAY, [paper(3)])
    exchange(ana, ben)
    for (const one of shown) expect(one()).toEqual([paper(2), paper(3)])
    expect(undoAct(ben, act ?? '')).toBe(true)
    exchange(ana, ben)
    for (const one of shown) expect(one()).toEqual([paper(1), paper(2), paper(3)])
    for (const one of [ana, ben]) expect(saved(one)).toEqual([])
    unskipPapers(ana, [paper(1)])
    skipPapers(ana, TUESDAY, [paper(1)])
    savePaper(ben, paper(1), [], true)
    exchange(ana, ben)
    for (const one of shown) expect(one()).toContain(paper(1))
    for (const one of [ana, ben]) expect(saved(one)).toEqual([paper(1)])
  })

  test('D6: a skip is undone by its act, from any device, and once', () => {
    const [ana, ben] = two()
    const shown = [watch(ana), watch(ben)]
    const first = skipPapers(ana, MONDAY, [paper(1), paper(2)]) ?? ''
    const second = skipPapers(ana, MONDAY, [paper(3)]) ?? ''
    exchange(ana, ben)
    expect(undoAct(ben, first)).toBe(true)
    exchange(ana, ben)
    for (const one of shown) expect(one()).toEqual([paper(3)])
    expect([undoAct(ana, first), undoAct(ben, first)]).toEqual([false, false])
    expect(undoAct(ana, second)).toBe(true)
    exchange(ana, ben)
    for (const one of shown) expect(one()).toEqual([])
    skipPapers(ana, MONDAY, [paper(1)])
    for (const one of shown.slice(0, 1)) expect(one()).toEqual([paper(1)])
  })

  test('D4: a paper skipped under a name it had before is skipped already', () => {
    const [ana] = two()
    const weak = keyOf('doi:10.1000/xyz')
    skipPapers(ana, MONDAY, [weak])
    writeAlias(ana, weak, paper(1))
    const before = ana.doc.getMap('skipped').toJSON()
    expect(skipPapers(ana, MONDAY, [paper(1)])).toBeNull()
    expect(skipPapers(ana, TUESDAY, [weak])).toBeNull()
    expect(ana.doc.getMap('skipped').toJSON()).toEqual(before)
    unskipPapers(ana, [paper(1)])
    expect(skipPapers(ana, TUESDAY, [weak])).not.toBeNull()
  })

  test('D15: a paper that gets another name stays skipped, under that', () => {
    const [ana, ben] = two()
    const shown = [watch(ana), watch(ben)]
    const weak = keyOf('doi:10.1000/xyz')
    skipPapers(ana, MONDAY, [weak, paper(2)])
    exchange(ana, ben)
    for (const one of shown) expect(one()).toContain(weak)
    expect(writeAlias(ben, weak, paper(1))).not.toBeNull()
    exchange(ana, ben)
    for (const one of shown) expect(one()).toEqual([paper(1), paper(2)])
    unskipPapers(ana, [paper(1)])
    exchange(ana, ben)
    for (const one of shown) expect(one()).toEqual([paper(2)])
  })

  test('D12: entries that make no sense are left out, and what is no key in one', () => {
    const [ana] = two()
    const shown = watch(ana)
    const skipped = ana.doc.getMap('skipped')
    skipped.set('2025-06-16 ben', JSON.stringify([paper(1), 5, null, 'no key', {}]))
    skipped.set('2025-06-16', JSON.stringify([paper(2)]))
    skipped.set('2025-06-16 ben twice', JSON.stringify([paper(2)]))
    skipped.set('2025-02-30 ben', JSON.stringify([paper(2)]))
    skipped.set('2025-06-17 ben', '{"not":"a list"}')
    skipped.set('2025-06-18 ben', 5)
    expect(shown()).toEqual([paper(1)])
    expect(readLibrary(ana.doc).view().unreadable).toBe(5)
    expect(parsePackedKey('2025-06-16 ben')).toEqual({ day: MONDAY, device: 'ben' })
    const many = Array.from({ length: MAX_PACKED_SKIPS + 1 }, (_none, at) => paper(at + 10))
    expect(parsePacked(JSON.stringify(many))).toHaveLength(MAX_PACKED_SKIPS)
    expect(skipPapers(ana, MONDAY, many) === null).toBe(true)
    expect(skipPapers(ana, MONDAY, many.slice(1)) === null).toBe(false)
  })

  test('D10: an old tombstone goes from its own device with the key it hid, and waits for another', () => {
    const [ana, ben] = two()
    const shown = [watch(ana), watch(ben)]
    skipPapers(ana, MONDAY, [paper(1), paper(2)])
    skipPapers(ben, MONDAY, [paper(2), paper(3)])
    exchange(ana, ben)
    unskipPapers(ana, [paper(1), paper(2)])
    ana.clock += KEPT_MS
    setSetting(ana, 'a', 1)
    expect(ana.doc.getMap('removed').size).toBe(2)
    ana.clock += 1
    setSetting(ana, 'a', 2)
    expect([...ana.doc.getMap('removed').keys()]).toEqual([skipTombstoneKey(paper(2))])
    expect(ana.doc.getMap('skipped').get('2025-06-16 ana')).toBe('[]')
    expect(shown[0]?.()).toEqual([paper(3)])
    exchange(ana, ben)
    ben.clock = ana.clock + DAY
    setSetting(ben, 'a', 3)
    exchange(ana, ben)
    expect(ana.doc.getMap('removed').size).toBe(0)
    for (const one of shown) expect(one()).toEqual([paper(3)])
  })

  test('D10: tombstones that wait for a device that is gone do not keep the others from going', () => {
    const [ana, ben] = two()
    const gone = Array.from({ length: 2 * MAX_PURGED_TOMBSTONES }, (_none, at) => paper(at + 100))
    skipPapers(ben, MONDAY, gone)
    exchange(ana, ben)
    unskipPapers(ana, gone)
    skipPapers(ana, MONDAY, [paper(1)])
    unskipPapers(ana, [paper(1)])
    ana.clock += KEPT_MS + DAY
    for (let verb = 0; verb < 20; verb++) setSetting(ana, 'a', verb)
    expect(ana.doc.getMap('removed').has(skipTombstoneKey(paper(1)))).toBe(false)
    expect(ana.doc.getMap('removed').size).toBe(gone.length)
    expect(watch(ana)()).toEqual([])
  })

  test.each([1, 2, 3, 4, 5])(
    'D1: random skips on three devices are shown alike at every step (seed %i)',
    (seed) => {
      const random = seeded(seed)
      const pick = (below: number): number => Math.floor(random() * below)
      const [ana, ben] = two()
      const all = [ana, ben, createReplica('cy', 3, ana)]
      const shown = all.map(watch)
      const acts: string[] = []
      for (let step = 0; step < 80; step++) {
        const at = pick(3)
        const one = all[at] ?? ana
        one.clock += pick(DAY)
        const verb = pick(5)
        if (verb < 2)
          acts.push(skipPapers(one, pick(2) ? MONDAY : TUESDAY, [paper(pick(4)), paper(pick(4))]) ?? '')
        else if (verb === 2) unskipPapers(one, [paper(pick(4))])
        else if (verb === 3) undoAct(one, acts[pick(acts.length)] ?? '')
        else exchange(one, all[pick(3)] ?? ana)
        shown[at]?.()
      }
      exchange(...all)
      const [first, ...others] = shown.map((one) => one())
      for (const other of others) expect(other).toEqual(first)
    },
  )
})
