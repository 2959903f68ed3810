import { ok } from '../lib/result.ts'
import { answer } from './database.ts'
import { onValues } from './deviceValues.ts'

/** Beside the small values of the device, each row under a name of its own, so that two tabs do not overwrite each other. */
const PREFIX = 'draft:'

/** What is half written, on this device's disk. Each answers `null`, or false, where it did not do it, after one more try. */
export const draftDisk = {
  async read(): Promise<readonly unknown[] | null> {
    const read = await onValues<readonly unknown[]>('readonly', (store) =>
      answer(store.getAll(IDBKeyRange.bound(PREFIX, `${PREFIX}\uffff`))),
    )
    return read.ok ? read.value : null
  },
  /**
   * Writes what `rows` says once the disk is ready, and says anew where it is tried again: words that came meanwhile
   * must not be written over. `kept: null` removes a row.
   */
  async write(
    rows: () => readonly { readonly name: string; readonly kept: string | null }[],
  ): Promise<boolean> {
    const written = await onValues('readwrite', async (store) => {
      for (const row of rows()) {
        if (row.kept === null) store.delete(PREFIX + row.name)
        else store.put(row, PREFIX + row.name)
      }
      // At once: the page may be on its way out, and would take along what it has not committed.
      store.transaction.commit()
      return ok(null)
    })
    return written.ok
  },
}
