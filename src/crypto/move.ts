import { concatBytes, equalBytes, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import {
  capabilityFromOwnerSecret,
  capabilityFromReadSecret,
  capabilityFromWriteSecret,
  ROOM_ID_BYTES,
  SECRET_BYTES,
  type Capability,
} from './capability.ts'
import { MAX_HAND_OVERS } from './limits.ts'
import { sha256 } from './primitives.ts'
import { openBox, sealBox } from './sealedBox.ts'
import type { AgreementKey } from './x25519.ts'

const VERSION = 1
const HINT_BYTES = 8
const NO_READERS = 0
const READERS = 1
const OWNER = 1
const WRITER = 2

/** What is known of a move by somebody who holds the old room: where it went, and what they hold there. */
export interface OpenedMove {
  /** 20 bytes. */
  readonly roomId: Bytes
  /** `null`: nothing was handed over to this person. */
  readonly capability: Capability | null
}

const hintOf = async (key: Bytes): Promise<Bytes> => (await sha256(key)).slice(0, HINT_BYTES)

const u16 = (number: number): Bytes => new Uint8Array([number >> 8, number & 255])

/**
 * The content of a control record: 01 ‖ room id of the new room[20] ‖ 00, or 01 ‖ R′[32] where the readers follow ‖
 * count u16 ‖ count times (SHA-256(key)[0..8) ‖ length u16 ‖ box). A box holds 01 ‖ O′, or 02 ‖ W′ ‖ Po′, sealed to one
 * person's key for the context old room id ‖ new room id. Keys that are none are refused.
 */
export const sealMove = async (options: {
  readonly from: Capability
  readonly to: Capability
  /** Keys (X25519, 32 bytes) of those who own the new room, and of those who write in it. */
  readonly owners: readonly Bytes[]
  readonly writers: readonly Bytes[]
  /** Whoever could read the old room, also those who are left out, can read the new one. */
  readonly readersFollow: boolean
}): Promise<Result<Bytes, 'not-owner' | 'bad-key' | 'too-many'>> => {
  const { from, to, owners, writers, readersFollow } = options
  if (!to.ownerSecret || !to.writeSecret || !to.ownerKey) return err('not-owner')
  if (owners.length + writers.length > MAX_HAND_OVERS) return err('too-many')
  const context = concatBytes(from.roomId, to.roomId)
  const forOwner = concatBytes([OWNER], to.ownerSecret)
  const forWriter = concatBytes([WRITER], to.writeSecret, to.ownerKey)
  const boxes: Bytes[] = []
  for (const [keys, content] of [
    [owners, forOwner],
    [writers, forWriter],
  ] as const)
    for (const key of keys) {
      const box = await sealBox(key, 'hand-over', context, content)
      if (!box) return err('bad-key')
      boxes.push(concatBytes(await hintOf(key), u16(box.length), box))
    }
  const reader = readersFollow ? concatBytes([READERS], to.readSecret) : new Uint8Array([NO_READERS])
  return ok(concatBytes([VERSION], to.roomId, reader, u16(boxes.length), ...boxes))
}

/** The boxes of a move by their hints; `null` where the bytes are no such list. */
const parseBoxes = (bytes: Bytes): readonly { readonly hint: Bytes; readonly box: Bytes }[] | null => {
  const count = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
  if (bytes.length < 2 || count > MAX_HAND_OVERS) return null
  const found: { readonly hint: Bytes; readonly box: Bytes }[] = []
  let at = 2
  for (let n = 0; n < count; n++) {
    const length = ((bytes[at + HINT_BYTES] ?? 0) << 8) | (bytes[at + HINT_BYTES + 1] ?? 0)
    const start = at + HINT_BYTES + 2
    if (start + length > bytes.length) return null
    found.push({ hint: bytes.slice(at, at + HINT_BYTES), box: bytes.slice(start, start + length) })
    at = start + length
  }
  return at === bytes.length ? found : null
}

/** What a box holds, where it fits the room it is said to be for. */
const parseHandedOver = async (content: Bytes, roomId: Bytes): Promise<Capability | null> => {
  const rest = content.slice(1)
  const capability =
    content[0] === OWNER && rest.length === SECRET_BYTES
      ? await capabilityFromOwnerSecret(rest)
      : content[0] === WRITER && rest.length === 2 * SECRET_BYTES
        ? await capabilityFromWriteSecret(rest.slice(0, SECRET_BYTES), rest.slice(SECRET_BYTES))
        : null
  return capability && equalBytes(capability.roomId, roomId) ? capability : null
}

/**
 * Reads the content of a control record as the holder of `from` and, where there is one, of the key the new room may
 * have been sealed to. `malformed`: no version can read it; `newer`: a later one may.
 */
export const openMove = async (
  from: Capability,
  key: AgreementKey | null,
  content: Bytes,
): Promise<Result<OpenedMove, 'malformed' | 'newer'>> => {
  const version = content[0]
  if (version === undefined || version === 0) return err('malformed')
  if (version > VERSION) return err('newer')
  const roomId = content.slice(1, 1 + ROOM_ID_BYTES)
  const readers = content[1 + ROOM_ID_BYTES]
  if (roomId.length < ROOM_ID_BYTES || (readers !== READERS && readers !== NO_READERS))
    return err('malformed')
  let at = 2 + ROOM_ID_BYTES
  const readSecret = readers === READERS ? content.slice(at, at + SECRET_BYTES) : null
  if (readSecret && readSecret.length < SECRET_BYTES) return err('malformed')
  at += readSecret ? SECRET_BYTES : 0
  const boxes = parseBoxes(content.slice(at))
  if (!boxes) return err('malformed')
  const hint = key && (await hintOf(key.publicKey))
  for (const { hint: given, box } of boxes) {
    if (!key || !hint || !equalBytes(given, hint)) continue
    const opened = await openBox(key, 'hand-over', concatBytes(from.roomId, roomId), box)
    const capability = opened && (await parseHandedOver(opened, roomId))
    if (capability) return ok({ roomId, capability })
  }
  // The keys in WELCOME are checked against the room id, so a wrong R′ opens nothing and is found out there.
  return ok({ roomId, capability: readSecret && (await capabilityFromReadSecret(readSecret, roomId)) })
}
