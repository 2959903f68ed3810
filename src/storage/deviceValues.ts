import { err, ok, type Result } from '../lib/result.ts'
import { answer, ended, openDatabase, tried } from './database.ts'
import { MAX_VALUE_NAME, STORE_TIMING } from './limits.ts'
import type { DiskProblem } from './problem.ts'

const DATABASE = 'carrel-keyring'
const VALUES = 'values'
/** Prefix of the names of device values, so that none can be called like a key. */
const VALUE_PREFIX = 'value:'

let whenClosed: (() => void) | null = null

/** Has `listener` called when the browser closes the small database by itself, as it does when it clears the disk. */
export const onValuesClosed = (listener: () => void): void => {
  whenClosed = listener
}

let connection: Promise<Result<IDBDatabase, DiskProblem>> | null = null

const connect = async (): Promise<Result<IDBDatabase, DiskProblem>> => {
  const opening = (connection ??= openDatabase(DATABASE, VALUES, (database) =>
    database.createObjectStore(VALUES),
  ))
  let clock: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<Result<IDBDatabase, DiskProblem>>((resolve) => {
    clock = setTimeout(() => resolve(err({ code: 'timeout', detail: 'no answer' })), STORE_TIMING.loadMs)
  })
  const opened = await Promise.race([opening, timeout])
  clearTimeout(clock)
  if (opened.ok && connection === opening) opened.value.onclose = () => whenClosed?.()
  if (!opened.ok && connection === opening && opened.error.code !== 'timeout') connection = null
  return opened
}

const disconnect = async (): Promise<void> => {
  const opening = connection
  connection = null
  const opened = await opening
  if (opened?.ok) opened.value.close()
}

/**
 * Runs `work` on the small database; what fails is tried once more, a moment later and over a new connection: the
 * browser may have closed the one before. Not where there was no answer in time: nobody waits for that twice.
 */
export const onValues = async <T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => Promise<Result<T, DiskProblem>>,
): Promise<Result<T, DiskProblem>> => {
  const once = async (): Promise<Result<T, DiskProblem>> => {
    const opened = await connect()
    if (!opened.ok) return opened
    return await tried(async () => {
      const transaction = opened.value.transaction(VALUES, mode, { durability: 'strict' })
      const end = ended(transaction)
      const result = await work(transaction.objectStore(VALUES))
      const finished = await end
      return finished.ok ? result : finished
    }, 'open')
  }
  const first = await once()
  if (first.ok || first.error.code === 'timeout') return first
  await disconnect()
  await new Promise((resolve) => setTimeout(resolve, STORE_TIMING.retryMs))
  return await once()
}

const nameOf = (name: string): string => VALUE_PREFIX + name.slice(0, MAX_VALUE_NAME)

/** A small value of this device only; `null` where there is none or the disk does not say. */
export const readDeviceValue = async (name: string): Promise<unknown> => {
  const value = await onValues<unknown>('readonly', (store) => answer(store.get(nameOf(name))))
  return value.ok ? (value.value ?? null) : null
}

/** Keeps a small value (anything structured cloning takes) on this device; `undefined` forgets it. */
export const writeDeviceValue = (name: string, value?: unknown): Promise<Result<null, DiskProblem>> =>
  onValues('readwrite', async (store) => {
    const key = nameOf(name)
    const written = value === undefined ? answer(store.delete(key)) : answer(store.put(value, key))
    // At once: the page may be on its way out, and would take along what it has not committed.
    store.transaction.commit()
    const result = await written
    return result.ok ? ok(null) : result
  })
