import { ok } from '../lib/result.ts'
import { answer } from './database.ts'
import { onValues } from './deviceValues.ts'

/** Beside the small values of the device, each row under a name of its own, so that two tabs do not overwrite each other. */
const PREFIX = 'lookup:'

/**
 * Papers that wait to be looked up, on this device's disk: anything that structured cloning takes, by key. Each answers
 * false, or `null`, where the disk did not do it, after one more try.
 */
export const lookupDisk = {
  async read(): Promise<readonly unknown[] | null> {
    const read = await onValues<readonly unknown[]>('readonly', (store) =>
      answer(store.getAll(IDBKeyRange.bound(PREFIX, `${PREFIX}\uffff`))),
    )
    return read.ok ? read.value : null
  },
  async put(rows: readonly { readonly key: string }[]): Promise<boolean> {
    const written = await onValues('readwrite', async (store) => {
      for (const row of rows) store.put(row, PREFIX + row.key)
      // At once: the page may be on its way out, and would take along what it has not committed.
      store.transaction.commit()
      return ok(null)
    })
    return written.ok
  },
  async drop(keys: readonly string[]): Promise<boolean> {
    const written = await onValues('readwrite', async (store) => {
      for (const key of keys) store.delete(PREFIX + key)
      store.transaction.commit()
      return ok(null)
    })
    return written.ok
  },
}
