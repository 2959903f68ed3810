import { err, ok, type Result } from '../lib/result.ts'
import { equalBytes, printBase64url, utf8, concatBytes, type Bytes } from '../lib/bytes.ts'
import { answer, ended, openDatabase, tried } from './database.ts'
import { databaseName } from './docStore.ts'
import { MAX_VALUE_NAME, STORE_TIMING } from './limits.ts'
import type { DiskProblem } from './problem.ts'

/** What makes this device the person's own. Losing it means losing the library. */
export interface Keyring {
  /** 32 bytes, the owner's secret of the library's room. */
  readonly librarySecret: Bytes
  /** 96 random bits, base64url. */
  readonly deviceId: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

const DATABASE = 'carrel-keyring'
const VALUES = 'values'
const KEYRING = 'keyring'
/** The same record once more: one damaged value must not cost a library. */
const COPY = 'keyring:copy'
/** Prefix of the names of device values, so that none can be called like a key. */
const VALUE_PREFIX = 'value:'
const SECRET_BYTES = 32
const DEVICE_ID_BYTES = 12
const DEVICE_ID = /^[A-Za-z0-9_-]{16}$/
const SUM_BYTES = 8

let connection: Promise<Result<IDBDatabase, DiskProblem>> | null = null

const connect = async (): Promise<Result<IDBDatabase, DiskProblem>> => {
  const opening = (connection ??= openDatabase(DATABASE, (database) => database.createObjectStore(VALUES)))
  let clock: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<Result<IDBDatabase, DiskProblem>>((resolve) => {
    clock = setTimeout(
      () => resolve(err({ code: 'timeout', detail: 'the keyring does not open' })),
      STORE_TIMING.loadMs,
    )
  })
  const opened = await Promise.race([opening, timeout])
  clearTimeout(clock)
  if (!opened.ok && connection === opening && opened.error.code !== 'timeout') connection = null
  return opened
}

const disconnect = async (): Promise<void> => {
  const opening = connection
  connection = null
  const opened = await opening
  if (opened?.ok) opened.value.close()
}

/** Runs `work` on the small database; a connection that the browser has closed is opened once more. */
const onValues = async <T>(
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
  if (first.ok || first.error.code !== 'closed') return first
  await disconnect()
  return await once()
}

const sumOf = async (secret: Bytes, deviceId: string, createdAt: number): Promise<Bytes> =>
  new Uint8Array(
    await crypto.subtle.digest('SHA-256', concatBytes(secret, utf8(`${deviceId} ${createdAt}`))),
  ).slice(0, SUM_BYTES)

const makeRecord = async (): Promise<Keyring & { readonly sum: Bytes }> => {
  const librarySecret = crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
  const deviceId = printBase64url(crypto.getRandomValues(new Uint8Array(DEVICE_ID_BYTES)))
  const createdAt = Date.now()
  return { librarySecret, deviceId, createdAt, sum: await sumOf(librarySecret, deviceId, createdAt) }
}

const parseRecord = async (value: unknown): Promise<Keyring | null> => {
  if (typeof value !== 'object' || value === null) return null
  // reason: every field is checked right below
  const { librarySecret, deviceId, createdAt, sum } = value as Record<string, unknown>
  if (!(librarySecret instanceof Uint8Array) || librarySecret.length !== SECRET_BYTES) return null
  if (typeof deviceId !== 'string' || !DEVICE_ID.test(deviceId) || typeof createdAt !== 'number') return null
  if (!(sum instanceof Uint8Array)) return null
  const secret = new Uint8Array(librarySecret)
  if (!equalBytes(sum, await sumOf(secret, deviceId, createdAt))) return null
  return { librarySecret: secret, deviceId, createdAt }
}

/** Whether this device holds a library already: then a missing keyring was lost, and must not be made anew. */
const hasLibrary = async (): Promise<boolean> => {
  try {
    const databases = await indexedDB.databases()
    return databases.some(({ name }) => name?.startsWith(databaseName('library:')) ?? false)
  } catch {
    // Older Firefox cannot tell.
    return false
  }
}

const BOTH = [KEYRING, COPY] as const

/** The first of the two records that can be read. */
const firstReadable = async (values: readonly unknown[]): Promise<Keyring | null> => {
  for (const value of values) {
    const keyring = await parseRecord(value)
    if (keyring) return keyring
  }
  return null
}

const readBoth = async (store: IDBObjectStore): Promise<readonly unknown[]> => {
  const both = await Promise.all(BOTH.map((name) => answer(store.get(name))))
  return both.map((one) => (one.ok ? one.value : null))
}

/**
 * The keyring of this device, made exactly once even where two tabs start together: one transaction looks and, where
 * there is none, adds. A keyring that cannot be read, or is gone while its library is here, is told and never replaced.
 */
export const openKeyring = async (): Promise<Result<Keyring, DiskProblem>> => {
  // Every start but the first ends here, without the questions only a first one has to ask.
  const here = await onValues<readonly unknown[]>('readonly', async (store) => ok(await readBoth(store)))
  if (!here.ok) return here
  const known = await firstReadable(here.value)
  if (known) return ok(known)
  // Asked first: a tab that is ahead of us makes its keyring before its library.
  const orphaned = await hasLibrary()
  const candidate = await makeRecord()
  const stored = await onValues<readonly unknown[]>('readwrite', async (store) => {
    const values = await readBoth(store)
    if (values.every((value) => value === undefined) && !orphaned) {
      for (const name of BOTH) store.add(candidate, name)
      store.transaction.commit()
      return ok([candidate])
    }
    return ok(values)
  })
  if (!stored.ok) return stored
  const keyring = await firstReadable(stored.value)
  if (keyring) return ok(keyring)
  return err({
    code: 'damaged',
    detail: stored.value.some((value) => value !== undefined)
      ? 'the keyring cannot be read'
      : 'the keyring is gone and a library is here',
  })
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
