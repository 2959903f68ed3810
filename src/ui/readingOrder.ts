import { createContext, createSignal, onCleanup, useContext, type Accessor } from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'

/** The papers of the list beside the sheet, in the order shown, so that the sheet can go to the next one. */
export interface ReadingOrder {
  readonly keys: Accessor<readonly PaperKey[]>
  /** Called by a page while it is set up: its order counts as long as it lives. */
  publish(keys: Accessor<readonly PaperKey[]>): void
  /** The neighbour of `key`; `null` at the end, or where the list does not hold it. */
  step(key: PaperKey, direction: 1 | -1): PaperKey | null
}

export const createReadingOrder = (): ReadingOrder => {
  const [published, setPublished] = createSignal<readonly Accessor<readonly PaperKey[]>[]>([])
  const keys = () => published().at(-1)?.() ?? []
  return {
    keys,
    publish(own) {
      setPublished((before) => [...before, own])
      onCleanup(() => setPublished((before) => before.filter((other) => other !== own)))
    },
    step(key, direction) {
      const at = keys().indexOf(key)
      return at < 0 ? null : (keys()[at + direction] ?? null)
    },
  }
}

export const ReadingOrderContext = createContext<ReadingOrder>(createReadingOrder())

export const useReadingOrder = (): ReadingOrder => useContext(ReadingOrderContext)
