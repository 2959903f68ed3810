import { createSignal, onCleanup, type Accessor } from 'solid-js'
import { parsePaperKey, type PaperKey } from '../../domain/paperKey.ts'

/** A pointer this near the edge of the list scrolls it. */
const EDGE = 48
const SCROLL_STEP = 12

interface Slot {
  readonly key: PaperKey
  readonly top: number
  readonly bottom: number
}

export interface Gap {
  /** The paper before which the dragged one would stand; `null`: the end. */
  readonly before: PaperKey | null
  /** Where to draw the line, in the coordinates of the slots. */
  readonly y: number
}

/** The gap between rows that a pointer at `y` means. `slots` from top to bottom. */
export const gapAt = (slots: readonly Slot[], y: number): Gap | null => {
  const last = slots.at(-1)
  if (!last) return null
  const below = slots.find((slot) => y < (slot.top + slot.bottom) / 2)
  return below ? { before: below.key, y: below.top } : { before: null, y: last.bottom }
}

/** Rows drawn in `list`, from top to bottom. */
const slotsIn = (list: Element): readonly Slot[] =>
  [...list.children]
    .flatMap((row) => {
      const key = parsePaperKey(row.querySelector('[data-paper]')?.getAttribute('data-paper') ?? '')
      const { top, bottom } = row.getBoundingClientRect()
      return key ? [{ key, top, bottom }] : []
    })
    .sort((a, b) => a.top - b.top)

export interface RowDrag {
  /** The line that shows where the row would land, in window coordinates. */
  readonly line: Accessor<{ readonly left: number; readonly top: number; readonly width: number } | null>
  readonly dragged: Accessor<PaperKey | null>
  /** Call from the pointerdown of a row's grip. */
  readonly start: (event: PointerEvent, key: PaperKey) => void
}

/** Moves a row by its grip, with a mouse, a pen or a finger. Escape leaves it where it was. Needs a reactive owner. */
export const createRowDrag = (options: {
  readonly move: (key: PaperKey, before: PaperKey | null) => void
}): RowDrag => {
  const [line, setLine] = createSignal<ReturnType<RowDrag['line']>>(null)
  const [dragged, setDragged] = createSignal<PaperKey | null>(null)
  let stop: (() => void) | null = null
  onCleanup(() => stop?.())

  const start = (event: PointerEvent, key: PaperKey): void => {
    const grip = event.currentTarget
    if (event.button !== 0 || !(grip instanceof HTMLElement)) return
    const list = grip.closest('.papers')
    const scroller = grip.closest('.scroll')
    if (!list || !scroller) return
    event.preventDefault()
    stop?.()
    grip.setPointerCapture(event.pointerId)
    let y = event.clientY
    let gap: Gap | null = null
    setDragged(key)

    const look = (): void => {
      gap = gapAt(slotsIn(list), y)
      const { left, width } = list.getBoundingClientRect()
      setLine(gap ? { left, width, top: gap.y } : null)
    }
    let frame = requestAnimationFrame(function turn() {
      const { top, bottom } = scroller.getBoundingClientRect()
      if (y < top + EDGE) scroller.scrollBy(0, -SCROLL_STEP)
      else if (y > bottom - EDGE) scroller.scrollBy(0, SCROLL_STEP)
      look()
      frame = requestAnimationFrame(turn)
    })
    const onMove = (moved: PointerEvent): void => {
      y = moved.clientY
    }
    const end = (keep: boolean): void => {
      stop = null
      cancelAnimationFrame(frame)
      grip.removeEventListener('pointermove', onMove)
      grip.removeEventListener('pointerup', onUp)
      grip.removeEventListener('pointercancel', onCancel)
      document.removeEventListener('keydown', onKey, true)
      setLine(null)
      setDragged(null)
      if (keep && gap && gap.before !== key) options.move(key, gap.before)
    }
    const onUp = (up: PointerEvent): void => {
      y = up.clientY
      look()
      end(true)
    }
    const onCancel = (): void => end(false)
    const onKey = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape') return
      pressed.stopPropagation()
      end(false)
    }
    grip.addEventListener('pointermove', onMove)
    grip.addEventListener('pointerup', onUp)
    grip.addEventListener('pointercancel', onCancel)
    document.addEventListener('keydown', onKey, true)
    stop = () => end(false)
  }
  return { line, dragged, start }
}
