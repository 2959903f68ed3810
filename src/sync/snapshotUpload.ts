import type { Capability } from '../crypto/capability.ts'
import { signCompact, type CompactClaim } from '../crypto/proof.ts'
import { RECORD_TYPES, snapshotTagOf, type Sealer, type Seen } from '../crypto/record.ts'
import { equalBytes, type Bytes } from '../lib/bytes.ts'
import { MAX_PARTS_UNANSWERED, PART_BYTES } from '../protocol/limits.ts'
import type { UpdateParts } from './coverage.ts'
import { MAX_IDLE_ROUNDS } from './limits.ts'
import type { LogMirror } from './logMirror.ts'
import type { RoomConnection } from './wire.ts'

/** Where in the log a snapshot is to stand, read off in one moment. */
export interface SnapshotPlace {
  readonly seen: Seen
  readonly prevTag: Bytes
}

/** A document sealed for one place in its log; kept while it is on its way, however often the line breaks. */
export interface SealedSnapshot {
  readonly claim: CompactClaim
  readonly signature: Bytes
  readonly record: Bytes
  readonly parts: UpdateParts
}

/** Seals a whole document as the snapshot that takes the place of everything up to `place.seen.seq`. */
export const sealSnapshot = async (
  capability: Capability,
  sealer: Sealer,
  place: SnapshotPlace,
  whole: Bytes,
  parts: UpdateParts,
): Promise<SealedSnapshot> => {
  const { seen, prevTag } = place
  const record = await sealer.seal(RECORD_TYPES.snapshot, seen, whole)
  const claim: CompactClaim = {
    logId: seen.logId,
    prevFloor: seen.prevFloor,
    prevTag,
    tag: await snapshotTagOf(record),
    upto: seen.seq,
    chain: seen.chain,
  }
  return { claim, signature: await signCompact(capability, claim), record, parts }
}

/** True where the log still is what the snapshot was sealed for; its relay takes it for no other. */
export const stillStands = ({ claim }: SealedSnapshot, mirror: LogMirror): boolean => {
  const chain = mirror.chainAt(claim.upto)
  return (
    equalBytes(claim.logId, mirror.logId()) &&
    claim.prevFloor === mirror.floor() &&
    equalBytes(claim.prevTag, mirror.snapshotTag()) &&
    chain !== null &&
    equalBytes(chain, claim.chain)
  )
}

/** A sealed snapshot on its way up over one connection, from where the relay stands, and the COMPACT behind it. */
export interface SnapshotUpload {
  /** The relay holds so many bytes of it. `stuck`: it takes none of what it is sent. */
  held(tag: Bytes, offset: number): 'on its way' | 'stuck' | 'foreign'
}

export const beginSnapshotUpload = (
  connection: RoomConnection,
  { claim, signature, record }: SealedSnapshot,
  ref: number,
): SnapshotUpload => {
  const { tag } = claim
  const total = record.length
  let next = 0
  /** What the relay should hold after each part that is under way, in order; before the first, what it says. */
  const expected: number[] = []
  /** What it held when nothing was under way, and for how many rounds it has been that. */
  let stood = -1
  let idleRounds = 0
  /** A part was left out: what follows it is of no use. */
  let broken = false
  let named = false
  connection.post([{ type: 'offer', ref, tag, total }])

  return {
    held(about, offset) {
      if (!equalBytes(about, tag) || offset > total) return 'foreign'
      const should = expected.shift()
      if (should !== undefined && should !== offset) broken = true
      // When none is under way any more, what the relay says is what it has.
      if (expected.length === 0) {
        idleRounds = offset > stood ? 0 : idleRounds + 1
        if (idleRounds >= MAX_IDLE_ROUNDS) return 'stuck'
        stood = offset
        next = offset
        broken = false
      }
      if (offset === total) {
        if (!named) connection.post([{ type: 'compact', ref, ...claim, signature }])
        named = true
        return 'on its way'
      }
      // A few at a time, so that what other rooms have to say never waits behind all of it.
      while (!broken && next < total && expected.length < MAX_PARTS_UNANSWERED) {
        const bytes = record.slice(next, next + PART_BYTES)
        connection.post([{ type: 'part', tag, offset: next, total, bytes }])
        next += bytes.length
        expected.push(next)
      }
      return 'on its way'
    },
  }
}
