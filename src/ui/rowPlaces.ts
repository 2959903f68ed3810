import { createMemo, createSignal, untrack } from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'

/** A row of three lines, in px: what a row is taken for until it has been measured. */
export const ROW_HEIGHT = 132

/** Where the rows of a list stand, in px from its beginning; what is asked for in an effect is asked for again. */
export interface RowPlaces {
  indexOf(key: PaperKey): number
  /** Where the row at `index` begins; one past the last: where the list ends. */
  start(index: number): number
  startOf(key: PaperKey): number
  total(): number
  /** The row at a height, the first or the last where there is none; not reactive. */
  at(y: number): number
  isMeasured(key: PaperKey): boolean
  /** Takes real heights; false where they were known. */
  measure(heights: readonly (readonly [PaperKey, number])[]): boolean
  /** Rows have other heights now: each is measured anew when it is drawn. */
  forget(): void
}

/** Needs a reactive owner. */
export const createRowPlaces = (keys: () => readonly PaperKey[]): RowPlaces => {
  const heights = new Map<PaperKey, number>()
  const [changed, setChanged] = createSignal(0)
  const indices = createMemo(() => {
    const found = new Map(keys().map((key, at) => [key, at]))
    // Those that are gone would be remembered for ever.
    for (const key of heights.keys()) if (!found.has(key)) heights.delete(key)
    return found
  })
  const starts = createMemo(() => {
    changed()
    const places = new Float64Array(indices().size + 1)
    let at = 0
    let y = 0
    for (const key of indices().keys()) {
      places[at++] = y
      y += heights.get(key) ?? ROW_HEIGHT
    }
    places[at] = y
    return places
  })
  const start = (index: number): number => starts()[index] ?? starts().at(-1) ?? 0
  return {
    indexOf: (key) => indices().get(key) ?? 0,
    start,
    startOf: (key) => start(indices().get(key) ?? 0),
    total: () => start(indices().size),
    at(y) {
      const places = untrack(starts)
      let low = 0
      let high = Math.max(places.length - 2, 0)
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((places[middle] ?? 0) <= y) low = middle
        else high = middle - 1
      }
      return low
    },
    isMeasured: (key) => heights.has(key),
    measure(found) {
      const news = found.filter(([key, height]) => height > 0 && heights.get(key) !== height)
      for (const [key, height] of news) heights.set(key, height)
      if (news.length > 0) setChanged((times) => times + 1)
      return news.length > 0
    },
    forget() {
      heights.clear()
    },
  }
}
