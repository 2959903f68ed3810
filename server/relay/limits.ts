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
  /** The same of one address: a campus that comes back after a restart fits in, a single flooder does not take all. */
  readonly maxStrangersPerAddress: number
  /** HELLOs answered a second, and at once, over all connections: each costs 0.5 ms and a look at the disk. */
  readonly hellosPerSecond: number
  readonly helloBurst: number
  /** HELLOs that stand in line for that; the next is told to come again. Below 10 s of the line's speed. */
  readonly maxWaitingHellos: number
  /** Signature checks under way at once, over all connections: 0.1 ms each on the thread pool. */
  readonly maxChecks: number
  /** HELLOs' signature checks that wait for their turn; the next is told to come again. */
  readonly maxWaitingChecks: number
  /** What one socket may have said that is not dealt with yet, in bytes; beyond it is not read: two frames. */
  readonly intakeBytes: number
  /** The same over all sockets: what a disk that stalls may make the relay hold. */
  readonly totalIntakeBytes: number
  /** New rooms that one address may make in a day (UTC): a campus whose relay was wiped fills it again in one. */
  readonly roomsPerDay: number
  /** Bytes of records and snapshots that one address may have kept in a day. */
  readonly bytesPerDay: number
  /** Addresses that are remembered for that; beyond, the one not seen for longest starts anew. */
  readonly maxAddresses: number
  /** With less room on the disk than this share of it, or these bytes if that is less, new rooms are refused. */
  readonly roomDiskShare: number
  readonly roomDiskBytes: number
  /** With less than this, every write is: what is left belongs to the system and to tidying up. */
  readonly writeDiskShare: number
  readonly writeDiskBytes: number
  /** How often the disk's room is looked at: at 100 MB/s half a GB goes in between. */
  readonly diskLookMs: number
  /** Days of service without a HELLO after which a room rests; every client's monthly touch is missed 13 times. */
  readonly restAfterDays: number
  /** Further days of service after which a resting room is deleted. */
  readonly deleteAfterDays: number
  /** Rooms looked at in one step of that search, and the pause between two steps. */
  readonly agingStepRooms: number
  readonly agingStepMs: number
  /** How long the goodbyes of a stop are spread over, so that those who come back do not come together. */
  readonly drainMs: number
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
  /** How long a room takes no records after its owner's word named a head that is past: time to name this one. */
  readonly moveHoldMs: number
  /** Records committed together in one room, by number and bytes: what one transaction holds in memory. */
  readonly maxBatchRecords: number
  readonly maxBatchBytes: number
  /** Bytes read from the store for one step of a replay. */
  readonly replayStepBytes: number
  /** Bytes kept of a log while several catch up with it at once, as read and as printed: in a room, over all rooms. */
  readonly sharedRoomBytes: number
  readonly sharedReplayBytes: number
  /** How often a write is tried where other processes are quicker each time: each try, one of them got on. */
  readonly maxWriteTries: number
  /** How often open rooms are compared with a store that others write to: how late a lost hint may be noticed. */
  readonly sweepMs: number
  /** Rooms compared in one go. */
  readonly sweepStepRooms: number
  /** Days whose first generation is kept. */
  readonly generationDays: number
}

export const RELAY_LIMITS: RelayLimits = {
  ...WIRE_LIMITS,
  helloBytes: MAX_HELLO_BYTES,
  helloMs: 10_000,
  maxStrangers: 5_000,
  maxStrangersPerAddress: 1_000,
  hellosPerSecond: 500,
  helloBurst: 2_048,
  maxWaitingHellos: 4_096,
  maxChecks: 64,
  maxWaitingChecks: 4_096,
  intakeBytes: 2_400 * KIB,
  totalIntakeBytes: 128 * MIB,
  roomsPerDay: 4_096,
  bytesPerDay: 4_096 * MIB,
  maxAddresses: 65_536,
  roomDiskShare: 0.1,
  roomDiskBytes: 2_048 * MIB,
  writeDiskShare: 0.02,
  writeDiskBytes: 256 * MIB,
  diskLookMs: 5_000,
  restAfterDays: 400,
  deleteAfterDays: 365,
  agingStepRooms: 256,
  agingStepMs: 1_000,
  drainMs: 3_000,
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
  moveHoldMs: 5_000,
  maxBatchRecords: 512,
  maxBatchBytes: 4 * MIB,
  replayStepBytes: 64 * KIB,
  sharedRoomBytes: 4 * MIB,
  sharedReplayBytes: 16 * MIB,
  maxWriteTries: 64,
  sweepMs: 5_000,
  sweepStepRooms: 256,
  generationDays: 14,
}
