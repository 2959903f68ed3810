import { FLAG_MS, MAX_LINES } from './limits.ts'

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

/** A copy of a text area's text that gives it its height, and in which others' carets stand. */
export interface TextMirror {
  draw(text: string, carets: readonly PlacedCaret[]): void
  /** Turns names that would reach out of the field the other way; looks at the layout, so once a frame at most. */
  turnFlags(): void
  /** Shows the names of carets near a point of the window. */
  point(x: number, y: number): void
  /** Brings the line of an index into sight. */
  reveal(index: number): void
  destroy(): void
}

interface Line {
  readonly element: HTMLElement
  text: string
  /** What is drawn in it besides its text. */
  marks: string
}

interface Mark {
  readonly from: number
  readonly to: number
  readonly colour: string
}

interface Flag {
  readonly element: HTMLElement
  readonly name: HTMLElement
  said: string
  timer: ReturnType<typeof setTimeout> | undefined
}

/** How near to a caret the pointer asks whose it is, in CSS pixels. */
const NEAR = 7

const linesOf = (text: string): readonly string[] => {
  const lines = text.split('\n')
  return lines.length <= MAX_LINES
    ? lines
    : [...lines.slice(0, MAX_LINES - 1), lines.slice(MAX_LINES - 1).join('\n')]
}

/** Lines are elements of their own, so that a letter lays out its line anew and not forty pages. */
export const createTextMirror = (root: HTMLElement): TextMirror => {
  const page = root.ownerDocument
  const flags = new Map<string, Flag>()
  let lines: Line[] = []

  const write = (line: Line, parts: readonly Node[]): void => {
    line.element.replaceChildren(...parts)
    // An empty line, and one that ends with its line end, are as high as any.
    if (line.text === '' || line.text.endsWith('\n')) line.element.append(page.createElement('br'))
  }
  const newLine = (text: string): Line => {
    const line = { element: page.createElement('div'), text, marks: '' }
    write(line, [page.createTextNode(text)])
    return line
  }
  const setLines = (texts: readonly string[]): void => {
    const shorter = Math.min(lines.length, texts.length)
    let start = 0
    while (start < shorter && lines[start]?.text === texts[start]) start++
    let end = 0
    while (end < shorter - start && lines[lines.length - 1 - end]?.text === texts[texts.length - 1 - end])
      end++
    const before = lines.slice(start, lines.length - end)
    const behind = lines[lines.length - end]?.element ?? null
    const changed = texts.slice(start, texts.length - end).map((text, nth) => {
      const line = before[nth]
      if (!line) {
        const made = newLine(text)
        root.insertBefore(made.element, behind)
        return made
      }
      line.text = text
      line.marks = ''
      write(line, [page.createTextNode(text)])
      return line
    })
    for (const line of before.slice(changed.length)) line.element.remove()
    lines = [...lines.slice(0, start), ...changed, ...lines.slice(lines.length - end)]
  }

  const flagOf = (caret: PlacedCaret): Flag => {
    const known = flags.get(caret.peer)
    if (known) return known
    const element = page.createElement('span')
    const name = page.createElement('span')
    element.className = 'caret'
    name.className = 'caret-name'
    element.append(name)
    const flag: Flag = { element, name, said: '', timer: undefined }
    flags.set(caret.peer, flag)
    return flag
  }
  const showFlag = (flag: Flag, caret: PlacedCaret): void => {
    if (flag.name.textContent !== caret.name) flag.name.textContent = caret.name
    flag.element.style.setProperty('--face', caret.colour)
    if (flag.said === caret.said) return
    flag.said = caret.said
    flag.element.classList.add('moved')
    clearTimeout(flag.timer)
    flag.timer = setTimeout(() => flag.element.classList.remove('moved'), FLAG_MS)
  }
  const dropFlag = (peer: string): void => {
    const flag = flags.get(peer)
    flags.delete(peer)
    clearTimeout(flag?.timer)
    flag?.element.remove()
  }

  const drawLine = (
    line: Line,
    marks: readonly Mark[],
    heads: ReadonlyMap<number, readonly Flag[]>,
  ): void => {
    const cuts = new Set([0, line.text.length, ...heads.keys()])
    for (const { from, to } of marks) cuts.add(from).add(to)
    const parts: Node[] = []
    const places = [...cuts].sort((a, b) => a - b)
    places.forEach((place, nth) => {
      for (const { element } of heads.get(place) ?? []) parts.push(element)
      const words = line.text.slice(place, places[nth + 1] ?? place)
      if (words === '') return
      const mark = marks.findLast(({ from, to }) => from <= place && place < to)
      const text = page.createTextNode(words)
      if (!mark) return void parts.push(text)
      const span = page.createElement('span')
      span.className = 'caret-range'
      span.style.setProperty('--face', mark.colour)
      span.append(text)
      parts.push(span)
    })
    write(line, parts)
  }

  const draw = (text: string, carets: readonly PlacedCaret[]): void => {
    setLines(linesOf(text))
    const here = new Set(carets.map(({ peer }) => peer))
    for (const peer of flags.keys()) if (!here.has(peer)) dropFlag(peer)
    let start = 0
    for (const line of lines) {
      const end = start + line.text.length
      const inLine = carets.filter(
        ({ anchor, head }) => Math.min(anchor, head) <= end && Math.max(anchor, head) >= start,
      )
      const marks: Mark[] = []
      const heads = new Map<number, Flag[]>()
      for (const caret of inLine) {
        const from = Math.max(start, Math.min(caret.anchor, caret.head))
        const to = Math.min(end, Math.max(caret.anchor, caret.head))
        if (from < to) marks.push({ from: from - start, to: to - start, colour: caret.colour })
        if (caret.head < start || caret.head > end) continue
        const flag = flagOf(caret)
        showFlag(flag, caret)
        heads.set(caret.head - start, [...(heads.get(caret.head - start) ?? []), flag])
      }
      const peers = inLine.map(({ peer, head }) => `${peer} ${head - start}`)
      const drawn = inLine.length === 0 ? '' : JSON.stringify([marks, peers])
      if (line.marks !== drawn) {
        drawLine(line, marks, heads)
        line.marks = drawn
      }
      start = end + 1
    }
  }

  return {
    draw,
    turnFlags() {
      const half = root.clientWidth / 2
      const turned = [...flags.values()].map(({ element }) => element.offsetLeft > half)
      ;[...flags.values()].forEach(({ element }, nth) =>
        element.classList.toggle('turned', turned[nth] === true),
      )
    },
    point(x, y) {
      const near = [...flags.values()].map(({ element }) => {
        const { left, top, bottom } = element.getBoundingClientRect()
        return Math.abs(x - left) <= NEAR && y >= top - NEAR && y <= bottom + NEAR
      })
      ;[...flags.values()].forEach(({ element }, nth) => element.classList.toggle('near', near[nth] === true))
    },
    reveal(index) {
      let start = 0
      for (const { element, text } of lines) {
        if (index <= start + text.length) return element.scrollIntoView({ block: 'nearest' })
        start += text.length + 1
      }
    },
    destroy() {
      for (const peer of [...flags.keys()]) dropFlag(peer)
      root.replaceChildren()
      lines = []
    },
  }
}
