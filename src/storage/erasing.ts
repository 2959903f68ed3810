import { ok, type Result } from '../lib/result.ts'
import { answer, isDiskRefused, tried } from './database.ts'
import { databaseName, type DocStore } from './docStore.ts'
import { forgetParting, readParting } from './partingUpdates.ts'
import type { DiskProblem } from './problem.ts'

/** Forgets the document `name` on this device, and waits until it is gone; other connections to it close themselves. */
export const eraseDocument = (name: string, store?: DocStore): Promise<Result<null, DiskProblem>> =>
  tried(async () => {
    await store?.drop()
    if (isDiskRefused()) return ok(null)
    const database = databaseName(name)
    forgetParting(readParting(database).keys())
    const gone = await answer(indexedDB.deleteDatabase(database))
    return gone.ok ? ok(null) : { ...gone, error: { ...gone.error, code: 'write' } }
  }, 'write')
