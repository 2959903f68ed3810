/** What a relay refuses beyond; it announces its own numbers in CHALLENGE, these are what everybody starts from. */
export interface WireLimits {
  /** Bytes of one update record. An act is some hundred bytes; a day's import is 100 kB. */
  readonly maxRecord: number
  /** Bytes of one snapshot record. Three years of a library deflate to a few MB. */
  readonly maxSnapshot: number
  /** Bytes of one ephemeral record: a name, a colour, a caret. */
  readonly maxEphemeral: number
  /** Bytes of live log per room, after which only a compaction is taken. */
  readonly maxRoomBytes: number
  /** Tail records per room, after which only a compaction is taken. */
  readonly maxTailRecords: number
  /** Rooms one connection may enter: a library, its lists and its feeds. */
  readonly maxRooms: number
  /** Appends a second that a connection may keep up, and how many at once. */
  readonly appendsPerSecond: number
  readonly appendBurst: number
  /** Bytes a second that a connection may keep up, and how many at once. */
  readonly bytesPerSecond: number
  readonly byteBurst: number
  /** Ephemeral records a second from a writer: a caret that moves. What is over is dropped in silence. */
  readonly ephemeralsPerSecond: number
  /** The same from a reader, who only says that they are there. */
  readonly readerEphemeralsPerSecond: number
  /** Connections in a room beyond which nobody's presence is passed on: a feed has thousands of readers. */
  readonly maxPresent: number
  /**
   * Records and bytes that one connection may put into one room in an hour, and at once: half of what the room holds, so
   * that nobody who was let in fills it alone before another device has tidied it.
   */
  readonly recordsPerHour: number
  readonly bytesPerHour: number
}

const KIB = 1_024
const MIB = KIB * KIB

export const WIRE_LIMITS: WireLimits = {
  maxRecord: MIB,
  maxSnapshot: 16 * MIB,
  maxEphemeral: 8 * KIB,
  maxRoomBytes: 64 * MIB,
  maxTailRecords: 20_000,
  maxRooms: 512,
  appendsPerSecond: 30,
  appendBurst: 120,
  bytesPerSecond: MIB,
  byteBurst: 8 * MIB,
  ephemeralsPerSecond: 20,
  readerEphemeralsPerSecond: 2,
  maxPresent: 64,
  recordsPerHour: 10_000,
  bytesPerHour: 32 * MIB,
}

/** A WebSocket frame: one record and its envelope, or several small messages together. */
export const MAX_FRAME_BYTES = 1.1 * MIB
/** Snapshots travel in pieces, so that other rooms' messages pass between them. */
export const PART_BYTES = 64 * KIB
/** Parts of one upload that may be under way at once: what another room's change waits behind on a slow line. */
export const MAX_PARTS_UNANSWERED = 4
/** Snapshots kept of one room that an answer may name: two newest, and one of each of fourteen days. */
export const MAX_GENERATIONS = 64
/** Before a connection has proved anything, it may say this much. */
export const MAX_HELLO_BYTES = KIB
/** A frame holds at most this many messages: 64 appends in flight, times rooms, with room to spare. */
export const MAX_MESSAGES_PER_FRAME = 8_192
