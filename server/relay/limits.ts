import { MAX_HELLO_BYTES, WIRE_LIMITS, type WireLimits } from '../../src/protocol/limits.ts'

const KIB = 1_024
const MIB = KIB * KIB

/** Everything a relay refuses beyond. What a client must know of it stands in {@link WireLimits} and in CHALLENGE. */
export interface RelayLimits extends WireLimits {
  /** Bytes a connection may say per unanswered HELLO before it has proved anything. */
  readonly helloBytes: number
  /** From the handshake to the first proof, whatever is said meanwhile. */
  readonly helloMs: number
  /** Connections at once that have proved nothing. Proved ones are not counted: a campus shares one address. */
  readonly maxStrangers: number
  /** Signature checks under way at once, over all connections: 0.1 ms each on the thread pool. */
  readonly maxChecks: number
  /** Bytes waiting for one recipient beyond which ephemeral records pass it by. */
  readonly dropEphemeralBytes: number
  /** Bytes waiting for one recipient beyond which its replays pause: fifty joins at once stay below 32 MiB. */
  readonly pauseReplayBytes: number
  /** Bytes waiting for one recipient beyond which it reads from the store again instead of hearing live. */
  readonly lagBytes: number
  /** Without progress for so long, a connection that is owed bytes is closed. */
  readonly stallMs: number
  /** Without a byte for so long, a connection is asked for a sign of life; without an answer as long again, cut. */
  readonly silenceMs: number
  /** Snapshots that are arriving, over all rooms: in bytes, and how many; and how many in one room. */
  readonly maxUploadBytes: number
  readonly maxUploads: number
  readonly maxRoomUploads: number
  /** An upload without a new part for so long is dropped: a phone that lost its line is back within a minute. */
  readonly uploadKeepMs: number
  /** An upload without a new part for so long makes way for another, where there is no room for both. */
  readonly uploadRestMs: number
  /** Snapshots a connection may ask for in one room before the first of them has been sent. */
  readonly maxFetches: number
  /** Bytes of parts a second that a connection may keep up, and at once; a snapshot is taken in one go. */
  readonly partBytesPerSecond: number
  readonly partBurst: number
  /** Compactions of one room: how many at once, and how long until one more. A full room is never refused one. */
  readonly compactBurst: number
  readonly compactEveryMs: number
  /** Records committed together in one room, by number and bytes: what one transaction holds in memory. */
  readonly maxBatchRecords: number
  readonly maxBatchBytes: number
  /** Bytes read from the store for one step of a replay. */
  readonly replayStepBytes: number
  /** Days whose first generation is kept. */
  readonly generationDays: number
}

export const RELAY_LIMITS: RelayLimits = {
  ...WIRE_LIMITS,
  helloBytes: MAX_HELLO_BYTES,
  helloMs: 10_000,
  maxStrangers: 5_000,
  maxChecks: 64,
  dropEphemeralBytes: MIB,
  pauseReplayBytes: 512 * KIB,
  lagBytes: 8 * MIB,
  stallMs: 60_000,
  silenceMs: 60_000,
  maxUploadBytes: 256 * MIB,
  maxUploads: 4_096,
  maxRoomUploads: 2,
  uploadKeepMs: 120_000,
  uploadRestMs: 10_000,
  maxFetches: 4,
  partBytesPerSecond: 4 * MIB,
  partBurst: 2 * WIRE_LIMITS.maxSnapshot,
  compactBurst: 12,
  compactEveryMs: 10_000,
  maxBatchRecords: 512,
  maxBatchBytes: 4 * MIB,
  replayStepBytes: 64 * KIB,
  generationDays: 14,
}
