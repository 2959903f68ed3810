import { decryptContent, deflate, encryptContent, inflate } from '../crypto/content.ts'
import { randomBytes, sha256 } from '../crypto/primitives.ts'
import { concatBytes, equalBytes, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { parseContents, printContents, type BackupContents, type ReadContents } from './contents.ts'
import { inflateSome } from './inflateSome.ts'
import { MAX_BACKUP_BYTES, MAX_CONTENT_BYTES, MAX_ROUNDS } from './limits.ts'
import { passphraseKey, ROUNDS, SALT_BYTES } from './passphrase.ts'

/**
 * Why a file cannot be read: `not-a-backup`; `cut`, shorter or longer than it says; `damaged`, its sum does not fit;
 * `newer`, of a later major version; `too-large`; `wrong-passphrase`; `unreadable`, made by something else than Carrel.
 */
export type BackupFault =
  'not-a-backup' | 'cut' | 'damaged' | 'newer' | 'too-large' | 'wrong-passphrase' | 'unreadable'

/** A file that is whole; what is in it has not been looked at. */
export interface BackupEnvelope {
  /** A passphrase is needed. */
  readonly sealed: boolean
  /** Everything in front of the body. */
  readonly head: Bytes
  readonly body: Bytes
}

/** The first byte is no letter and two kinds of line end follow: what a mail program or an editor did to it shows. */
const MAGIC = Uint8Array.of(0x8b, 0x43, 0x52, 0x4c, 0x0d, 0x0a, 0x1a, 0x0a)
export const MAJOR = 1
const MINOR = 1
const KINDS = { open: 0, sealed: 1 } as const
/** Magic, major, minor, kind. */
const FIRST_BYTES = MAGIC.length + 3
const NONCE_BYTES = 12
/** Kind of derivation, rounds, salt, nonce. */
const SEAL_BYTES = 1 + 4 + SALT_BYTES + NONCE_BYTES
const PBKDF2_SHA256 = 1
const LENGTH_BYTES = 8
const SUM_BYTES = 32

const printNumber = (bytes: 4 | 8, value: number): Bytes => {
  const view = new DataView(new ArrayBuffer(bytes))
  if (bytes === 4) view.setUint32(0, value)
  else view.setBigUint64(0, BigInt(value))
  return new Uint8Array(view.buffer)
}

const viewOf = (bytes: Bytes): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const sumUp = async (...parts: readonly Bytes[]): Promise<Bytes> => {
  const all = concatBytes(...parts)
  return concatBytes(all, await sha256(all))
}

/** One file with everything (SPEC.md B1); `passphrase` `null` leaves it open to whoever has it. */
export const printBackup = async (contents: BackupContents, passphrase: string | null): Promise<Bytes> => {
  const first = concatBytes(MAGIC, [MAJOR, MINOR, passphrase === null ? KINDS.open : KINDS.sealed])
  const packed = await deflate(await printContents(contents))
  if (passphrase === null) return sumUp(first, printNumber(LENGTH_BYTES, packed.length), packed)
  const [salt, nonce] = [randomBytes(SALT_BYTES), randomBytes(NONCE_BYTES)]
  const key = await passphraseKey(passphrase, salt, ROUNDS)
  const head = concatBytes(first, [PBKDF2_SHA256], printNumber(4, ROUNDS), salt, nonce)
  const body = await encryptContent(key, nonce, head, packed)
  return sumUp(head, printNumber(LENGTH_BYTES, body.length), body)
}

/** Whether bytes begin as a backup does: for telling what a dropped file is. */
export const looksLikeBackup = (bytes: Uint8Array): boolean => equalBytes(bytes.subarray(0, 8), MAGIC)

/** Whether a file says that a passphrase opens it. */
export const looksSealed = (bytes: Uint8Array): boolean => bytes[MAGIC.length + 2] === KINDS.sealed

/**
 * Looks whether a file is whole, which needs no passphrase: every byte that is missing, added or changed is told.
 * It never throws.
 */
export const readEnvelope = async (bytes: Bytes): Promise<Result<BackupEnvelope, BackupFault>> => {
  if (bytes.length > MAX_BACKUP_BYTES) return err('too-large')
  const begins = Math.min(bytes.length, MAGIC.length)
  if (!equalBytes(bytes.subarray(0, begins), MAGIC.subarray(0, begins)) || begins === 0)
    return err('not-a-backup')
  if (bytes.length < FIRST_BYTES) return err('cut')
  const [major = 0, , kind] = bytes.subarray(MAGIC.length)
  // A later version may have its sum elsewhere, or none.
  if (major > MAJOR) return err('newer')
  const sealed = kind === KINDS.sealed
  const headBytes = FIRST_BYTES + (sealed ? SEAL_BYTES : 0)
  const bodyAt = headBytes + LENGTH_BYTES
  if (bytes.length < bodyAt + SUM_BYTES) return err('cut')
  const fits = equalBytes(
    await sha256(bytes.subarray(0, bytes.length - SUM_BYTES)),
    bytes.subarray(bytes.length - SUM_BYTES),
  )
  if (!fits) {
    const length = Number(viewOf(bytes).getBigUint64(headBytes))
    return err(length === bytes.length - bodyAt - SUM_BYTES ? 'damaged' : 'cut')
  }
  const length = Number(viewOf(bytes).getBigUint64(headBytes))
  if (length !== bytes.length - bodyAt - SUM_BYTES) return err('cut')
  if (major !== MAJOR || (kind !== KINDS.open && !sealed)) return err('unreadable')
  return ok({
    sealed,
    head: bytes.slice(0, headBytes),
    body: bytes.subarray(bodyAt, bytes.length - SUM_BYTES),
  })
}

/**
 * The body of a file that is not whole, as far as it goes, and whether the file says that there was more; `null` where
 * nothing of it can be told to be sound, as in one that is sealed, which opens as a whole or not at all.
 */
const readBroken = (bytes: Bytes): { readonly body: Bytes; readonly short: boolean } | null => {
  const bodyAt = FIRST_BYTES + LENGTH_BYTES
  if (bytes.length <= bodyAt || bytes[MAGIC.length + 2] !== KINDS.open) return null
  const length = Number(viewOf(bytes).getBigUint64(FIRST_BYTES))
  const end = bodyAt + length
  return { body: bytes.subarray(bodyAt, Math.min(bytes.length, end)), short: bytes.length < end }
}

/**
 * What of a file that `readEnvelope` found `cut` or `damaged` is proven sound by its own sum, every document checked as
 * in a whole one (SPEC.md B20); `null` where that is nothing. It never throws.
 */
export const salvageBackup = async (
  bytes: Bytes,
  limit = MAX_CONTENT_BYTES,
): Promise<ReadContents | null> => {
  const broken = readBroken(bytes)
  const inflated = broken && inflateSome(broken.body, limit)
  const contents = inflated && (await parseContents(inflated.bytes, false))
  if (!contents || contents.documents.length === 0) return null
  // A stream that was cut between two of its blocks looks as if it came to an end.
  return { ...contents, partial: contents.partial || broken.short || !inflated.whole }
}

const unseal = async (
  { head, body }: BackupEnvelope,
  passphrase: string,
): Promise<Result<Bytes, BackupFault>> => {
  const rounds = viewOf(head).getUint32(FIRST_BYTES + 1)
  if (head[FIRST_BYTES] !== PBKDF2_SHA256 || rounds < 1 || rounds > MAX_ROUNDS) return err('unreadable')
  const saltAt = FIRST_BYTES + 5
  const salt = head.slice(saltAt, saltAt + SALT_BYTES)
  const nonce = head.slice(saltAt + SALT_BYTES)
  const opened = await decryptContent(await passphraseKey(passphrase, salt, rounds), nonce, head, body)
  return opened ? ok(opened) : err('wrong-passphrase')
}

/**
 * What is in a file that is whole, every document checked as if it came from a stranger. One that fails is named and
 * left out; nothing of a file is used that is not made as it must be. It never throws.
 */
export const openBackup = async (
  envelope: BackupEnvelope,
  passphrase: string | null,
  limit = MAX_CONTENT_BYTES,
): Promise<Result<ReadContents, BackupFault>> => {
  let packed: Bytes = envelope.body
  if (envelope.sealed) {
    if (passphrase === null) return err('wrong-passphrase')
    const opened = await unseal(envelope, passphrase)
    if (!opened.ok) return opened
    packed = opened.value
  }
  const inflated = await inflate(packed, limit)
  const contents = inflated && (await parseContents(inflated))
  return contents ? ok(contents) : err('unreadable')
}

/** A file that was read again; `damaged` names the documents in it that failed their check, as they did before. */
export interface CheckedBackup {
  readonly bytes: Bytes
  readonly damaged: readonly string[]
}

/**
 * A file with everything, read again with its passphrase before it is handed out: a backup that does not open is worse
 * than none. One document that fails its check keeps no other from being kept.
 */
export const makeBackup = async (
  contents: BackupContents,
  passphrase: string | null,
): Promise<Result<CheckedBackup, BackupFault>> => {
  const bytes = await printBackup(contents, passphrase)
  const envelope = await readEnvelope(bytes)
  if (!envelope.ok) return envelope
  const back = await openBackup(envelope.value, passphrase)
  if (!back.ok) return back
  const { documents, damaged } = back.value
  const [library, ...others] = contents.documents
  const expected = [library, ...others.filter(({ name }) => !damaged.includes(name))]
  const same =
    documents.length === expected.length &&
    documents.every(({ name, state }, at) => {
      const given = expected[at]
      return given?.name === name && equalBytes(given.state, state)
    })
  return same ? ok({ bytes, damaged }) : err('unreadable')
}
