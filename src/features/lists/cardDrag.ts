import { createSignal, onCleanup, type Accessor } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { parseStage, type Stage } from '../../domain/stage.ts'

/** A pointer that moved less than this has pressed, and not dragged. */
const SLACK = 6
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
 * Moves a card to another column with a mouse or a pen; a finger scrolls, and has the card's menu. Escape leaves it
 * where it was. Needs a reactive owner.
 */
export const createCardDrag = (options: {
  readonly move: (key: PaperKey, stage: Stage) => void
}): CardDrag => {
  const [card, setCard] = createSignal<DraggedCard | null>(null)
  const [target, setTarget] = createSignal<Stage | null>(null)
  let stop: (() => void) | null = null
  onCleanup(() => stop?.())

  const start = (event: PointerEvent, key: PaperKey): void => {
    const element = event.currentTarget
    if (event.button !== 0 || event.pointerType === 'touch' || !(element instanceof HTMLElement)) return
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
    const onMove = (moved: PointerEvent): void => {
      if (moved.pointerId !== event.pointerId) return
      x = moved.clientX
      y = moved.clientY
      if (!moving && Math.hypot(x - fromX, y - fromY) < SLACK) return
      if (!moving) frame = requestAnimationFrame(turn)
      moving = true
      setCard({ key, left: left + x - fromX, top: top + y - fromY, width })
    }
    const end = (keep: boolean): void => {
      stop = null
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
      if (moving) swallowClick()
      x = up.clientX
      y = up.clientY
      end(true)
    }
    const onCancel = (): void => end(false)
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
  return { card, target, start }
}
