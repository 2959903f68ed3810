import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { concatBytes, equalBytes, type Bytes } from '../lib/bytes.ts'
import { readParts, type ClockRange, type Coverage, type UpdateParts } from './coverage.ts'

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

/** True where `coverage` holds whatever waits in the document for its foundation; true where nothing waits. */
export const coversPending = (doc: Y.Doc, coverage: Coverage): boolean => {
  const { pendingStructs, pendingDs } = doc.store
  for (const update of [pendingStructs?.update, pendingDs]) {
    if (!update) continue
    // Yjs keeps what waits in its second format, whatever it came in.
    const parts = readParts(Y.convertUpdateFormatV2ToV1(update))
    if (!parts || !coverage.contains(parts)) return false
  }
  return true
}

const isDeleted = (doc: Y.Doc, { client, from, to }: ClockRange): boolean => {
  for (let clock = from; clock < to;) {
    const item = Y.getItem(doc.store, Y.createID(client, clock))
    if (!item.deleted) return false
    clock = item.id.clock + item.length
  }
  return true
}

/** True where the document has taken everything of `parts` in, or keeps back what waits for its foundation. */
export const hasTaken = (doc: Y.Doc, { structs, deletions }: UpdateParts): boolean => {
  const { store } = doc
  return (
    structs.every(({ client, to }) => store.pendingStructs !== null || Y.getState(store, client) >= to) &&
    deletions.every((range) => {
      const known = Math.min(range.to, Y.getState(store, range.client))
      if (known < range.to && store.pendingDs === null) return false
      return isDeleted(doc, { ...range, to: known })
    })
  )
}

/**
 * True where a listener of the document threw: Yjs then keeps the unfinished transaction for ever and tells nobody of
 * later ones. Asked from within a listener it says nothing: then a transaction is being finished.
 */
export const isSilenced = (doc: Y.Doc): boolean =>
  doc._transaction === null && doc._transactionCleanups.length > 0
