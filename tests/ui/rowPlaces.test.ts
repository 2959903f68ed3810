import { createRoot, createSignal } from 'solid-js'
import { expect, test } from 'vitest'
import { arxivKey, type PaperKey } from '../../src/domain/paperKey.ts'
import { createRowPlaces, ROW_HEIGHT, type RowPlaces } from '../../src/ui/rowPlaces.ts'

const keyAt = (at: number): PaperKey => {
  const key = arxivKey(`2401.${String(at).padStart(5, '0')}`)
  if (!key) throw new Error('no key')
  return key
}
const keys = Array.from({ length: 2_000 }, (_, at) => keyAt(at))
const inRoot = (
  of: readonly PaperKey[],
  look: (places: RowPlaces, setKeys: (keys: readonly PaperKey[]) => void) => void,
): void =>
  createRoot((dispose) => {
    const [given, setGiven] = createSignal(of)
    look(createRowPlaces(given), (next) => void setGiven(next))
    dispose()
  })

test('rows that nobody has measured are taken for rows of three lines, one after the other', () =>
  inRoot(keys, (places) => {
    expect(places.total()).toBe(2_000 * ROW_HEIGHT)
    expect(places.startOf(keyAt(7))).toBe(7 * ROW_HEIGHT)
    expect(places.indexOf(keyAt(1_999))).toBe(1_999)
    expect(places.isMeasured(keyAt(7))).toBe(false)
  }))

test('a measured row moves those below it, and says whether anything has changed', () =>
  inRoot(keys, (places) => {
    expect(
      places.measure([
        [keyAt(0), 100],
        [keyAt(2), 200],
      ]),
    ).toBe(true)
    expect([0, 1, 2, 3].map((at) => places.start(at))).toEqual([0, 100, 100 + ROW_HEIGHT, 300 + ROW_HEIGHT])
    expect(places.total()).toBe(300 + 1_998 * ROW_HEIGHT)
    expect(places.measure([[keyAt(2), 200]])).toBe(false)
    // Out of the page a row has none.
    expect(places.measure([[keyAt(3), 0]])).toBe(false)
    expect(places.isMeasured(keyAt(3))).toBe(false)
  }))

test('the row at a height is the one that begins there or above, and never one that is not', () =>
  inRoot(keys, (places) => {
    places.measure([[keyAt(0), 100]])
    expect([-50, 0, 99, 100, 99 + ROW_HEIGHT, 100 + ROW_HEIGHT].map((y) => places.at(y))).toEqual([
      0, 0, 0, 1, 1, 2,
    ])
    expect(places.at(1e9)).toBe(1_999)
    for (let at = 0; at < 2_000; at += 37) {
      expect(places.at(places.start(at))).toBe(at)
      expect(places.at(places.start(at + 1) - 1)).toBe(at)
    }
  }))

test('a height goes with its paper when the order changes, and is forgotten with it', () =>
  inRoot(keys.slice(0, 3), (places, setKeys) => {
    places.measure([[keyAt(2), 300]])
    setKeys([keyAt(2), keyAt(1)])
    expect([places.startOf(keyAt(1)), places.total()]).toEqual([300, 300 + ROW_HEIGHT])
    setKeys([keyAt(1)])
    expect(places.isMeasured(keyAt(2))).toBe(false)
    setKeys([keyAt(1), keyAt(2)])
    expect(places.total()).toBe(2 * ROW_HEIGHT)
  }))

test('in a column of another width every row is unknown again', () =>
  inRoot(keys.slice(0, 2), (places) => {
    places.measure([[keyAt(0), 300]])
    places.forget()
    expect(places.isMeasured(keyAt(0))).toBe(false)
    expect(places.measure([[keyAt(0), 300]])).toBe(true)
  }))

test('of nothing there is no height', () =>
  inRoot([], (places) => {
    expect([places.total(), places.at(100), places.start(0), places.indexOf(keyAt(0))]).toEqual([0, 0, 0, 0])
  }))
