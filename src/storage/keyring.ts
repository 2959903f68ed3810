import { equalBytes, utf8, concatBytes, type Bytes } from '../lib/bytes.ts'
import { ok, type Result } from '../lib/result.ts'
import { answer } from './database.ts'
import { onValues } from './deviceValues.ts'
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

const KEYRING = 'keyring'
/** The same record once more: one damaged value must not cost a library. */
const COPY = 'keyring:copy'
export const SECRET_BYTES = 32
export const DEVICE_ID = /^[A-Za-z0-9_-]{16}$/
const SUM_BYTES = 8

export const sum = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, SUM_BYTES)

const bytesOf = ({ librarySecret, identitySecret, deviceId, deviceSecret }: HeldLibrary): Bytes =>
  concatBytes(librarySecret, identitySecret, deviceSecret, utf8(deviceId))

export const sumOf = ({ createdAt, next, lost, former, ...held }: Keyring): Promise<Bytes> => {
  const marks = utf8(` ${createdAt} ${next ? 1 : 0} ${lost} ${former.length} `)
  return sum(concatBytes(bytesOf(held), marks, ...[...(next ? [next] : []), ...former].map(bytesOf)))
}

/** As it stands on the disk. */
export type Stored = Keyring & { readonly sum: Bytes }

export const parseSecret = (value: unknown): Bytes | null =>
  value instanceof Uint8Array && value.length === SECRET_BYTES ? new Uint8Array(value) : null

export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
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

export const BOTH = [KEYRING, COPY] as const

/** The first of the two records that can be read. */
export const firstReadable = async (values: readonly unknown[]): Promise<Keyring | null> => {
  for (const value of values) {
    const keyring = await parseRecord(value)
    if (keyring) return keyring
  }
  return null
}

export const readBoth = async (store: IDBObjectStore): Promise<readonly unknown[]> => {
  const both = await Promise.all(BOTH.map((name) => answer(store.get(name))))
  return both.map((one) => (one.ok ? one.value : null))
}

/**
 * The keyring of this device, where one can be read; every start but the first needs no more. `null`: there is none of
 * today's format, and `openKeyring` says what that means.
 */
export const readKeyring = async (): Promise<Result<Keyring | null, DiskProblem>> => {
  const here = await onValues<readonly unknown[]>('readonly', async (store) => ok(await readBoth(store)))
  return here.ok ? ok(await firstReadable(here.value)) : here
}
