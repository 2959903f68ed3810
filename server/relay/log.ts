import type { Bytes } from '../../src/lib/bytes.ts'
import type { Result } from '../../src/lib/result.ts'
import type { WireKeys } from '../../src/protocol/message.ts'

/** A snapshot that is kept: `floor` is the sequence it stands for, `at` when it came, in ms. */
export interface Generation {
  readonly floor: number
  readonly tag: Bytes
  readonly size: number
  readonly at: number
}

/** What a room's log is at one moment. Chains are 16 bytes; the tag is 8, or empty where there is no snapshot. */
export interface LogHead {
  /** Counts the writes to this room: a write names the revision it makes, and two writers cannot make the same. */
  readonly revision: number
  readonly logId: Bytes
  readonly keys: WireKeys
  readonly head: number
  /** The chain at `head`. */
  readonly chain: Bytes
  readonly floor: number
  readonly floorChain: Bytes
  readonly snapshotTag: Bytes
  readonly snapshotSize: number
  /** Bytes of the records after `floor`. */
  readonly tailBytes: number
  /** The owner's control record, where the room has moved. */
  readonly moved: Bytes | null
  /** Snapshots that are kept, oldest first; the last is the present one. */
  readonly generations: readonly Generation[]
}

export interface LogEntry {
  readonly seq: number
  /** The chain after this record. */
  readonly chain: Bytes
  readonly record: Bytes
}

/** Where a log stands: what a write continues, and what was delivered last. */
export type LogPlace = Pick<LogHead, 'logId' | 'head' | 'chain'>

/** A snapshot in the place of the records up to `next.floor`, and what need not be kept any longer. */
export interface LogCompaction {
  readonly snapshot: Bytes
  readonly next: LogHead
  readonly dropTags: readonly Bytes[]
  /** Records up to here go. They stay behind the floor for one generation, for whoever is still reading it. */
  readonly dropUpto: number
  /** As in {@link LogStore.append}. */
  readonly was?: LogPlace
}

/** Why a store did not do what was asked. `conflict`: another writer was there first; nothing was done. */
export type StoreFault = 'storage' | 'conflict'

/** A room and when it was last entered, in days of service; `null`: not known. */
export interface RoomAge {
  readonly room: string
  readonly revision: number
  readonly touched: number | null
  readonly rests: boolean
}

/** When rooms were last used. What cannot be read or written is left as it is: it will be met again. */
export interface RoomAges {
  /** The number of the day of service; `date` (days since 1970) tells one from the next. `null`: the disk refuses. */
  serviceDay(date: number): Promise<number | null>
  /** The room was entered on this day: written once a day, and it rests no longer. */
  touch(room: string, day: number): Promise<void>
  rest(room: string): Promise<void>
  /** Up to `count` rooms behind the name `after`, in the order of their names. */
  list(after: string, count: number): Promise<readonly RoomAge[]>
  /** Deletes a room with all that is kept of it; `false` where it was written since, and nothing is done. */
  remove(room: string, revision: number): Promise<boolean>
}

/**
 * Where logs live. Every write resolves when it would survive a power cut, is whole or not there at all, and is
 * refused unless `next.revision` follows the kept one (1 makes the room). One contract suite (tests/relay/store.test.ts)
 * holds for every implementation.
 */
export interface LogStore {
  /**
   * Resolves when it is time to append: what all rooms append in that turn shares one flush. A store without it is
   * written to at once.
   */
  gather?(): Promise<void>
  /** `null`: no such room. */
  head(room: string): Promise<Result<LogHead | null, StoreFault>>
  /**
   * `next` is the head after the entries, which follow each other and the present head. Where other processes write as
   * well, a kept log that does not stand where the writer thinks (`was`) is a conflict even at the right revision:
   * a store that lost its tail may have grown to the same number since.
   */
  append(
    room: string,
    entries: readonly LogEntry[],
    next: LogHead,
    was?: LogPlace,
  ): Promise<Result<null, StoreFault>>
  compact(room: string, change: LogCompaction): Promise<Result<null, StoreFault>>
  /** Entries from `from` on, at least one where there is one, and then up to about `maxBytes`. */
  read(room: string, from: number, maxBytes: number): Promise<Result<readonly LogEntry[], StoreFault>>
  /** The sequence of the kept record with this {@link counterKeyOf}, or `null`. */
  find(room: string, counterKey: string): Promise<Result<number | null, StoreFault>>
  /** Bytes of the kept records from `from` to `to`, both included. */
  measure(room: string, from: number, to: number): Promise<Result<number, StoreFault>>
  /** A stretch of the snapshot named by `tag`; `null` where it is not kept. */
  readSnapshot(
    room: string,
    tag: Bytes,
    offset: number,
    length: number,
  ): Promise<Result<Bytes | null, StoreFault>>
  /** Where rooms are to be forgotten one day. */
  readonly ages?: RoomAges
  /** What other processes do to the same logs; a store without it belongs to this process alone. */
  readonly news?: LogNews
  close(): Promise<void>
}

/**
 * What one process tells the others about a room. All of it may be lost, late or repeated, and decides nothing: `changed`
 * makes others look at the log, the rest is presence. `from` is the process that says it.
 */
export type RoomWord = { readonly from: string } & (
  | { readonly type: 'changed'; readonly revision: number }
  /** Somebody began to listen, or may have missed something: who is there? */
  | { readonly type: 'ask' }
  /** How many members there are over there, and which of them (`conns`) have shown themselves. */
  | { readonly type: 'here'; readonly members: number; readonly conns: readonly number[] }
  | { readonly type: 'present'; readonly conn: number; readonly record: Bytes }
  | { readonly type: 'gone'; readonly conn: number }
  /** The owner named a head that is past: nobody writes for a moment, so that it can be named. */
  | { readonly type: 'held' }
)

/** A word before it is said: who says it, the store knows. */
export type RoomNews =
  Exclude<RoomWord, { type: 'changed' }> extends infer Word
    ? Word extends RoomWord
      ? Omit<Word, 'from'>
      : never
    : never

/** What a relay does when it hears something. */
export interface NewsListener {
  word(room: string, word: RoomWord): void
  /** Words about this room, or about all (`null`), may have been missed until now. */
  missed(room: string | null): void
  /** Another process is gone, with everybody who was connected to it. */
  left(from: string): void
  /** The store is another one than before (restarted, or a replica took over): nothing delivered is certain in it. */
  replaced(): void
}

export interface LogNews {
  /** Called once, by the relay that uses the store. */
  listen(listener: NewsListener): void
  /** Hears of a room until {@link forget}. */
  follow(room: string): void
  forget(room: string): void
  say(room: string, word: RoomNews): void
  /** Where the logs stand, in the order of `rooms`; `null`: no such room. The sweep for words that were lost. */
  places(
    rooms: readonly string[],
  ): Promise<Result<readonly ((LogPlace & { readonly revision: number }) | null)[], 'storage'>>
}

/** Session and counter of a record, as they stand in its header: what may be used once. */
export const counterKeyOf = (record: Uint8Array): string =>
  Buffer.from(record.buffer, record.byteOffset, record.length).toString('base64url', 6, 30)
