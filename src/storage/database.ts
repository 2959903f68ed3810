import { err, ok, type Result } from '../lib/result.ts'
import { toStoreProblem, type DiskProblem } from './problem.ts'

let refused = false

/** From now on this page touches no disk: whatever asks for it is told that it is `unused`. */
export const refuseDisk = (): void => {
  refused = true
}

export const isDiskRefused = (): boolean => refused

/**
 * Opens the database `name`, whatever its version, making it with `create` where it is new. One that lacks the store
 * `store` was made by a version that keeps things elsewhere, and is left as it is. It closes itself when somebody wants
 * to delete it. May take for ever where the browser does not answer: the caller sets the clock.
 */
export const openDatabase = (
  name: string,
  store: string,
  create: (database: IDBDatabase) => void,
): Promise<Result<IDBDatabase, DiskProblem>> =>
  new Promise((resolve) => {
    const fail = (error: unknown): void => resolve(err(toOpenProblem(error)))
    if (refused) {
      resolve(err({ code: 'unused', detail: '' }))
      return
    }
    let request: IDBOpenDBRequest
    try {
      if (typeof indexedDB === 'undefined') {
        resolve(err({ code: 'absent', detail: '' }))
        return
      }
      request = indexedDB.open(name)
    } catch (error) {
      fail(error)
      return
    }
    request.addEventListener('upgradeneeded', () => create(request.result))
    request.addEventListener('error', (event) => {
      event.preventDefault()
      fail(request.error)
    })
    request.addEventListener('success', () => {
      const database = request.result
      if (!database.objectStoreNames.contains(store)) {
        database.close()
        resolve(err({ code: 'newer', detail: `no ${store}` }))
        return
      }
      database.addEventListener('versionchange', () => database.close())
      resolve(ok(database))
    })
  })

/** A database that was never open cannot have been closed: private windows of some browsers say so all the same. */
const toOpenProblem = (error: unknown): DiskProblem => {
  const problem = toStoreProblem(error, 'open')
  return problem.code === 'closed' ? { ...problem, code: 'open' } : problem
}

/** Resolves when `transaction` has ended: only its `abort` tells of a disk that was full at the commit. */
export const ended = (transaction: IDBTransaction): Promise<Result<null, DiskProblem>> =>
  new Promise((resolve) => {
    transaction.addEventListener('complete', () => resolve(ok(null)))
    transaction.addEventListener('abort', () => resolve(err(toStoreProblem(transaction.error, 'write'))))
  })

/** What `request` answers, or the reason why it does not; the rest of its transaction goes on. */
export const answer = <T>(request: IDBRequest<T>): Promise<Result<T, DiskProblem>> =>
  new Promise((resolve) => {
    request.addEventListener('success', () => resolve(ok(request.result)))
    request.addEventListener('error', (event) => {
      event.preventDefault()
      event.stopPropagation()
      resolve(err(toStoreProblem(request.error, 'damaged')))
    })
  })

/** Runs `work`, which may throw as IndexedDB does (a closed connection, a store that is not there). */
export const tried = async <T>(
  work: () => Promise<Result<T, DiskProblem>>,
  fallback: DiskProblem['code'],
): Promise<Result<T, DiskProblem>> => {
  try {
    return await work()
  } catch (error) {
    return err(toStoreProblem(error, fallback))
  }
}
