import { createSignal, type JSX } from 'solid-js'
import type { Width } from './columnWidth.ts'

const STEP = 16

/** The line between two columns: dragged, or moved with the arrow keys; a double click brings the usual width back. */
export const Divider = (props: {
  readonly label: string
  readonly class: string
  readonly column: Width
  /** The width it has now, asked where it was never set. */
  readonly measure: () => number
}): JSX.Element => {
  const [from, setFrom] = createSignal<{ readonly x: number; readonly width: number } | null>(null)
  const width = (): number => props.column.width() || props.measure()
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') props.column.set(width() - STEP)
    else if (event.key === 'ArrowRight') props.column.set(width() + STEP)
    else if (event.key === 'Home') props.column.set(props.column.min)
    else if (event.key === 'End') props.column.set(props.column.max)
    else return
    event.preventDefault()
  }
  return (
    <div
      class={`divider ${props.class}`}
      classList={{ held: from() !== null }}
      role="separator"
      aria-orientation="vertical"
      aria-label={props.label}
      aria-valuenow={width()}
      aria-valuemin={props.column.min}
      aria-valuemax={props.column.max}
      tabindex={0}
      onKeyDown={onKeyDown}
      onDblClick={() => props.column.reset()}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        setFrom({ x: event.clientX, width: width() })
      }}
      onPointerMove={(event) => {
        const start = from()
        if (start) props.column.set(start.width + event.clientX - start.x)
      }}
      onPointerUp={() => setFrom(null)}
      onPointerCancel={() => setFrom(null)}
    />
  )
}
