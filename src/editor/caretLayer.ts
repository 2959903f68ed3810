import { FLAG_MS, MAX_RANGE_BOXES } from './limits.ts'
import type { Box, TextMirror } from './textMirror.ts'

/** Somebody's caret by the indices of the text as it stands. */
export interface PlacedCaret {
  readonly peer: string
  readonly name: string
  /** A CSS colour. */
  readonly colour: string
  readonly anchor: number
  readonly head: number
  /** What the person said; another than before: they moved, and not only the text around them. */
  readonly said: string
}

/** Others' carets with their names and selections, over a text. */
export interface CaretLayer {
  /** Draws the carets where they stand now: first reads the layout, then writes. */
  draw(carets: readonly PlacedCaret[]): void
  /** Shows the names of carets near a point of the window. */
  point(x: number, y: number): void
  destroy(): void
}

interface Drawn {
  readonly caret: HTMLElement
  readonly name: HTMLElement
  ranges: readonly HTMLElement[]
  box: Box
  said: string
  timer: ReturnType<typeof setTimeout> | undefined
}

/** How near to a caret the pointer asks whose it is, in CSS pixels. */
const NEAR = 7

const place = (element: HTMLElement, { left, top, width, height }: Box): void => {
  element.style.transform = `translate(${left}px, ${top}px)`
  element.style.height = `${height}px`
  if (width > 0) element.style.width = `${width}px`
}

export const createCaretLayer = (root: HTMLElement, mirror: TextMirror): CaretLayer => {
  const page = root.ownerDocument
  const drawn = new Map<string, Drawn>()

  const make = (box: Box): Drawn => {
    const [caret, name] = [page.createElement('div'), page.createElement('span')]
    caret.className = 'caret'
    name.className = 'caret-name'
    caret.append(name)
    root.append(caret)
    return { caret, name, ranges: [], box, said: '', timer: undefined }
  }
  const drop = (peer: string): void => {
    const one = drawn.get(peer)
    drawn.delete(peer)
    clearTimeout(one?.timer)
    one?.caret.remove()
    for (const range of one?.ranges ?? []) range.remove()
  }

  return {
    draw(carets) {
      const seen = carets.flatMap((one) => {
        const { anchor, head } = one
        const box = mirror.boxAt(head)
        if (!box) return []
        const boxes =
          anchor === head
            ? []
            : mirror.boxesOf(Math.min(anchor, head), Math.max(anchor, head), MAX_RANGE_BOXES)
        return [{ one, box, boxes }]
      })
      const width = root.clientWidth
      const here = new Set(seen.map(({ one }) => one.peer))
      for (const peer of [...drawn.keys()]) if (!here.has(peer)) drop(peer)
      for (const { one, box, boxes } of seen) {
        const known = drawn.get(one.peer) ?? make(box)
        drawn.set(one.peer, known)
        const { caret, name } = known
        known.box = { ...box, left: Math.min(box.left, width - 2) }
        place(caret, known.box)
        caret.style.setProperty('--face', one.colour)
        if (name.textContent !== one.name) name.textContent = one.name
        // A name does not reach out of the field.
        caret.classList.toggle('turned', box.left > width / 2)
        for (const range of known.ranges.slice(boxes.length)) range.remove()
        known.ranges = boxes.map((stretch, nth) => {
          const range = known.ranges[nth] ?? page.createElement('div')
          range.className = 'caret-range'
          range.style.setProperty('--face', one.colour)
          place(range, stretch)
          if (!range.parentNode) root.prepend(range)
          return range
        })
        if (known.said === one.said) continue
        known.said = one.said
        caret.classList.add('moved')
        clearTimeout(known.timer)
        known.timer = setTimeout(() => caret.classList.remove('moved'), FLAG_MS)
      }
    },
    point(x, y) {
      const corner = root.getBoundingClientRect()
      for (const { caret, box } of drawn.values()) {
        const top = corner.top + box.top
        const isNear =
          Math.abs(x - corner.left - box.left) <= NEAR && y >= top - NEAR && y <= top + box.height + NEAR
        caret.classList.toggle('near', isNear)
      }
    },
    destroy() {
      for (const peer of [...drawn.keys()]) drop(peer)
    },
  }
}
