import { concatBytes, equalBytes, utf8, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { Capability, RoomKeys } from './capability.ts'
import { ed25519, type SigningKey } from './ed25519.ts'
import { MAX_INFLATED_BYTES, MAX_SESSION_KEYS } from './limits.ts'
import { pad, unpad } from './padding.ts'
import { deriveSecret, randomBytes, sha256 } from './primitives.ts'
import { decryptContent, deflate, encryptContent, importContentKey, inflate } from './content.ts'

/** record = version u8 · type u8 · epoch u32 · session[16] · counter u64 · ciphertext · signature[64]; big endian. */
export const RECORD_TYPES = { update: 1, snapshot: 2, ephemeral: 3, control: 4 } as const
export type RecordType = (typeof RECORD_TYPES)[keyof typeof RECORD_TYPES]

const VERSION = 1
const HEADER_BYTES = 30
const SIGNATURE_BYTES = 64
const TAG_BYTES = 16
export const SESSION_BYTES = 16
export const LOG_ID_BYTES = 16
export const CHAIN_BYTES = 16
export const MIN_RECORD_BYTES = HEADER_BYTES + TAG_BYTES + SIGNATURE_BYTES

/** What its author had processed of the log when a record was made: binds the record to a history. */
export interface Seen {
  /** 16 bytes; all zero before any log was seen. */
  readonly logId: Bytes
  readonly seq: number
  /** 16 bytes. */
  readonly chain: Bytes
  /** Snapshots only: the floor they replace; 0 otherwise. */
  readonly prevFloor: number
}

export interface OpenedRecord {
  readonly type: RecordType
  readonly session: Bytes
  readonly counter: bigint
  readonly seen: Seen
  readonly payload: Bytes
}

/** Why a record was refused. `version`, `epoch` and `type` may be a later format's: authentic or not is not known. */
export type RecordFault =
  'malformed' | 'version' | 'epoch' | 'type' | 'signature' | 'decryption' | 'padding' | 'inflate'

const SEEN_BYTES = LOG_ID_BYTES + 8 + CHAIN_BYTES + 8

const isRecordType = (value: number): value is RecordType => value >= 1 && value <= 4

const nonceOf = (header: Uint8Array): Bytes =>
  concatBytes([header[1] ?? 0, 0, 0, 0], header.subarray(22, HEADER_BYTES))

const additionalDataOf = (roomId: Bytes, header: Uint8Array): Bytes =>
  concatBytes(utf8('sealed/v1/rec'), roomId, header)

const signedPart = async (roomId: Bytes, unsigned: Uint8Array): Promise<Bytes> =>
  concatBytes(utf8('sealed/v1/sig'), roomId, await sha256(unsigned))

const printSeen = (seen: Seen): Bytes => {
  const bytes = new Uint8Array(SEEN_BYTES)
  const view = new DataView(bytes.buffer)
  bytes.set(seen.logId, 0)
  view.setBigUint64(LOG_ID_BYTES, BigInt(seen.seq))
  bytes.set(seen.chain, LOG_ID_BYTES + 8)
  view.setBigUint64(LOG_ID_BYTES + 8 + CHAIN_BYTES, BigInt(seen.prevFloor))
  return bytes
}

const parseSeen = (bytes: Bytes): Seen | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const seq = view.getBigUint64(LOG_ID_BYTES)
  const prevFloor = view.getBigUint64(LOG_ID_BYTES + 8 + CHAIN_BYTES)
  if (seq > BigInt(Number.MAX_SAFE_INTEGER) || prevFloor > BigInt(Number.MAX_SAFE_INTEGER)) return null
  return {
    logId: bytes.slice(0, LOG_ID_BYTES),
    seq: Number(seq),
    chain: bytes.slice(LOG_ID_BYTES + 8, LOG_ID_BYTES + 8 + CHAIN_BYTES),
    prevFloor: Number(prevFloor),
  }
}

const deriveContentKey = async (readSecret: Bytes, roomId: Bytes, session: Bytes): Promise<CryptoKey> =>
  importContentKey(await deriveSecret(readSecret, 'content', 32, concatBytes(roomId, session)))

const sessionKeys = new WeakMap<Bytes, Map<string, Promise<CryptoKey>>>()

/** The key of a session, kept for the next record of the same session. */
const contentKeyOf = (capability: Capability, session: Bytes): Promise<CryptoKey> => {
  let keys = sessionKeys.get(capability.readSecret)
  if (!keys) sessionKeys.set(capability.readSecret, (keys = new Map()))
  const name = session.join()
  const known = keys.get(name)
  if (known) return known
  if (keys.size >= MAX_SESSION_KEYS) keys.clear()
  const key = deriveContentKey(capability.readSecret, capability.roomId, session)
  keys.set(name, key)
  return key
}

export interface Sealer {
  readonly session: Bytes
  /** Seals under the next counter, taken before the first wait, so that the order of calls is the order of counters. */
  seal(type: RecordType, seen: Seen, payload: Uint8Array): Promise<Bytes>
}

const signerOf = (capability: Capability, type: RecordType): SigningKey | null => {
  const { owner, writer, reader } = capability.signers
  if (type === RECORD_TYPES.control) return owner
  return writer ?? (type === RECORD_TYPES.ephemeral ? reader : null)
}

/**
 * Seals records of one connection. The session is SHA-256(challenge ‖ room id ‖ 16 random bytes)[0..16), so neither
 * side alone can choose it, and with it the key is new: a counter is never used twice under one key.
 */
export const createSealer = async (capability: Capability, challenge: Uint8Array): Promise<Sealer> => {
  const { roomId } = capability
  const session = (await sha256(concatBytes(challenge, roomId, randomBytes(16)))).slice(0, SESSION_BYTES)
  const key = await contentKeyOf(capability, session)
  const counters = { lasting: 0n, ephemeral: 0n }
  return {
    session,
    async seal(type, seen, payload) {
      const counter = type === RECORD_TYPES.ephemeral ? ++counters.ephemeral : ++counters.lasting
      const signer = signerOf(capability, type)
      if (!signer) throw new Error(`a ${capability.role} cannot sign records of type ${type}`)
      const header = new Uint8Array(HEADER_BYTES)
      header[0] = VERSION
      header[1] = type
      header.set(session, 6)
      new DataView(header.buffer).setBigUint64(22, counter)
      const body = type === RECORD_TYPES.snapshot ? await deflate(new Uint8Array(payload)) : payload
      const plaintext = pad(concatBytes(printSeen(seen), body))
      const ciphertext = await encryptContent(
        key,
        nonceOf(header),
        additionalDataOf(roomId, header),
        plaintext,
      )
      const unsigned = concatBytes(header, ciphertext)
      return concatBytes(unsigned, await signer.sign(await signedPart(roomId, unsigned)))
    },
  }
}

/** The clear part of a record; `null` where the bytes are too few. Nothing in it is proved yet. */
export const peekRecord = (
  record: Uint8Array,
): {
  readonly version: number
  readonly type: number
  readonly epoch: number
  readonly session: Bytes
  readonly counter: bigint
} | null => {
  if (record.length < MIN_RECORD_BYTES) return null
  const view = new DataView(record.buffer, record.byteOffset, record.length)
  return {
    version: view.getUint8(0),
    type: view.getUint8(1),
    epoch: view.getUint32(2),
    session: new Uint8Array(record.subarray(6, 22)),
    counter: view.getBigUint64(22),
  }
}

/** Which public keys may have signed a record of this type. */
export const signersAllowed = (keys: RoomKeys, type: number): readonly Bytes[] =>
  type === RECORD_TYPES.ephemeral
    ? [keys.writer, keys.reader]
    : type === RECORD_TYPES.control
      ? [keys.owner]
      : type === RECORD_TYPES.update || type === RECORD_TYPES.snapshot
        ? [keys.writer]
        : []

/** The key of `keys` that signed the record, or `null`. */
export const recordSigner = async (
  roomId: Bytes,
  keys: readonly Bytes[],
  record: Uint8Array,
): Promise<Bytes | null> => {
  const { verify } = await ed25519()
  const message = await signedPart(roomId, record.subarray(0, -SIGNATURE_BYTES))
  const signature = new Uint8Array(record.subarray(-SIGNATURE_BYTES))
  for (const key of keys) if (await verify(key, signature, message)) return key
  return null
}

/** Checks who signed, decrypts, and reads what the author had seen. A record that fails is refused whole. */
export const openRecord = async (
  capability: Capability,
  keys: RoomKeys,
  record: Uint8Array,
): Promise<Result<OpenedRecord & { readonly signer: Bytes }, RecordFault>> => {
  const head = peekRecord(record)
  if (!head) return err('malformed')
  if (head.version !== VERSION) return err('version')
  if (head.epoch !== 0) return err('epoch')
  if (!isRecordType(head.type)) return err('type')
  const signer = await recordSigner(capability.roomId, signersAllowed(keys, head.type), record)
  if (!signer) return err('signature')
  const header = record.slice(0, HEADER_BYTES)
  const ciphertext = new Uint8Array(record.subarray(HEADER_BYTES, -SIGNATURE_BYTES))
  const key = await contentKeyOf(capability, head.session)
  const plaintext = await decryptContent(
    key,
    nonceOf(header),
    additionalDataOf(capability.roomId, header),
    ciphertext,
  )
  if (!plaintext) return err('decryption')
  const content = unpad(plaintext)
  if (!content || content.length < SEEN_BYTES) return err('padding')
  const seen = parseSeen(content.slice(0, SEEN_BYTES))
  if (!seen) return err('padding')
  let payload: Bytes | null = content.slice(SEEN_BYTES)
  if (head.type === RECORD_TYPES.snapshot) payload = await inflate(payload, MAX_INFLATED_BYTES)
  if (!payload) return err('inflate')
  return ok({ type: head.type, session: head.session, counter: head.counter, seen, payload, signer })
}

/** c₀ = SHA-256(room id ‖ log id), first 16 bytes: where a log's chain begins. */
export const chainStart = async (roomId: Bytes, logId: Bytes): Promise<Bytes> =>
  (await sha256(concatBytes(roomId, logId))).slice(0, CHAIN_BYTES)

/** cₙ = SHA-256(cₙ₋₁ ‖ SHA-256(recordₙ)), first 16 bytes. */
export const chainNext = async (chain: Bytes, record: Uint8Array): Promise<Bytes> =>
  (await sha256(concatBytes(chain, await sha256(record)))).slice(0, CHAIN_BYTES)

/** The first 8 bytes of SHA-256 of a snapshot record: how parts and resumes name it. */
export const snapshotTagOf = async (record: Uint8Array): Promise<Bytes> => (await sha256(record)).slice(0, 8)

export const sameChain = (a: Bytes, b: Bytes): boolean => equalBytes(a, b)
