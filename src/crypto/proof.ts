import { concatBytes, utf8, type Bytes } from '../lib/bytes.ts'
import type { Capability, Role, RoomKeys } from './capability.ts'
import { ed25519 } from './ed25519.ts'

const u64 = (number: number): Bytes => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number))
  return bytes
}

/** "sealed/v1/hello" ‖ role ‖ length of origin (u32) ‖ relay origin ‖ challenge ‖ room id. */
const helloMessage = (role: Role, origin: string, challenge: Uint8Array, roomId: Bytes): Bytes => {
  const name = utf8(origin)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, name.length)
  return concatBytes(utf8('sealed/v1/hello'), utf8(role), length, name, challenge, roomId)
}

/** Proves a role to the relay at `origin` (`https://host`), for this challenge only. */
export const signHello = async (
  capability: Capability,
  role: Role,
  origin: string,
  challenge: Uint8Array,
): Promise<Bytes> => {
  const signer = capability.signers[role]
  if (!signer) throw new Error(`the capability has no ${role}'s key`)
  return signer.sign(helloMessage(role, origin, challenge, capability.roomId))
}

export const verifyHello = async (
  keys: RoomKeys,
  role: Role,
  origin: string,
  challenge: Uint8Array,
  roomId: Bytes,
  signature: Bytes,
): Promise<boolean> =>
  (await ed25519()).verify(keys[role], signature, helloMessage(role, origin, challenge, roomId))

/** What a compaction claims: it is accepted only where all of it is still true. */
export interface CompactClaim {
  readonly logId: Bytes
  readonly prevFloor: number
  /** Tag of the snapshot it replaces, 8 bytes; empty where there is none. */
  readonly prevTag: Bytes
  /** Tag of the snapshot it brings, 8 bytes. */
  readonly tag: Bytes
  readonly upto: number
  /** The chain at `upto`. */
  readonly chain: Bytes
}

const compactMessage = (roomId: Bytes, claim: CompactClaim): Bytes =>
  concatBytes(
    utf8('sealed/v1/compact'),
    roomId,
    claim.logId,
    u64(claim.prevFloor),
    [claim.prevTag.length],
    claim.prevTag,
    claim.tag,
    u64(claim.upto),
    claim.chain,
  )

export const signCompact = async (capability: Capability, claim: CompactClaim): Promise<Bytes> => {
  const signer = capability.signers.writer
  if (!signer) throw new Error('only a writer compacts')
  return signer.sign(compactMessage(capability.roomId, claim))
}

export const verifyCompact = async (
  writerKey: Bytes,
  roomId: Bytes,
  claim: CompactClaim,
  signature: Bytes,
): Promise<boolean> => (await ed25519()).verify(writerKey, signature, compactMessage(roomId, claim))
