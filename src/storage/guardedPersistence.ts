import { IndexeddbPersistence, storeState } from 'y-indexeddb'
import * as Y from 'yjs'
import { err, ok, type Result } from '../lib/result.ts'
import { ended, tried } from './database.ts'
import { toStoreProblem, type DiskProblem } from './problem.ts'

/** y-indexeddb with ears: every transaction it makes says how it ended. */
export interface GuardedPersistence {
  /** Appends one update; the answer comes when the disk has it. */
  write(update: Uint8Array): Promise<Result<null, DiskProblem>>
  /** Folds all rows into one, rows of other tabs included. */
  fold(): Promise<Result<null, DiskProblem>>
  rows(): number
  destroy(): void
}

/**
 * Puts y-indexeddb behind `doc`, whose rows up to number `last` have been applied already.
 *
 * Its constructor gets a hollow document: what it appends at every opening is then two bytes instead of the whole
 * state, and its own listener, which throws inside Yjs when the browser has closed the database, never sits on the
 * real one. `onClosed` is called when the browser closes the connection by itself.
 */
export const guardPersistence = async (options: {
  readonly name: string
  readonly doc: Y.Doc
  readonly last: number
  readonly onClosed: () => void
}): Promise<Result<GuardedPersistence, DiskProblem>> => {
  const hollow = new Y.Doc()
  const persistence = new IndexeddbPersistence(options.name, hollow)
  persistence.doc = options.doc
  persistence._dbref = options.last + 1

  const held: { connection: IDBDatabase | null } = { connection: null }
  let latest: {
    readonly transaction: IDBTransaction
    readonly end: Promise<Result<null, DiskProblem>>
  } | null = null
  /** The end of the transaction begun since it was last asked for. */
  const begun = (): Promise<Result<null, DiskProblem>> => {
    const end = latest?.end ?? Promise.resolve(err(neverOpen))
    latest = null
    return end
  }
  const guard = (database: IDBDatabase): IDBDatabase => {
    const begin = database.transaction.bind(database)
    database.transaction = (names, mode, settings) => {
      const transaction = begin(names, mode, settings)
      latest = { transaction, end: ended(transaction) }
      // y-indexeddb lets go of its promises: a failing request would surface as an unhandled rejection and tell
      // nobody. Stopped here on its way down, it still aborts the transaction, and that is heard.
      transaction.addEventListener('error', (event) => event.stopPropagation(), { capture: true })
      return transaction
    }
    database.addEventListener('close', options.onClosed)
    return database
  }
  // Its first transaction begins in the same tick in which it sets `db`, so the guard must stand in the setter.
  Object.defineProperty(persistence, 'db', {
    get: () => held.connection,
    set: (database: IDBDatabase | null) => {
      held.connection = database === null ? null : guard(database)
    },
  })

  const opened = await tried(async () => {
    await persistence._db
    return await Promise.race<Result<null, DiskProblem>>([
      persistence.whenSynced.then(() => ok(null)),
      begun().then((end) => (end.ok && !persistence.synced ? err(unreadable) : end)),
    ])
  }, 'open')
  if (!opened.ok) {
    held.connection?.close()
    return opened
  }

  /**
   * From 500 rows on every write starts a timer after which y-indexeddb folds by itself: it deletes by range, also
   * rows that have to stay where they are, and tells nobody. Only `fold` may fold, so the timer never rings.
   */
  const dropTimer = (): void => {
    clearTimeout(persistence._storeTimeoutId)
    persistence._storeTimeoutId = null
  }

  return ok({
    write: (update) =>
      tried(async () => {
        persistence._storeUpdate(update, null)
        dropTimer()
        // Not left to the browser, which commits after the request has been answered: a page that is gone by then (a
        // reload right after the last key) would take the row along.
        latest?.transaction.commit()
        return await begun()
      }, 'write'),
    fold: () =>
      tried(async () => {
        const folded = storeState(persistence)
        const transaction = begun()
        // A row of another tab that is no update rejects the folding before it deletes anything.
        return await Promise.race<Result<null, DiskProblem>>([
          folded.then(
            () => transaction,
            (error: unknown) => err(toStoreProblem(error, 'damaged')),
          ),
          transaction.then(async (end) => {
            if (end.ok) await folded
            return end
          }),
        ])
      }, 'write'),
    rows: () => persistence._dbsize,
    destroy() {
      dropTimer()
      persistence._destroyed = true
      // Waits by itself for the transactions that run.
      held.connection?.close()
    },
  })
}

/** Whether a change came from the disk, as Yjs names its origin. */
export const isFromDisk = (origin: unknown): boolean => origin instanceof IndexeddbPersistence

const unreadable: DiskProblem = { code: 'damaged', detail: 'a row could not be applied' }
const neverOpen: DiskProblem = { code: 'closed', detail: 'no connection' }
