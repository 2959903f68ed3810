import * as Y from 'yjs'
import type { SharedDoc } from './sharedText.ts'

/** A new, empty document in memory. */
export const createSharedDoc = (): SharedDoc => new Y.Doc()

/** The whole of a document as one update (V1). */
export const stateOf = (doc: SharedDoc): Uint8Array => Y.encodeStateAsUpdate(doc)

/** Merges an update from `stateOf` into a document; `origin` tells listeners where it came from. */
export const mergeInto = (doc: SharedDoc, state: Uint8Array, origin: string): void =>
  Y.applyUpdate(doc, state, origin)

/** Calls `listener` after each transaction made here, not by peers or the disk, that changed something. */
export const onLocalChange = (doc: SharedDoc, listener: () => void): void => {
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    if (transaction.local && transaction.changed.size > 0) listener()
  })
}

/** Calls `listener` after each transaction that changed something, whoever made it; returns how to stop. */
export const onEveryChange = (doc: SharedDoc, listener: () => void): (() => void) => {
  const heard = (transaction: Y.Transaction): void => {
    if (transaction.changed.size > 0) listener()
  }
  doc.on('afterTransaction', heard)
  return () => doc.off('afterTransaction', heard)
}
