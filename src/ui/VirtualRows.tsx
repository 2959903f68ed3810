import {
  createEffect,
  createMemo,
  createRenderEffect,
  createSignal,
  mapArray,
  on,
  onCleanup,
  onMount,
  untrack,
  type JSX,
} from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'
import type { RowsProps } from './PaperList.tsx'
import { orderRows } from './rowOrder.ts'
import { createRowPlaces } from './rowPlaces.ts'

/** What a list asks of the rows it draws only some of. */
export interface DrawnRows {
  scrollTo(index: number): void
}

/** Drawn above and below what is seen: about a window. */
const OVERSCAN = 6
/**
 * So many are drawn together: a change of the page costs more than a row of it, and more at once are late themselves
 * (measured: a fling on a quarter of the CPU has the most frames with three).
 */
const BATCH = 3
/** With fewer than this left on the side a scroll goes to, twice as many are drawn together. */
const FEW = 3

/** The first and the last of some rows, both counted. */
type Range = readonly [first: number, last: number]

const isSame = (one: Range, other: Range): boolean => one[0] === other[0] && one[1] === other[1]
const holds = (outer: Range, inner: Range): boolean => outer[0] <= inner[0] && outer[1] >= inner[1]
const towards = (from: number, to: number, most: number): number =>
  from + Math.max(-most, Math.min(most, to - from))

/**
 * Draws only the rows in view and some around them, for lists longer than a person scrolls through. What comes into
 * view is drawn before: a few rows at a time, after a frame and not in it, so that a fling has its frames in time.
 */
export const VirtualRows = (
  props: RowsProps & {
    readonly scroller: () => HTMLElement | null
    readonly onDrawn: (rows: DrawnRows) => void
  },
): JSX.Element => {
  const [list, setList] = createSignal<HTMLUListElement>()
  const [drawn, setDrawn] = createSignal<Range>([0, -1], { equals: isSame })
  const places = createRowPlaces(() => props.keys)
  const rows = new Map<PaperKey, HTMLElement>()
  /** How far below the beginning of the scrolled column the list begins, and what is seen of the column, in px. */
  let margin = 0
  let top = 0
  let height = 0

  const seen = (): Range => [places.at(top - margin), places.at(top + height - margin)]
  const around = ([first, last]: Range): Range => [
    Math.max(first - OVERSCAN, 0),
    Math.min(last + OVERSCAN, props.keys.length - 1),
  ]

  /** Takes the heights of rows, given or asked for, and keeps what is seen where it is. */
  const measure = (heights: readonly (readonly [PaperKey, number])[]): void => {
    const scroller = props.scroller()
    const first = places.at(top - margin)
    const before = places.start(first)
    if (!places.measure(heights)) return
    const moved = places.start(first) - before
    if (!scroller || moved === 0 || top <= margin) return
    scroller.scrollTop += moved
    top = scroller.scrollTop
  }
  const measureNew = (): void =>
    measure([...rows].filter(([key]) => !places.isMeasured(key)).map(([key, row]) => [key, row.offsetHeight]))
  const draw = (range: Range): void => {
    setDrawn(range)
    measureNew()
  }

  let planned = false
  const plan = (): void => {
    if (planned) return
    planned = true
    requestAnimationFrame(() => setTimeout(fill))
  }
  /** Whether so much is wanting on a side that it is worth a change of the page. */
  const lags = ([first, last]: Range, wanted: Range): boolean => {
    const end = props.keys.length - 1
    const above = first - wanted[0]
    const below = wanted[1] - last
    return (
      above >= BATCH || (above > 0 && wanted[0] === 0) || below >= BATCH || (below > 0 && wanted[1] === end)
    )
  }
  /** One step from what is drawn to what is wanted; it is laid out here, where there is time for it. */
  const fill = (): void => {
    planned = false
    const own = list()
    if (!own?.isConnected) return
    const view = seen()
    const wanted = around(view)
    const [first, last] = drawn()
    const step = Math.min(view[0] - first, last - view[1]) < FEW ? 2 * BATCH : BATCH
    draw([
      wanted[0] > first ? wanted[0] : towards(first, wanted[0], step),
      wanted[1] < last ? wanted[1] : towards(last, wanted[1], step),
    ])
    // Else it is the next frame that lays it out.
    void own.offsetHeight
    if (lags(drawn(), wanted)) plan()
  }
  /** Draws what is seen, if it is not, at once, and the rest after the frame. */
  const look = (): void => {
    if (!holds(drawn(), seen()) || drawn()[1] >= props.keys.length) draw(seen())
    // Measured, some may have come into view that were not, or the other way round.
    if (!holds(drawn(), seen())) draw(seen())
    if (lags(drawn(), around(seen()))) plan()
  }

  createEffect(() => {
    const own = list()
    const scroller = props.scroller()
    if (!own || !scroller) return
    const onScroll = (): void => {
      top = scroller.scrollTop
      look()
    }
    let width = own.clientWidth
    const frame = (): void => {
      margin = own.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop
      height = scroller.clientHeight
      if (own.clientWidth !== width) {
        // Lines break elsewhere: what was known of rows that are not drawn is no longer so.
        width = own.clientWidth
        places.forget()
        measureNew()
      }
      onScroll()
    }
    const sizes = new ResizeObserver(frame)
    const watch = (): void => {
      sizes.disconnect()
      sizes.observe(scroller)
      for (const part of scroller.children) if (part !== own) sizes.observe(part)
      frame()
    }
    const parts = new MutationObserver(watch)
    parts.observe(scroller, { childList: true })
    scroller.addEventListener('scroll', onScroll, { passive: true })
    untrack(watch)
    onCleanup(() => {
      sizes.disconnect()
      parts.disconnect()
      scroller.removeEventListener('scroll', onScroll)
    })
  })
  createEffect(on(() => props.keys, look, { defer: true }))

  const keyOf = new WeakMap<Element, PaperKey>()
  const heights = new ResizeObserver((entries) =>
    measure(
      entries.flatMap(({ target, borderBoxSize: [box] }) => {
        const key = keyOf.get(target)
        // Gone from the page it has none.
        return key !== undefined && box && target.isConnected
          ? [[key, Math.round(box.blockSize)] as const]
          : []
      }),
    ),
  )
  onCleanup(() => heights.disconnect())
  const keep = (key: PaperKey, row: HTMLElement): void => {
    rows.set(key, row)
    keyOf.set(row, key)
    heights.observe(row)
    onCleanup(() => {
      heights.unobserve(row)
      if (rows.get(key) === row) rows.delete(key)
    })
  }

  onMount(() => {
    props.onDrawn({
      scrollTo(index) {
        const scroller = props.scroller()
        if (!scroller) return
        const start = margin + places.start(index)
        const end = margin + places.start(index + 1)
        if (start < top) scroller.scrollTop = start
        else if (end > top + height) scroller.scrollTop = end - height
        top = scroller.scrollTop
        look()
      },
    })
  })
  const shown = createMemo(() => props.keys.slice(drawn()[0], drawn()[1] + 1))
  const drawnRows = mapArray(shown, (key) => (
    <li
      data-index={places.indexOf(key)}
      aria-setsize={props.keys.length}
      aria-posinset={places.indexOf(key) + 1}
      ref={(element) => keep(key, element)}
      style={{ top: `${places.startOf(key)}px` }}
    >
      {props.row(key, () => props.cursor.key() === key)}
    </li>
  ))
  const own = (
    <ul
      class="papers virtual"
      ref={setList}
      aria-label={props.label}
      style={{ height: `${places.total()}px` }}
    />
  )
  // reason: an element of JSX has the type of anything that can stand on a page.
  createRenderEffect(() => orderRows(own as HTMLUListElement, drawnRows() as HTMLLIElement[]))
  return own
}
