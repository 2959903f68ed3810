import { createSignal, untrack, type Accessor } from 'solid-js'
import type { Capability } from '../crypto/capability.ts'
import { createSharedDoc, mergeInto, onLocalChange } from '../doc/sharedDoc.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { openDocStore, type DocStore } from '../storage/docStore.ts'
import { readDeviceValue, writeDeviceValue } from '../storage/deviceValues.ts'
import type { StoreProblem } from '../storage/docStore.ts'
import type { StoreEnd } from '../storage/unwrittenUpdates.ts'
import type { SyncState } from '../sync/syncDoc.ts'
import type { CarriedDoc, DeferredSync } from './deferredSync.ts'

/** A document as the device holds it: in memory, on the disk, and on its way to the others. */
export interface OpenDocument {
  readonly doc: SharedDoc
  readonly carried: CarriedDoc
  readonly store: DocStore
  /** True once the disk has been read, or has said that it cannot be. */
  readonly loaded: Accessor<boolean>
  readonly whenLoaded: Promise<void>
  readonly sync: Accessor<SyncState>
  readonly storeProblem: Accessor<StoreProblem | null>
  /** False while the disk refuses what is changed here; what was damaged before is another matter. */
  readonly keeping: Accessor<boolean>
  /** Changes made here that no relay has acknowledged yet. */
  readonly waiting: Accessor<number>
  /** Writes what waits, and lets go of the disk; once, however often it is called. Says where what is in it is then. */
  close(): Promise<StoreEnd>
}

/** How long a burst of typing may go on before its count is written down. */
const COUNT_WRITE_MS = 500

/** Opens the document kept under `name`, reads it from the disk and keeps it in step with its room. */
export const openDocument = (options: {
  readonly name: string
  readonly capability: Capability
  readonly transport: DeferredSync
  readonly presence: boolean
  /** A state to begin with, from a preview: written to the disk with everything else. */
  readonly seed?: Uint8Array
}): OpenDocument => {
  const { name, capability, transport } = options
  const doc = createSharedDoc()
  const store = openDocStore({ name, doc })
  const [loaded, setLoaded] = createSignal(false)
  const [storeProblem, setStoreProblem] = createSignal<StoreProblem | null>(null)
  const [waiting, setWaiting] = createSignal(0)
  const countName = `waiting:${capability.room}`
  let countClock: ReturnType<typeof setTimeout> | undefined

  const setCount = (count: number): void => {
    if (count === waiting()) return
    setWaiting(count)
    clearTimeout(countClock)
    countClock = setTimeout(() => void writeDeviceValue(countName, count), COUNT_WRITE_MS)
  }

  const [keeping, setKeeping] = createSignal(true)
  const offStore = store.onChange(() => {
    setStoreProblem(store.state().problem)
    setKeeping(store.state().keeping)
  })
  const whenLoaded = store.loaded.then(() => {
    if (options.seed) mergeInto(doc, options.seed, 'preview')
    setLoaded(true)
  })
  const carried = transport.carry({ doc, capability, presence: options.presence })
  const [sync, setSync] = createSignal(carried.state())
  const offSync = carried.onChange(() => {
    setSync(carried.state())
    if (carried.state().saved) setCount(0)
  })
  onLocalChange(doc, () => setCount(waiting() + 1))
  void readDeviceValue(countName).then((kept) => {
    if (typeof kept === 'number' && kept > 0 && !carried.state().saved) setCount(waiting() + kept)
  })

  let closing: Promise<StoreEnd> | null = null
  const shut = async (): Promise<StoreEnd> => {
    const isBegun = untrack(loaded)
    offSync()
    carried.destroy()
    const end = await store.destroy()
    offStore()
    await whenLoaded
    doc.destroy()
    // What it was to begin with came too late to be written.
    return options.seed && !isBegun ? 'nowhere' : end
  }

  return {
    doc,
    carried,
    store,
    loaded,
    whenLoaded,
    sync,
    storeProblem,
    keeping,
    waiting,
    close: () => (closing ??= shut()),
  }
}
