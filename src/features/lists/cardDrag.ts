import { createSignal, onCleanup, type Accessor } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { parseStage, type Stage } from '../../domain/stage.ts'

/** A pointer that moved less than this has pressed, and not dragged. */
const SLACK = 6
/** A finger that rests so long lifts the card: before the menus that phones open for a long press. */
const HOLD_MS = 380
/** One that moves further before then scrolls. */
const TOUCH_SLACK = 10
/** What a finger carries hangs below it, so that the columns' names above are seen. */
const BELOW = 18
const CARRIED_WIDTH = 240
/** A pointer this near the side of the board turns to the next column. */
const EDGE = 40
const SCROLL_STEP = 14
/** What has a press of its own. */
const BUTTONS = 'button, input, textarea, [role="menuitem"]'

export interface DraggedCard {
  readonly key: PaperKey
  /** Where its picture is drawn, in window coordinates. */
  readonly left: number
  readonly top: number
  readonly width: number
}

export interface CardDrag {
  readonly card: Accessor<DraggedCard | null>
  /** The column it would fall into. */
  readonly target: Accessor<Stage | null>
  /** Call from a card's pointerdown. */
  readonly start: (event: PointerEvent, key: PaperKey) => void
  /** Keeps the browser from scrolling, and from opening its menu, while a finger carries a card. Returns how to stop. */
  readonly listen: (board: HTMLElement) => () => void
}

const stageAt = (x: number, y: number): Stage | null =>
  parseStage(document.elementFromPoint(x, y)?.closest('[data-stage]')?.getAttribute('data-stage'))

/** The press that ends a drag opens nothing. */
const swallowClick = (): void => {
  const swallow = (click: MouseEvent): void => {
    click.preventDefault()
    click.stopPropagation()
  }
  document.addEventListener('click', swallow, { capture: true, once: true })
  // The click of this press comes before any timer; no later one is meant.
  setTimeout(() => document.removeEventListener('click', swallow, true))
}

/**
 * Moves a card to another column, with a mouse or a pen, or with a finger that first rests on it: one that does not
 * scrolls, or taps. Whatever has a `data-stage` takes it. Escape leaves it where it was. Needs a reactive owner.
 */
export const createCardDrag = (options: {
  readonly move: (key: PaperKey, stage: Stage) => void
}): CardDrag => {
  const [card, setCard] = createSignal<DraggedCard | null>(null)
  const [target, setTarget] = createSignal<Stage | null>(null)
  let stop: (() => void) | null = null
  /** `resting`: a finger is on a card and has not moved. */
  let finger: 'none' | 'resting' | 'carrying' = 'none'
  /** The touch's last event comes after the pointer's: that a card was carried must still be known. */
  let carried = false
  onCleanup(() => stop?.())

  const start = (event: PointerEvent, key: PaperKey): void => {
    const element = event.currentTarget
    const touch = event.pointerType === 'touch'
    if (event.button !== 0 || !event.isPrimary || !(element instanceof HTMLElement)) return
    if (event.target instanceof Element && event.target.closest(BUTTONS)) return
    stop?.()
    const board = element.closest('.board-columns')
    const { left, top, width } = element.getBoundingClientRect()
    const [fromX, fromY] = [event.clientX, event.clientY]
    let [x, y] = [fromX, fromY]
    let moving = false
    let frame = 0

    const turn = (): void => {
      const bounds = board?.getBoundingClientRect()
      if (bounds && x < bounds.left + EDGE) board?.scrollBy(-SCROLL_STEP, 0)
      else if (bounds && x > bounds.right - EDGE) board?.scrollBy(SCROLL_STEP, 0)
      setTarget(stageAt(x, y))
      frame = requestAnimationFrame(turn)
    }
    const place = (): void => {
      const small = Math.min(width, CARRIED_WIDTH)
      const leftOfFinger = Math.max(8, Math.min(x - small / 2, innerWidth - small - 8))
      setCard(
        touch
          ? { key, left: leftOfFinger, top: y + BELOW, width: small }
          : { key, left: left + x - fromX, top: top + y - fromY, width },
      )
    }
    const lift = (): void => {
      moving = true
      frame = requestAnimationFrame(turn)
      if (!touch) return
      finger = 'carrying'
      carried = true
      navigator.vibrate?.(10)
      place()
    }
    const clock = touch ? setTimeout(lift, HOLD_MS) : undefined
    carried = false
    if (touch) finger = 'resting'
    const onMove = (moved: PointerEvent): void => {
      if (moved.pointerId !== event.pointerId) return
      x = moved.clientX
      y = moved.clientY
      if (!moving && Math.hypot(x - fromX, y - fromY) < (touch ? TOUCH_SLACK : SLACK)) return
      if (!moving && touch) return end(false)
      if (!moving) lift()
      place()
    }
    const end = (keep: boolean): void => {
      stop = null
      clearTimeout(clock)
      if (touch) finger = 'none'
      cancelAnimationFrame(frame)
      document.removeEventListener('pointermove', onMove)
      document.removeEventListener('pointerup', onUp)
      document.removeEventListener('pointercancel', onCancel)
      document.removeEventListener('keydown', onKey, true)
      const stage = stageAt(x, y)
      setCard(null)
      setTarget(null)
      if (keep && moving && stage) options.move(key, stage)
    }
    const onUp = (up: PointerEvent): void => {
      if (up.pointerId !== event.pointerId) return
      if (moving && !touch) swallowClick()
      x = up.clientX
      y = up.clientY
      end(true)
    }
    const onCancel = (cancelled: PointerEvent): void => {
      if (cancelled.pointerId === event.pointerId) end(false)
    }
    const onKey = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape' || !moving) return
      pressed.preventDefault()
      pressed.stopPropagation()
      end(false)
      document.addEventListener('pointerup', swallowClick, { once: true })
    }
    document.addEventListener('pointermove', onMove)
    document.addEventListener('pointerup', onUp)
    document.addEventListener('pointercancel', onCancel)
    document.addEventListener('keydown', onKey, true)
    stop = () => end(false)
  }
  const listen = (board: HTMLElement): (() => void) => {
    const stop = new AbortController()
    const options = { passive: false, signal: stop.signal }
    board.addEventListener(
      'touchmove',
      (event) => {
        if (finger === 'carrying') event.preventDefault()
      },
      options,
    )
    // Else it may end in a click, which would open the paper.
    board.addEventListener(
      'touchend',
      (event) => {
        if (carried) event.preventDefault()
        carried = false
      },
      options,
    )
    board.addEventListener(
      'contextmenu',
      (event) => {
        if (finger !== 'none') event.preventDefault()
      },
      options,
    )
    return () => stop.abort()
  }
  return { card, target, start, listen }
}
