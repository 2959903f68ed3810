import { err, ok, type Result } from '../lib/result.ts'
import { equalBytes, printBase64url, utf8, concatBytes, type Bytes } from '../lib/bytes.ts'
import { answer, ended, openDatabase, tried } from './database.ts'
import { databaseName } from './docStore.ts'
import { MAX_FORMER_LIBRARIES, MAX_VALUE_NAME, STORE_TIMING } from './limits.ts'
import type { DiskProblem } from './problem.ts'

/** One library as this device holds it. */
export interface HeldLibrary {
  /** 32 bytes, the owner's secret of the library's room. */
  readonly librarySecret: Bytes
  /** 32 bytes; from it follow the person's ids in lists. It stays when the library's secret changes. */
  readonly identitySecret: Bytes
  /** 96 random bits, base64url. */
  readonly deviceId: string
  /** 32 bytes, X25519: what is sealed to this device opens with it. */
  readonly deviceSecret: Bytes
}

/** What makes this device the person's own. Losing it means losing the library. */
export interface Keyring extends HeldLibrary {
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** A library this device was given and has not gone over to yet. */
  readonly next: HeldLibrary | null
  /** Id of a device that was lost, and from which this one is moving the library away. */
  readonly lost: string | null
  /** Libraries this device has gone over from; their databases may hold what the present one lacks. */
  readonly former: readonly HeldLibrary[]
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

const sum = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, SUM_BYTES)

/** The sum of a record of the first format, which had no keys but the library's. */
const firstSumOf = (secret: Bytes, deviceId: string, createdAt: number): Promise<Bytes> =>
  sum(concatBytes(secret, utf8(`${deviceId} ${createdAt}`)))

const bytesOf = ({ librarySecret, identitySecret, deviceId, deviceSecret }: HeldLibrary): Bytes =>
  concatBytes(librarySecret, identitySecret, deviceSecret, utf8(deviceId))

const sumOf = ({ createdAt, next, lost, former, ...held }: Keyring): Promise<Bytes> => {
  const marks = utf8(` ${createdAt} ${next ? 1 : 0} ${lost} ${former.length} `)
  return sum(concatBytes(bytesOf(held), marks, ...[...(next ? [next] : []), ...former].map(bytesOf)))
}

type Stored = Keyring & { readonly sum: Bytes }

const toStored = async (keyring: Keyring): Promise<Stored> => ({ ...keyring, sum: await sumOf(keyring) })

/** A device id and key nobody had before. */
export const makeDevice = (): Pick<HeldLibrary, 'deviceId' | 'deviceSecret'> => ({
  deviceId: printBase64url(crypto.getRandomValues(new Uint8Array(DEVICE_ID_BYTES))),
  deviceSecret: crypto.getRandomValues(new Uint8Array(SECRET_BYTES)),
})

const makeKeyring = (): Keyring => {
  const librarySecret = crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
  // Equal at first, as in every keyring from before there were two: both give the same ids in lists.
  const held = { librarySecret, identitySecret: librarySecret, ...makeDevice() }
  return { ...held, createdAt: Date.now(), next: null, lost: null, former: [] }
}

const parseSecret = (value: unknown): Bytes | null =>
  value instanceof Uint8Array && value.length === SECRET_BYTES ? new Uint8Array(value) : null

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  // reason: an object has nothing but fields, and each is checked where it is read
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null

const parseHeld = (value: unknown): HeldLibrary | null => {
  const fields = fieldsOf(value)
  const deviceId = fields?.['deviceId']
  const librarySecret = parseSecret(fields?.['librarySecret'])
  const identitySecret = parseSecret(fields?.['identitySecret'])
  const deviceSecret = parseSecret(fields?.['deviceSecret'])
  if (typeof deviceId !== 'string' || !DEVICE_ID.test(deviceId)) return null
  return librarySecret && identitySecret && deviceSecret
    ? { librarySecret, identitySecret, deviceId, deviceSecret }
    : null
}

/** A record of the first format: it gets a device key of its own before anything is done with it. */
const parseFirst = async (
  fields: Readonly<Record<string, unknown>>,
): Promise<Omit<Keyring, 'deviceSecret'> | null> => {
  const { deviceId, createdAt, sum } = fields
  const secret = parseSecret(fields['librarySecret'])
  if (!secret || typeof deviceId !== 'string' || !DEVICE_ID.test(deviceId)) return null
  if (typeof createdAt !== 'number' || !(sum instanceof Uint8Array) || 'deviceSecret' in fields) return null
  if (!equalBytes(sum, await firstSumOf(secret, deviceId, createdAt))) return null
  return {
    librarySecret: secret,
    identitySecret: secret,
    deviceId,
    createdAt,
    next: null,
    lost: null,
    former: [],
  }
}

const parseRecord = async (value: unknown): Promise<Keyring | null> => {
  const fields = fieldsOf(value)
  const held = parseHeld(value)
  if (!fields || !held) return null
  const { createdAt, sum, lost } = fields
  if (lost !== null && (typeof lost !== 'string' || !DEVICE_ID.test(lost))) return null
  const next = fields['next'] === null ? null : parseHeld(fields['next'])
  const given = fields['former']
  if (typeof createdAt !== 'number' || !(sum instanceof Uint8Array) || !Array.isArray(given)) return null
  const former = given.map(parseHeld).filter((one) => one !== null)
  if (former.length !== given.length) return null
  const keyring = { ...held, createdAt, next, lost, former }
  return equalBytes(sum, await sumOf(keyring)) ? keyring : null
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

/** What is read of two copies: a keyring, or one of the first format that still lacks its device key. */
type Read = { readonly keyring: Keyring } | { readonly first: Omit<Keyring, 'deviceSecret'> } | null

/** The first of the two records that can be read. */
const firstReadable = async (values: readonly unknown[]): Promise<Read> => {
  for (const value of values) {
    const keyring = await parseRecord(value)
    if (keyring) return { keyring }
  }
  for (const value of values) {
    const fields = fieldsOf(value)
    const first = fields && (await parseFirst(fields))
    if (first) return { first }
  }
  return null
}

const readBoth = async (store: IDBObjectStore): Promise<readonly unknown[]> => {
  const both = await Promise.all(BOTH.map((name) => answer(store.get(name))))
  return both.map((one) => (one.ok ? one.value : null))
}

const rawSum = (value: unknown): string => String(fieldsOf(value)?.['sum'])

/**
 * Puts `record` into both copies if they are still what `seen` says; one transaction looks and writes, so that of two
 * tabs one succeeds. False: somebody else was quicker.
 */
const swapBoth = async (seen: readonly unknown[], record: Stored): Promise<Result<boolean, DiskProblem>> =>
  onValues<boolean>('readwrite', async (store) => {
    const now = await readBoth(store)
    if (now.some((value, at) => rawSum(value) !== rawSum(seen[at]))) return ok(false)
    for (const name of BOTH) store.put(record, name)
    store.transaction.commit()
    return ok(true)
  })

/** A record of the first format made one of today's; whatever another tab made of it meanwhile counts. */
const renew = async (
  seen: readonly unknown[],
  first: Omit<Keyring, 'deviceSecret'>,
): Promise<Result<Keyring, DiskProblem>> => {
  const keyring: Keyring = { ...first, deviceSecret: makeDevice().deviceSecret }
  const swapped = await swapBoth(seen, await toStored(keyring))
  if (!swapped.ok) return swapped
  return swapped.value ? ok(keyring) : openKeyring()
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
  if (known) return 'keyring' in known ? ok(known.keyring) : renew(here.value, known.first)
  // Asked first: a tab that is ahead of us makes its keyring before its library.
  const orphaned = await hasLibrary()
  const candidate = await toStored(makeKeyring())
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
  const read = await firstReadable(stored.value)
  if (read) return 'keyring' in read ? ok(read.keyring) : renew(stored.value, read.first)
  return err({
    code: 'damaged',
    detail: stored.value.some((value) => value !== undefined)
      ? 'the keyring cannot be read'
      : 'the keyring is gone and a library is here',
  })
}

/**
 * Puts `after` into the place of `before`, both copies in one transaction. `changed`: it is not `before` any more that
 * stands there, as another tab was quicker; `too-many` former libraries. Nothing was written then.
 */
export const changeKeyring = async (
  before: Keyring,
  after: Keyring,
): Promise<Result<null, DiskProblem | { readonly code: 'changed' | 'too-many' }>> => {
  if (after.former.length > MAX_FORMER_LIBRARIES) return err({ code: 'too-many' })
  const here = await onValues<readonly unknown[]>('readonly', async (store) => ok(await readBoth(store)))
  if (!here.ok) return here
  const known = await firstReadable(here.value)
  const same = known && 'keyring' in known && equalBytes(await sumOf(known.keyring), await sumOf(before))
  if (!same) return err({ code: 'changed' })
  const swapped = await swapBoth(here.value, await toStored(after))
  if (!swapped.ok) return swapped
  return swapped.value ? ok(null) : err({ code: 'changed' })
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
