import {
  createEffect,
  createMemo,
  createRenderEffect,
  createSignal,
  mapArray,
  on,
  onCleanup,
  onMount,
  Show,
  Suspense,
  untrack,
  type JSX,
} from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'
import { hasPainted } from './afterPaint.ts'
import type { Choice } from './choice.ts'
import { focusSoon } from './focusSoon.ts'
import type { ListCursor } from './listCursor.ts'
import { latePart } from './latePart.ts'
import { orderRows } from './rowOrder.ts'
import type { DrawnRows } from './VirtualRows.tsx'

/** A day's papers are drawn at once; beyond this number only the rows in view are. */
export const PLAIN_ROWS = 120

const Choosing = latePart(
  () => import('./Choosing.tsx'),
  (code) => code.Choosing,
)
const VirtualRows = latePart(
  () => import('./VirtualRows.tsx'),
  (code) => code.VirtualRows,
)

export interface RowsProps {
  readonly keys: readonly PaperKey[]
  readonly row: (key: PaperKey, current: () => boolean) => JSX.Element
  readonly cursor: ListCursor
  readonly label: string
  /** Of a row, in px, where this page knows better. */
  readonly leastHeight?: number
}

const HELD_FOCUS = '.sheet, [role="dialog"], input:not([type="checkbox"]), textarea, [contenteditable="true"]'

/** Finds the link of a row that is drawn. */
const linkOf = (root: HTMLElement, key: PaperKey): HTMLElement | null =>
  root.querySelector<HTMLElement>(`[data-paper="${CSS.escape(key)}"]`)

/** No row is lower, and no page has less above its rows and below them, so that the rows drawn first fill the window. */
const LEAST_ROW_HEIGHT = 60
const LEAST_FRAME_HEIGHT = 160
/** Higher than any row: room for a scroll position that is put back before the row it belongs to is drawn. */
const MOST_ROW_HEIGHT = 240

/** The rows of the first window at once, the others a frame later: nobody waits for what is out of sight. */
const PlainRows = (props: RowsProps & { readonly subject: string | undefined }): JSX.Element => {
  const [drawn, setDrawn] = createSignal<string | null>(null)
  const subject = () => props.subject ?? ''
  const shown = createMemo<readonly PaperKey[]>(() => {
    if (drawn() === subject()) return props.keys
    const cursor = props.cursor.key()
    const wanted = cursor === null ? 0 : props.keys.indexOf(cursor) + 1
    const first = Math.ceil(
      (window.innerHeight - LEAST_FRAME_HEIGHT) / (props.leastHeight ?? LEAST_ROW_HEIGHT),
    )
    return props.keys.slice(0, Math.max(first, wanted))
  })
  createEffect(() => {
    const asked = subject()
    let clock: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      clock = setTimeout(() => setDrawn(asked))
    })
    onCleanup(() => {
      cancelAnimationFrame(frame)
      clearTimeout(clock)
    })
  })
  const rows = mapArray(shown, (key) => <li>{props.row(key, () => props.cursor.key() === key)}</li>)
  const list = (
    <ul
      class="papers"
      aria-label={props.label}
      style={{ 'padding-bottom': `${(props.keys.length - shown().length) * MOST_ROW_HEIGHT}px` }}
    />
  )
  // reason: an element of JSX has the type of anything that can stand on a page.
  createRenderEffect(() => orderRows(list as HTMLUListElement, rows() as HTMLLIElement[]))
  return list
}

/**
 * The scrolling column of a page: rows of papers with the keyboard's cursor, and whatever stands before and after
 * them. Give `row` a component that reads its paper reactively; rows are kept as long as their key is in `keys`.
 */
export const PaperList = (
  props: RowsProps & {
    readonly before?: JSX.Element
    readonly after?: JSX.Element
    readonly ref?: (column: HTMLElement) => void
    /** A change of it (another day) takes the reader back to the top. */
    readonly subject?: string
    /** Lets several papers be chosen. */
    readonly choice?: Choice
  },
): JSX.Element => {
  const [root, setRoot] = createSignal<HTMLDivElement>()
  /** What the choosing puts in each row, once it is there. */
  const [mark, setMark] = createSignal<(key: PaperKey) => JSX.Element>()
  const row: RowsProps['row'] = (key, current) => (
    <>
      {props.row(key, current)}
      {mark()?.(key)}
    </>
  )
  let rows: DrawnRows | null = null

  // The reader may be in the sheet or in a field: the focus is theirs. From a button of the page it comes along, or
  // Enter would press that button and not open the paper.
  const mayFocus = (): boolean => !document.activeElement?.closest(HELD_FOCUS)
  const show = (key: PaperKey, focus: boolean): boolean => {
    const scroller = root()
    const link = scroller ? linkOf(scroller, key) : null
    if (!scroller || !link) return false
    link.closest('.paper')?.scrollIntoView({ block: 'nearest' })
    if (focus && mayFocus()) {
      // From row to row nothing is lost while it waits.
      if (scroller.contains(document.activeElement)) focusSoon(link, mayFocus)
      else link.focus({ preventScroll: true })
    }
    return true
  }
  const reveal = async (key: PaperKey, focus: boolean, moved = false): Promise<void> => {
    // Moved to and drawn already: shown before anything changes, so that nothing has to be laid out for it.
    if (moved && show(key, focus)) return
    await Promise.resolve()
    if (show(key, focus)) return
    rows?.scrollTo(props.keys.indexOf(key))
    if (show(key, focus)) return
    // Another key may have moved on by then, and its row must not lose the focus to this one's.
    requestAnimationFrame(() => props.cursor.key() === key && show(key, focus))
  }
  onMount(() => {
    props.cursor.onReveal(reveal)
  })
  // Opened at a paper's own address, the list begins with that paper in view.
  let named = untrack(() => props.cursor.key())
  createEffect(() => {
    if (named === null || !props.keys.includes(named)) return
    if (props.cursor.key() === named) void reveal(named, false)
    named = null
  })
  createEffect(
    on(
      () => props.subject,
      () => root()?.scrollTo(0, 0),
      { defer: true },
    ),
  )
  const onFocusIn = (event: FocusEvent): void => {
    const row = event.target instanceof Element ? event.target.closest('.paper') : null
    const text = row?.querySelector('[data-paper]')?.getAttribute('data-paper')
    const key = props.keys.find((candidate) => candidate === text)
    if (key !== undefined) props.cursor.put(key)
  }
  return (
    <>
      <div
        class="scroll"
        ref={(element) => {
          setRoot(element)
          props.ref?.(element)
        }}
        onFocusIn={onFocusIn}
        data-scroll-restoration-id={`papers ${props.label}`}
      >
        {props.before}
        <Show
          when={props.keys.length > PLAIN_ROWS}
          fallback={
            <PlainRows
              keys={props.keys}
              row={row}
              cursor={props.cursor}
              label={props.label}
              subject={props.subject}
              {...(props.leastHeight === undefined ? {} : { leastHeight: props.leastHeight })}
            />
          }
        >
          <Suspense>
            <VirtualRows
              keys={props.keys}
              row={row}
              cursor={props.cursor}
              label={props.label}
              scroller={() => root() ?? null}
              onDrawn={(next) => {
                rows = next
              }}
            />
          </Suspense>
        </Show>
        {props.after}
      </div>
      <Show when={hasPainted() && props.choice}>
        {(choice) => (
          <Suspense>
            <Show when={root()}>
              {(list) => (
                <Choosing
                  choice={choice()}
                  root={list()}
                  keys={props.keys}
                  cursor={props.cursor}
                  subject={props.subject}
                  onMark={(next) => setMark(() => next)}
                />
              )}
            </Show>
          </Suspense>
        )}
      </Show>
    </>
  )
}
