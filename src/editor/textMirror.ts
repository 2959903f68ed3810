import { MAX_LINES } from './limits.ts'

/** A stretch of a line on the screen, in CSS pixels from the corner of the copy. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A copy of a text area's text that gives it its height, and tells where on the screen letters stand. */
export interface TextMirror {
  /** Writes what changed, and reads nothing. */
  draw(text: string): void
  /** Where a caret at `index` stands, as a box without width; `null` beyond the text. Reads the layout. */
  boxAt(index: number): Box | null
  /** The boxes of a stretch of the text, `most` at most. Reads the layout. */
  boxesOf(from: number, to: number, most: number): readonly Box[]
  /** Brings the line of an index into sight. */
  reveal(index: number): void
}

interface Line {
  readonly element: HTMLElement
  readonly node: Text
  readonly start: number
}

/** Hebrew, Arabic and their neighbours, whose words begin at the right. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/

const linesOf = (text: string): readonly string[] => {
  const lines = text.split('\n')
  return lines.length <= MAX_LINES
    ? lines
    : [...lines.slice(0, MAX_LINES - 1), lines.slice(MAX_LINES - 1).join('\n')]
}

/**
 * Lines are elements of their own, so that a letter lays out its line anew and not forty pages. In each stands one piece
 * of text: cut in two at a caret, it could be a fraction of a pixel wider than in the text area, and break elsewhere.
 */
export const createTextMirror = (root: HTMLElement): TextMirror => {
  const page = root.ownerDocument
  const range = page.createRange()
  let lines: Line[] = []
  root.replaceChildren()

  const draw = (text: string): void => {
    const texts = linesOf(text)
    const shorter = Math.min(lines.length, texts.length)
    let start = 0
    while (start < shorter && lines[start]?.node.data === texts[start]) start++
    let end = 0
    while (
      end < shorter - start &&
      lines[lines.length - 1 - end]?.node.data === texts[texts.length - 1 - end]
    )
      end++
    const before = lines.slice(start, lines.length - end)
    const behind = lines[lines.length - end]?.element ?? null
    const kept = texts.slice(start, texts.length - end).map((words, nth) => {
      const line = before[nth]
      if (line) {
        line.node.data = words
        return line
      }
      const element = page.createElement('div')
      const node = page.createTextNode(words)
      // An empty line, and one that ends with its line end, are as high as any.
      element.append(node, page.createElement('br'))
      root.insertBefore(element, behind)
      return { element, node }
    })
    for (const line of before.slice(kept.length)) line.element.remove()
    let at = 0
    lines = [...lines.slice(0, start), ...kept, ...lines.slice(lines.length - end)].map((line) => {
      const placed = { element: line.element, node: line.node, start: at }
      at += line.node.length + 1
      return placed
    })
  }

  const lineAt = (index: number): Line | null => {
    let [low, high] = [0, lines.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((lines[middle]?.start ?? 0) <= index) low = middle
      else high = middle - 1
    }
    const line = lines[low]
    return line && index >= 0 && index <= line.start + line.node.length ? line : null
  }
  const rectsOf = (node: Text, from: number, to: number): readonly DOMRect[] => {
    range.setStart(node, from)
    range.setEnd(node, to)
    return [...range.getClientRects()]
  }
  /** Where a caret at `offset` stands, on the line of the letter beside it: the browser itself knows which edge that is. */
  const caretAt = (node: Text, offset: number, beside: DOMRect, edge: 'left' | 'right'): Box => {
    const own = rectsOf(node, offset, offset).find(
      (rect) => Math.abs(rect.top - beside.top) < beside.height / 2,
    )
    if (own) return toBox(own.left, own)
    // Not every browser has a place for a stretch without letters.
    const letter = node.data.charAt(edge === 'right' ? offset - 1 : offset)
    return toBox(RIGHT_TO_LEFT.test(letter) === (edge === 'left') ? beside.right : beside.left, beside)
  }
  const toBox = (left: number, rect: DOMRect, width = 0): Box => {
    const corner = root.getBoundingClientRect()
    return { left: left - corner.left, top: rect.top - corner.top, width, height: rect.height }
  }

  return {
    draw,
    boxAt(index) {
      const line = lineAt(index)
      if (!line) return null
      const { node } = line
      const offset = index - line.start
      const before = offset > 0 ? rectsOf(node, offset - 1, offset).at(-1) : undefined
      const next = offset < node.length ? rectsOf(node, offset, offset + 1)[0] : undefined
      const isBehindGap = /\s/u.test(node.data.charAt(offset - 1))
      // Behind the space at which a line was broken one is on the next.
      if (next && (!before || (isBehindGap && next.top > before.top)))
        return caretAt(node, offset, next, 'left')
      if (before && node.data.charAt(offset - 1) !== '\n') return caretAt(node, offset, before, 'right')
      const empty = line.element.lastElementChild?.getBoundingClientRect()
      return empty ? toBox(empty.left, empty) : null
    },
    boxesOf(from, to, most) {
      const boxes: Box[] = []
      for (let line = lineAt(from); line && line.start < to && boxes.length < most;) {
        const end = Math.min(to, line.start + line.node.length)
        for (const rect of rectsOf(line.node, Math.max(0, from - line.start), end - line.start))
          if (boxes.length < most) boxes.push(toBox(rect.left, rect, rect.width))
        line = lineAt(line.start + line.node.length + 1)
      }
      return boxes
    },
    reveal: (index) => lineAt(index)?.element.scrollIntoView({ block: 'nearest' }),
  }
}
