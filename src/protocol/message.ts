import type { Bytes } from '../lib/bytes.ts'
import type { RefusalCode } from './code.ts'
import type { WireLimits } from './limits.ts'

/** Number by which one connection names a room, chosen by the client in HELLO. */
export type RoomRef = number

export interface WireKeys {
  readonly owner: Bytes
  readonly writer: Bytes
  readonly reader: Bytes
}

/** Where a client stands in a log; kept in memory only. */
export interface Resume {
  readonly logId: Bytes
  readonly seq: number
  readonly chain: Bytes
  readonly floor: number
  /** 8 bytes, or empty where there is no snapshot. */
  readonly snapshotTag: Bytes
}

/** How much of a snapshot somebody holds: its first `offset` bytes. `tag`: 8 bytes. */
export interface HeldSnapshot {
  readonly tag: Bytes
  readonly offset: number
}

/** A snapshot the relay keeps: `floor` is the sequence it stands for, `at` when it came, in ms by the relay's clock. */
export interface KeptGeneration {
  readonly floor: number
  readonly tag: Bytes
  /** Bytes of the sealed record. */
  readonly size: number
  readonly at: number
}

export type WireRole = 'owner' | 'writer' | 'reader'

export type RelayMessage =
  | { readonly type: 'challenge'; readonly nonce: Bytes; readonly limits: WireLimits }
  | {
      readonly type: 'welcome'
      readonly room: RoomRef
      readonly logId: Bytes
      readonly keys: WireKeys
      readonly head: number
      /** The chain at `head`. */
      readonly chain: Bytes
      readonly floor: number
      /** The chain at `floor`: where the tail of a replay begins. */
      readonly floorChain: Bytes
      readonly snapshotTag: Bytes
      readonly snapshotSize: number
      /** How long ago the snapshot came, in ms; 0 where there is none. */
      readonly snapshotAge: number
      /** True: only what came after `since` follows. */
      readonly resumed: boolean
      /** The owner's control record where the room has moved. */
      readonly moved: Bytes | null
    }
  | { readonly type: 'record'; readonly room: RoomRef; readonly seq: number; readonly record: Bytes }
  | { readonly type: 'synced'; readonly room: RoomRef; readonly head: number }
  | { readonly type: 'ack'; readonly room: RoomRef; readonly ref: number; readonly seq: number }
  | { readonly type: 'nack'; readonly room: RoomRef; readonly ref: number; readonly code: RefusalCode }
  | { readonly type: 'eph'; readonly room: RoomRef; readonly conn: number; readonly record: Bytes }
  | { readonly type: 'leave'; readonly room: RoomRef; readonly conn: number }
  | {
      readonly type: 'compacted'
      readonly room: RoomRef
      readonly floor: number
      readonly tag: Bytes
      readonly size: number
    }
  | PartMessage
  /** Answers OFFER and every PART: how much of the snapshot is here. */
  | { readonly type: 'held'; readonly room: RoomRef; readonly tag: Bytes; readonly offset: number }
  /** Answers GENERATIONS: oldest first. */
  | {
      readonly type: 'generations'
      readonly room: RoomRef
      readonly ref: number
      readonly kept: readonly KeptGeneration[]
    }
  | { readonly type: 'closed'; readonly room: RoomRef; readonly code: RefusalCode }
  | { readonly type: 'pong' }

/** A piece of a snapshot record, either way. */
export interface PartMessage {
  readonly type: 'part'
  readonly room: RoomRef
  readonly tag: Bytes
  readonly offset: number
  readonly total: number
  readonly bytes: Bytes
}

export type ClientMessage =
  | {
      readonly type: 'hello'
      readonly room: RoomRef
      readonly roomId: Bytes
      readonly role: WireRole
      /** A reader leaves owner and writer empty. */
      readonly keys: WireKeys
      readonly signature: Bytes
      readonly since: Resume | null
      /** What an earlier connection brought of a snapshot: the rest of it is enough. */
      readonly held: HeldSnapshot | null
    }
  | { readonly type: 'append'; readonly room: RoomRef; readonly ref: number; readonly record: Bytes }
  | { readonly type: 'eph'; readonly room: RoomRef; readonly record: Bytes }
  /** Announces the parts of a snapshot of `total` bytes; HELD says from where on they are wanted. */
  | {
      readonly type: 'offer'
      readonly room: RoomRef
      readonly ref: number
      readonly tag: Bytes
      readonly total: number
    }
  | PartMessage
  | {
      readonly type: 'compact'
      readonly room: RoomRef
      readonly ref: number
      /** Tag of the snapshot whose parts went before. */
      readonly tag: Bytes
      readonly logId: Bytes
      readonly prevFloor: number
      readonly prevTag: Bytes
      readonly upto: number
      readonly chain: Bytes
      readonly signature: Bytes
    }
  | {
      readonly type: 'fetch'
      readonly room: RoomRef
      readonly ref: number
      readonly tag: Bytes
      readonly offset: number
    }
  | { readonly type: 'generations'; readonly room: RoomRef; readonly ref: number }
  | {
      readonly type: 'control'
      readonly room: RoomRef
      readonly ref: number
      /** The head the record was made at: taken only while it is the head still. `null`: at any head. */
      readonly upto: number | null
      readonly record: Bytes
    }
  | { readonly type: 'leave'; readonly room: RoomRef }
  | { readonly type: 'ping' }
