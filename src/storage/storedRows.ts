import * as Y from 'yjs'
import { ok, type Result } from '../lib/result.ts'
import { answer, ended, tried } from './database.ts'
import type { DiskProblem } from './problem.ts'
import { throwLater } from './throwLater.ts'

/** The layout of y-indexeddb 9: rows of updates under rising numbers, and a store for anything else. */
export const ROWS = 'updates'
const OTHER = 'custom'

export const createRowStores = (database: IDBDatabase): void => {
  database.createObjectStore(ROWS, { autoIncrement: true })
  database.createObjectStore(OTHER)
}

interface StoredRow {
  readonly key: IDBValidKey
  readonly value: unknown
}

export interface LoadedRows {
  /** The highest number seen, 0 for an empty store. */
  readonly last: number
  readonly damaged: number
  /** Rows that had to stay where they are: nothing around them may be folded, since folding deletes by range. */
  readonly stuck: number
}

/** Reads every row after number `after`, one by one where reading them together fails. */
const readRows = async (
  database: IDBDatabase,
  after: number,
): Promise<Result<{ rows: readonly StoredRow[]; unreadable: number; last: number }, DiskProblem>> => {
  const range = IDBKeyRange.lowerBound(after, true)
  const store = () => database.transaction(ROWS, 'readonly').objectStore(ROWS)
  const together = store()
  const [values, keys] = await Promise.all([
    answer(together.getAll(range)),
    answer(together.getAllKeys(range)),
  ])
  if (!keys.ok) return keys
  const numbers = keys.value.filter((key) => typeof key === 'number')
  const last = numbers.length === 0 ? after : Math.max(after, numbers.at(-1) ?? 0)
  if (values.ok)
    return ok({ rows: keys.value.map((key, at) => ({ key, value: values.value[at] })), unreadable: 0, last })
  const rows: StoredRow[] = []
  let unreadable = 0
  for (const key of keys.value) {
    const one = await answer(store().get(key))
    if (one.ok) rows.push({ key, value: one.value })
    else unreadable++
  }
  return ok({ rows, unreadable, last })
}

/** Moves rows out of the way, raw as they are, under a key that says which and when. */
const setAside = (
  database: IDBDatabase,
  rows: readonly StoredRow[],
  now: number,
): Promise<Result<null, DiskProblem>> =>
  tried(async () => {
    const transaction = database.transaction([ROWS, OTHER], 'readwrite')
    const moved = ended(transaction)
    for (const { key, value } of rows) {
      transaction.objectStore(OTHER).put(value, `damaged:${String(key)}:${now}`)
      transaction.objectStore(ROWS).delete(key)
    }
    transaction.commit()
    return await moved
  }, 'write')

const isUpdate = (value: unknown): value is Uint8Array => value instanceof Uint8Array

/**
 * Applies every row after number `after` to `doc` with `origin`, all in one transaction within `around`. A row that is no update is
 * set aside; the others count all the same.
 */
export const loadRows = (
  database: IDBDatabase,
  doc: Y.Doc,
  after: number,
  origin: object,
  around: (apply: () => void) => void,
): Promise<Result<LoadedRows, DiskProblem>> =>
  tried(async () => {
    const read = await readRows(database, after)
    if (!read.ok) return read
    const { rows, unreadable, last } = read.value
    const damaged: StoredRow[] = []
    const apply = (): void => {
      for (const row of rows) {
        try {
          if (isUpdate(row.value)) Y.applyUpdate(doc, row.value, origin)
          else damaged.push(row)
        } catch {
          damaged.push(row)
        }
      }
    }
    try {
      around(() => Y.transact(doc, apply, origin, false))
    } catch (error) {
      // The rows are in; somebody who watches the document failed. That is their fault and must be seen, not ours.
      throwLater(error)
    }
    const aside = damaged.length === 0 ? ok(null) : await setAside(database, damaged, Date.now())
    return ok({
      last,
      damaged: damaged.length + unreadable,
      stuck: unreadable + (aside.ok ? 0 : damaged.length),
    })
  }, 'damaged')

/**
 * Runs `apply`, in which the disk's own rows come in with `origin`, without `onUpdate` hearing of them: Yjs would encode
 * them all again to tell what came. What somebody who watches the document writes meanwhile is heard: that begins a
 * transaction of its own.
 */
export const runUnheard = (
  doc: Y.Doc,
  onUpdate: (update: Uint8Array, from: unknown) => void,
  origin: object,
  apply: () => void,
): void => {
  const hear = (transaction: { readonly origin: unknown }): void => {
    if (transaction.origin !== origin) doc.on('update', onUpdate)
  }
  doc.off('update', onUpdate)
  doc.on('beforeObserverCalls', hear)
  try {
    apply()
  } finally {
    doc.off('beforeObserverCalls', hear)
    doc.on('update', onUpdate)
  }
}
