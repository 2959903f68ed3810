import { equalBytes, printBase64url, utf8, concatBytes, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { onValues } from './deviceValues.ts'
import { databaseName } from './docStore.ts'
import {
  BOTH,
  DEVICE_ID,
  fieldsOf,
  firstReadable,
  parseSecret,
  readBoth,
  SECRET_BYTES,
  sum,
  sumOf,
  type HeldLibrary,
  type Keyring,
  type Stored,
} from './keyring.ts'
import { MAX_FORMER_LIBRARIES } from './limits.ts'
import type { DiskProblem } from './problem.ts'

const DEVICE_ID_BYTES = 12

/** The sum of a record of the first format, which had no keys but the library's. */
const firstSumOf = (secret: Bytes, deviceId: string, createdAt: number): Promise<Bytes> =>
  sum(concatBytes(secret, utf8(`${deviceId} ${createdAt}`)))

/** A device id and key nobody had before. */
export const makeDevice = (): Pick<HeldLibrary, 'deviceId' | 'deviceSecret'> => ({
  deviceId: printBase64url(crypto.getRandomValues(new Uint8Array(DEVICE_ID_BYTES))),
  deviceSecret: crypto.getRandomValues(new Uint8Array(SECRET_BYTES)),
})

/** A keyring nobody had before; it is nobody's until it has been written down. */
export const makeKeyring = (): Keyring => {
  const librarySecret = crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
  // Equal at first, as in every keyring from before there were two: both give the same ids in lists.
  const held = { librarySecret, identitySecret: librarySecret, ...makeDevice() }
  return { ...held, createdAt: Date.now(), next: null, lost: null, former: [] }
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

/** What is read of two copies: a keyring, or one of the first format that still lacks its device key. */
type Read = { readonly keyring: Keyring } | { readonly first: Omit<Keyring, 'deviceSecret'> } | null

const readAny = async (values: readonly unknown[]): Promise<Read> => {
  const keyring = await firstReadable(values)
  if (keyring) return { keyring }
  for (const value of values) {
    const fields = fieldsOf(value)
    const first = fields && (await parseFirst(fields))
    if (first) return { first }
  }
  return null
}

const toStored = async (keyring: Keyring): Promise<Stored> => ({
  ...keyring,
  sum: await sumOf(keyring),
})

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
  const here = await onValues<readonly unknown[]>('readonly', async (store) => ok(await readBoth(store)))
  if (!here.ok) return here
  const known = await readAny(here.value)
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
  const read = await readAny(stored.value)
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
  const same = known && equalBytes(await sumOf(known), await sumOf(before))
  if (!same) return err({ code: 'changed' })
  const swapped = await swapBoth(here.value, await toStored(after))
  if (!swapped.ok) return swapped
  if (swapped.value) changed = after
  return swapped.value ? ok(null) : err({ code: 'changed' })
}

/** What this page made of the keyring it began with. */
let changed: Keyring | null = null

/**
 * Looks whether the disk still has the keyring that this page began with, `known`. Where the browser has cleared it, it
 * is written down anew: without it the library that is on the screen would be nobody's at the next start. Where one of
 * its two copies is lost, the other takes its place.
 */
export const keepKeyring = async (
  known: Keyring,
): Promise<Result<'well' | 'mended' | 'restored', DiskProblem>> => {
  const here = await onValues<readonly unknown[]>('readonly', async (store) => ok(await readBoth(store)))
  if (!here.ok) return here
  const isGone = here.value.every((value) => value === undefined)
  const readable = await Promise.all(here.value.map((value) => firstReadable([value])))
  const whole = readable.find((one) => one !== null)
  if (isGone || (whole && readable.includes(null))) {
    const swapped = await swapBoth(here.value, await toStored(isGone ? (changed ?? known) : (whole ?? known)))
    if (!swapped.ok) return swapped
    if (swapped.value) return ok(isGone ? 'restored' : 'mended')
  }
  return whole || isGone ? ok('well') : err({ code: 'damaged', detail: 'the keyring cannot be read' })
}
