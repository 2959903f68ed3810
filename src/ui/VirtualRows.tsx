import { createVirtualizer } from '@tanstack/solid-virtual'
import { createEffect, createSignal, For, onCleanup, onMount, Show, type JSX } from 'solid-js'
import type { RowsProps } from './PaperList.tsx'

/** A row of three lines; real heights are measured as rows appear. */
const ROW_HEIGHT = 132
/** Above and below what is seen: half a window. */
const OVERSCAN = 5

/** Draws only the rows in view, for lists longer than a person scrolls through. */
export const VirtualRows = (
  props: RowsProps & {
    readonly scroller: () => HTMLElement | null
    readonly onScrollTo: (scroll: (index: number) => void) => void
  },
): JSX.Element => {
  const [list, setList] = createSignal<HTMLUListElement>()
  /** How far below the beginning of the scrolled column the list begins, in px: what stands before it comes and grows. */
  const [margin, setMargin] = createSignal(0)
  createEffect(() => {
    const own = list()
    const scroller = props.scroller()
    if (!own || !scroller) return
    const measure = (): void => void setMargin(own.offsetTop)
    const sizes = new ResizeObserver(measure)
    const watch = (): void => {
      sizes.disconnect()
      for (const part of scroller.children) if (part !== own) sizes.observe(part)
      measure()
    }
    const parts = new MutationObserver(watch)
    parts.observe(scroller, { childList: true })
    watch()
    onCleanup(() => {
      sizes.disconnect()
      parts.disconnect()
    })
  })
  const virtualizer = createVirtualizer<HTMLElement, HTMLElement>({
    get count() {
      return props.keys.length
    },
    getScrollElement: () => props.scroller(),
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (index) => props.keys[index] ?? index,
    get scrollMargin() {
      return margin()
    },
  })
  onMount(() => {
    props.onScrollTo((index) => virtualizer.scrollToIndex(index, { align: 'auto' }))
  })
  return (
    <ul
      class="papers virtual"
      ref={setList}
      aria-label={props.label}
      style={{ height: `${virtualizer.getTotalSize()}px` }}
    >
      <For each={virtualizer.getVirtualItems()}>
        {(item) => (
          <Show when={props.keys[item.index]} keyed>
            {(key) => (
              <li
                data-index={item.index}
                aria-setsize={props.keys.length}
                aria-posinset={item.index + 1}
                ref={(element) => queueMicrotask(() => virtualizer.measureElement(element))}
                style={{ transform: `translateY(${item.start - margin()}px)` }}
              >
                {props.row(key, () => props.cursor.key() === key)}
              </li>
            )}
          </Show>
        )}
      </For>
    </ul>
  )
}
