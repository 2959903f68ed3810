import { createSignal, type Accessor } from 'solid-js'

/** Width of the coloured strip behind the row; letting go beyond it does the act. */
export const SWIPE_WIDTH = 92
/** Below this a finger is tapping, not swiping. */
const SLOP = 10
/** The system's own gesture (back) begins at the very edge. */
const EDGE = 20

export interface Swipe {
  /** How far the row stands aside in CSS pixels, positive to the right. */
  readonly offset: Accessor<number>
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void
    readonly onPointerMove: (event: PointerEvent) => void
    readonly onPointerUp: (event: PointerEvent) => void
    readonly onPointerCancel: () => void
    readonly onClickCapture: (event: MouseEvent) => void
  }
}

/** A row that can be pushed aside by a finger; a mouse or a pen leaves it alone. */
export const createSwipe = (options: {
  /** Read when a finger comes; without an act the row does not move that way. */
  readonly onRight: () => (() => void) | undefined
  readonly onLeft: () => (() => void) | undefined
}): Swipe => {
  const [offset, setOffset] = createSignal(0)
  let start: { readonly x: number; readonly y: number; readonly id: number } | null = null
  let swiping = false
  let swallowClick = false

  const end = (): void => {
    start = null
    swiping = false
    setOffset(0)
  }
  const limited = (dx: number): number => {
    if ((dx > 0 && !options.onRight()) || (dx < 0 && !options.onLeft())) return 0
    // Past the strip the row follows slowly: the act is already certain.
    const beyond = Math.abs(dx) - SWIPE_WIDTH
    return beyond > 0 ? Math.sign(dx) * (SWIPE_WIDTH + beyond / 4) : dx
  }

  return {
    offset,
    handlers: {
      onPointerDown(event) {
        swallowClick = false
        if (event.pointerType !== 'touch' || !event.isPrimary) return
        if (event.clientX < EDGE || event.clientX > innerWidth - EDGE) return
        start = { x: event.clientX, y: event.clientY, id: event.pointerId }
      },
      onPointerMove(event) {
        if (!start || event.pointerId !== start.id) return
        const dx = event.clientX - start.x
        const dy = event.clientY - start.y
        if (!swiping) {
          if (Math.abs(dy) > SLOP && Math.abs(dy) > Math.abs(dx)) start = null
          if (!start || Math.abs(dx) < SLOP || Math.abs(dx) < Math.abs(dy) * 1.2) return
          swiping = true
          if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId)
        }
        setOffset(limited(dx))
      },
      onPointerUp(event) {
        if (swiping && start && event.pointerId === start.id) {
          swallowClick = true
          const dx = event.clientX - start.x
          if (dx >= SWIPE_WIDTH) options.onRight()?.()
          else if (dx <= -SWIPE_WIDTH) options.onLeft()?.()
        }
        end()
      },
      onPointerCancel: end,
      onClickCapture(event) {
        if (!swallowClick) return
        swallowClick = false
        event.preventDefault()
        event.stopPropagation()
      },
    },
  }
}
