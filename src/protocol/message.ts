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
    }
  | { readonly type: 'append'; readonly room: RoomRef; readonly ref: number; readonly record: Bytes }
  | { readonly type: 'eph'; readonly room: RoomRef; readonly record: Bytes }
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
  | { readonly type: 'fetch'; readonly room: RoomRef; readonly tag: Bytes; readonly offset: number }
  | { readonly type: 'generation'; readonly room: RoomRef; readonly ref: number; readonly number: number }
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
