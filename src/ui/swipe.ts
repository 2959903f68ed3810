/** Width of the coloured strip behind the row; letting go beyond it does the act. */
const SWIPE_WIDTH = 92
/** Below this a finger is tapping, not swiping. */
const SLOP = 10
/** The system's own gesture (back) begins at the very edge. */
const EDGE = 20

/** A row that a finger is on: what is pushed, and the buttons it stands for. */
interface Pushed {
  readonly x: number
  readonly y: number
  readonly pointer: number
  readonly row: HTMLElement
  readonly paper: HTMLElement
}

const buttonOf = (row: HTMLElement, dx: number): HTMLButtonElement | null =>
  row.querySelector(`button[data-swipe="${dx > 0 ? 'right' : 'left'}"]`)

/** What the strip says: the button's own drawing, and its name or the opposite. */
const stripOf = (button: HTMLButtonElement): HTMLElement => {
  const strip = document.createElement('div')
  strip.className = 'act'
  const drawing = button.querySelector('svg')?.cloneNode(true)
  if (drawing instanceof Element) {
    drawing.classList.remove('full')
    strip.append(drawing)
  }
  const name = button.getAttribute('aria-label') ?? ''
  strip.append(button.getAttribute('aria-pressed') === 'true' ? `Un${name.toLowerCase()}` : name)
  return strip
}

/**
 * Lets a finger push the rows of a list aside; a mouse or a pen leaves them alone. To the right does what the row's
 * button marked `data-swipe="right"` does, to the left likewise; a row without such a button does not move that way.
 * Returns how to stop.
 */
export const listenToSwipes = (root: HTMLElement): (() => void) => {
  let start: Pushed | null = null
  let swiping = false
  let swallowClick = false
  const stop = new AbortController()
  const { signal } = stop

  const put = ({ row, paper }: Pushed, dx: number): void => {
    row.querySelector('.act')?.remove()
    row.classList.toggle('moving', dx !== 0)
    row.classList.toggle('left', dx < 0)
    paper.style.transform = dx === 0 ? '' : `translateX(${dx}px)`
    const button = dx === 0 ? null : buttonOf(row, dx)
    if (button) row.prepend(stripOf(button))
  }
  const end = (): void => {
    if (start && swiping) put(start, 0)
    start = null
    swiping = false
  }
  const limited = (row: HTMLElement, dx: number): number => {
    if (!buttonOf(row, dx)) return 0
    // Past the strip the row follows slowly: the act is already certain.
    const beyond = Math.abs(dx) - SWIPE_WIDTH
    return beyond > 0 ? Math.sign(dx) * (SWIPE_WIDTH + beyond / 4) : dx
  }

  root.addEventListener(
    'pointerdown',
    (event) => {
      end()
      swallowClick = false
      if (event.pointerType !== 'touch' || !event.isPrimary) return
      if (event.clientX < EDGE || event.clientX > innerWidth - EDGE) return
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.swipe') : null
      const paper = row?.querySelector<HTMLElement>('.paper')
      if (row && paper) start = { x: event.clientX, y: event.clientY, pointer: event.pointerId, row, paper }
    },
    { signal },
  )
  root.addEventListener(
    'pointermove',
    (event) => {
      if (!start || event.pointerId !== start.pointer) return
      const dx = event.clientX - start.x
      const dy = event.clientY - start.y
      if (!swiping) {
        if (Math.abs(dy) > SLOP && Math.abs(dy) > Math.abs(dx)) start = null
        if (!start || Math.abs(dx) < SLOP || Math.abs(dx) < Math.abs(dy) * 1.2) return
        swiping = true
        start.row.setPointerCapture(event.pointerId)
      }
      put(start, limited(start.row, dx))
    },
    { signal },
  )
  root.addEventListener(
    'pointerup',
    (event) => {
      const from = start
      const swiped = swiping && from?.pointer === event.pointerId
      end()
      if (!from || !swiped) return
      swallowClick = true
      const dx = event.clientX - from.x
      if (Math.abs(dx) >= SWIPE_WIDTH) buttonOf(from.row, dx)?.click()
    },
    { signal },
  )
  root.addEventListener('pointercancel', end, { signal })
  root.addEventListener(
    'click',
    (event) => {
      // The one that ends the swipe, and not the button's own, which nobody's finger is on.
      if (!swallowClick || !event.isTrusted) return
      swallowClick = false
      event.preventDefault()
      event.stopPropagation()
    },
    { capture: true, signal },
  )
  return () => {
    end()
    stop.abort()
  }
}
