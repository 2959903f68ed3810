import { createSignal, type Accessor } from 'solid-js'

export interface Width {
  readonly width: Accessor<number>
  /** In CSS pixels; held within the limits and remembered. */
  readonly set: (width: number) => void
  readonly reset: () => void
  readonly min: number
  readonly max: number
}

/** The width of a column, remembered on this device under `name`; `usual` may be 0: whatever the frame gives it. */
export const createWidth = (options: {
  readonly name: string
  readonly usual: number
  readonly min: number
  readonly max: number
}): Width => {
  const read = (): number => {
    try {
      const kept = Number(localStorage.getItem(options.name))
      return kept >= options.min && kept <= options.max ? kept : options.usual
    } catch {
      return options.usual
    }
  }
  const [width, setWidth] = createSignal(read())
  const set = (next: number): void => {
    const held = Math.round(Math.min(options.max, Math.max(options.min, next)))
    setWidth(held)
    try {
      localStorage.setItem(options.name, String(held))
    } catch {
      // Holds for this visit only.
    }
  }
  const reset = (): void => {
    setWidth(options.usual)
    try {
      localStorage.removeItem(options.name)
    } catch {
      // It was never kept.
    }
  }
  return { width, set, reset, min: options.min, max: options.max }
}
