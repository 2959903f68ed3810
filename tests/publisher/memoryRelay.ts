import * as Y from 'yjs'
import { err } from '../../src/lib/result.ts'
import type { Carry } from '../../server/publisher/publishedDocument.ts'

export interface MemoryRelay {
  readonly carry: Carry
  /** What is there, by room. */
  readonly rooms: Map<string, Y.Doc>
  /** Forgets everything, while nobody is connected. */
  wipe(): void
  /** Bytes written to it so far. */
  received(): number
}

/** Stands in the place of relay and network: what is written to a room is at once in every document of that room. */
export const createMemoryRelay = (): MemoryRelay => {
  const rooms = new Map<string, Y.Doc>()
  let received = 0
  return {
    rooms,
    wipe: () => rooms.clear(),
    received: () => received,
    carry(doc, { room }) {
      const held = rooms.get(room) ?? new Y.Doc()
      rooms.set(room, held)
      const callbacks = new Set<() => void>()
      let replayed = false
      const up = (update: Uint8Array, origin: unknown): void => {
        if (origin === 'relay') return
        received += update.length
        Y.applyUpdate(held, update, doc)
      }
      const down = (update: Uint8Array, origin: unknown): void => {
        if (origin !== doc) Y.applyUpdate(doc, update, 'relay')
      }
      // Not at once: whoever writes before has not waited for what is here.
      setImmediate(() => {
        Y.applyUpdate(doc, Y.encodeStateAsUpdate(held), 'relay')
        const missing = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(held))
        Y.applyUpdate(held, missing, doc)
        doc.on('update', up)
        held.on('update', down)
        replayed = true
        for (const callback of callbacks) callback()
      })
      return {
        doc,
        awareness: null,
        reads: { list: async () => err('offline'), open: async () => err('offline') },
        state: () => ({ phase: 'live', saved: replayed, replayed, moved: null, problems: [] }),
        onChange(callback) {
          callbacks.add(callback)
          return () => callbacks.delete(callback)
        },
        settled: () => Promise.resolve(),
        announceMove() {},
        destroy() {
          doc.off('update', up)
          held.off('update', down)
        },
      }
    },
  }
}
