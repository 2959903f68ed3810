import type { Capability } from '../crypto/capability.ts'
import { signCompact, type CompactClaim } from '../crypto/proof.ts'
import { RECORD_TYPES, snapshotTagOf, type Sealer, type Seen } from '../crypto/record.ts'
import type { Bytes } from '../lib/bytes.ts'
import { PART_BYTES } from '../protocol/limits.ts'
import type { RoomMessage } from './wire.ts'

/** Where in the log a snapshot is to stand, read off in one moment. */
export interface SnapshotPlace {
  readonly seen: Seen
  readonly prevTag: Bytes
}

export interface SealedSnapshot {
  readonly tag: Bytes
  readonly size: number
  /** The parts, and the COMPACT that names them. */
  readonly messages: readonly RoomMessage[]
}

/** Seals a whole document as the snapshot that takes the place of everything up to `place.seen.seq`. */
export const sealSnapshot = async (
  capability: Capability,
  sealer: Sealer,
  place: SnapshotPlace,
  ref: number,
  whole: Bytes,
): Promise<SealedSnapshot> => {
  const { seen, prevTag } = place
  const record = await sealer.seal(RECORD_TYPES.snapshot, seen, whole)
  const tag = await snapshotTagOf(record)
  const claim: CompactClaim = {
    logId: seen.logId,
    prevFloor: seen.prevFloor,
    prevTag,
    tag,
    upto: seen.seq,
    chain: seen.chain,
  }
  const signature = await signCompact(capability, claim)
  const messages: RoomMessage[] = []
  for (let offset = 0; offset < record.length; offset += PART_BYTES)
    messages.push({
      type: 'part',
      tag,
      offset,
      total: record.length,
      bytes: record.slice(offset, offset + PART_BYTES),
    })
  messages.push({ type: 'compact', ref, ...claim, signature })
  return { tag, size: record.length, messages }
}
