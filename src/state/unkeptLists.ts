import { createSignal, onCleanup, untrack, type Accessor } from 'solid-js'
import { createSharedDoc, mergeInto, stateOf } from '../doc/sharedDoc.ts'
import { openDocStore } from '../storage/docStore.ts'
import { STORE_TIMING, type StoreTiming } from '../storage/limits.ts'
import type { OpenDocument } from './openDocument.ts'

/** Lists that were let go of before the disk had all of them: held in memory, and tried again. */
export interface UnkeptLists {
  readonly documents: Accessor<readonly OpenDocument[]>
  /** Closes a document, and holds it where the disk did not take all that was in it. */
  close(id: string, document: OpenDocument): Promise<void>
  /** What `id` begins with when it is opened again: `seed`, and what is held of it; `undefined` where there is neither. */
  seedOf(id: string, seed: Uint8Array | undefined): Uint8Array | undefined
  /** `id` is open again, as `document`, which looks after it from here on. */
  handOver(id: string, document: OpenDocument): void
}

/** Needs a reactive owner. */
export const createUnkeptLists = (timing: Partial<StoreTiming> = {}): UnkeptLists => {
  const [held, setHeld] = createSignal<ReadonlyMap<string, OpenDocument>>(new Map())
  const { againMs } = { ...STORE_TIMING, ...timing }
  const clocks = new Set<ReturnType<typeof setTimeout>>()
  let over = false
  onCleanup(() => {
    over = true
    for (const clock of clocks) clearTimeout(clock)
  })
  const isHeld = (id: string, document: OpenDocument): boolean => !over && untrack(held).get(id) === document
  const forget = (id: string, document: OpenDocument): void => {
    if (isHeld(id, document)) setHeld((before) => new Map([...before].filter(([other]) => other !== id)))
  }

  const write = async (id: string, { doc: from }: OpenDocument): Promise<boolean> => {
    const doc = createSharedDoc()
    const store = openDocStore({ name: `list:${id}`, doc, timing })
    const read = await store.loaded
    mergeInto(doc, stateOf(from), 'unkept')
    const end = read.ok ? await store.flushed() : read
    // What it could not write is in memory still; beside the disk it was put down when it was closed.
    await store.drop()
    doc.destroy()
    return end.ok
  }
  const tryLater = (id: string, document: OpenDocument): void => {
    const clock = setTimeout(() => {
      clocks.delete(clock)
      if (!isHeld(id, document)) return
      void write(id, document).then((written) => {
        if (written) forget(id, document)
        else if (isHeld(id, document)) tryLater(id, document)
      })
    }, againMs)
    clocks.add(clock)
  }

  return {
    documents: () => [...held().values()],
    async close(id, document) {
      if ((await document.close()) === 'written' || over) return
      setHeld((before) => new Map(before).set(id, document))
      tryLater(id, document)
    },
    seedOf(id, seed) {
      const document = untrack(held).get(id)
      if (!document) return seed
      if (seed) mergeInto(document.doc, seed, 'seed')
      return stateOf(document.doc)
    },
    handOver(id, document) {
      const before = untrack(held).get(id)
      // Not before what it began with is in it.
      if (before) void document.whenLoaded.then(() => forget(id, before))
    },
  }
}
