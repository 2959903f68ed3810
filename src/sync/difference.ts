import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { concatBytes, equalBytes, type Bytes } from '../lib/bytes.ts'
import type { Coverage, UpdateParts } from './coverage.ts'

type DeleteSet = ReturnType<typeof Y.createDeleteSetFromStructStore>
type DeleteItems = readonly { readonly clock: number; readonly len: number }[]

/** A delete set as Yjs writes it at the end of a V1 update: clients in falling order, each with its ranges. */
const printDeleteSet = (clients: ReadonlyMap<number, DeleteItems>): Uint8Array => {
  const to = encoding.createEncoder()
  encoding.writeVarUint(to, clients.size)
  for (const [client, items] of [...clients].sort((a, b) => b[0] - a[0])) {
    encoding.writeVarUint(to, client)
    encoding.writeVarUint(to, items.length)
    for (const { clock, len } of items) {
      encoding.writeVarUint(to, clock)
      encoding.writeVarUint(to, len)
    }
  }
  return encoding.toUint8Array(to)
}

/** The same update with only those deletions that `coverage` has not; unchanged where its end is not as expected. */
const dropKnownDeletions = (update: Uint8Array, all: DeleteSet, coverage: Coverage): Uint8Array => {
  const end = printDeleteSet(all.clients)
  const structsEnd = update.length - end.length
  if (structsEnd < 0 || !equalBytes(update.subarray(structsEnd), end)) return update
  const lacking = new Map<number, DeleteItems>()
  for (const [client, items] of all.clients) {
    const left = items.filter(
      ({ clock, len }) => !coverage.hasDeletion({ client, from: clock, to: clock + len }),
    )
    if (left.length > 0) lacking.set(client, left)
  }
  return concatBytes(update.subarray(0, structsEnd), printDeleteSet(lacking))
}

/**
 * Everything `doc` has integrated and `coverage` lacks, as one V1 update. Structures that wait for others are left
 * out: who uploads them would make the log depend on something it does not hold.
 */
export const differenceOf = (doc: Y.Doc, coverage: Coverage): Bytes => {
  const { store } = doc
  const { pendingStructs, pendingDs } = store
  store.pendingStructs = null
  store.pendingDs = null
  try {
    const update = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(coverage.stateVector()))
    return new Uint8Array(dropKnownDeletions(update, Y.createDeleteSetFromStructStore(store), coverage))
  } finally {
    store.pendingStructs = pendingStructs
    store.pendingDs = pendingDs
  }
}

/** The whole document with whatever waits in it: what a snapshot carries. */
export const wholeOf = (doc: Y.Doc): Bytes => new Uint8Array(Y.encodeStateAsUpdate(doc))

export const hasPending = (doc: Y.Doc): boolean =>
  doc.store.pendingStructs !== null || doc.store.pendingDs !== null

/** True where the document has the structs of `parts`, or keeps something back until their foundation comes. */
export const hasTaken = (doc: Y.Doc, parts: UpdateParts): boolean =>
  doc.store.pendingStructs !== null ||
  parts.structs.every(({ client, to }) => Y.getState(doc.store, client) >= to)
