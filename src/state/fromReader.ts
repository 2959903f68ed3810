import { batch, createSignal, onCleanup, type Accessor } from 'solid-js'
import type { DocReader } from '../doc/docReader.ts'

/** One signal per field of a document's view: an act on one field wakes only what reads that field. */
export type Fields<V> = { readonly [K in keyof V]: Accessor<V[K]> }

/**
 * The one bridge from documents to the screen. Needs a reactive owner, whose end stops the listening; the reader is
 * left to whoever made it.
 */
export const fromReader = <V extends object>(reader: DocReader<V>): Fields<V> => {
  const view = reader.view()
  const setters = new Map<keyof V, () => void>()
  const fields: Partial<Record<keyof V, Accessor<unknown>>> = {}
  // reason: Object.keys loses the key type of an object whose keys are known to the compiler
  for (const field of Object.keys(view) as (keyof V)[]) {
    const [value, setValue] = createSignal<unknown>(view[field])
    fields[field] = value
    setters.set(field, () => setValue(() => reader.view()[field]))
  }
  onCleanup(
    reader.subscribe((changed) => {
      batch(() => {
        for (const field of changed) setters.get(field)?.()
      })
    }),
  )
  // reason: every field of V was filled in the loop above
  return fields as Fields<V>
}
