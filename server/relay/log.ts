import type { Bytes } from '../../src/lib/bytes.ts'
import type { Result } from '../../src/lib/result.ts'
import type { WireKeys } from '../../src/protocol/message.ts'

/** What a room's log is at one moment. Chains are 16 bytes; the tag is 8, or empty where there is no snapshot. */
export interface LogHead {
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
}

export interface LogEntry {
  readonly seq: number
  /** The chain after this record. */
  readonly chain: Bytes
  readonly record: Bytes
}

/** Why a store did not do what was asked; nothing of it was done. */
export type StoreFault = 'storage'

/**
 * Where logs live. Every write resolves when it would survive a power cut, and is whole or not there at all. One
 * contract suite (tests/relay/storeContract.ts) holds for every implementation.
 */
export interface LogStore {
  /** `null`: no such room. */
  head(room: string): Promise<Result<LogHead | null, StoreFault>>
  create(room: string, head: LogHead): Promise<Result<null, StoreFault>>
  /** `next` is the head after the entries, which follow each other and the present head. */
  append(room: string, entries: readonly LogEntry[], next: LogHead): Promise<Result<null, StoreFault>>
  /** Entries from `from` on, at least one where there is one, and then up to about `maxBytes`. */
  read(room: string, from: number, maxBytes: number): Promise<Result<readonly LogEntry[], StoreFault>>
  /** Puts `snapshot` in the place of every entry up to `next.floor`; the snapshot before it is kept one turn longer. */
  compact(room: string, snapshot: Bytes, next: LogHead): Promise<Result<null, StoreFault>>
  /** A stretch of the snapshot named by `tag`; `null` where it is no longer kept. */
  readSnapshot(
    room: string,
    tag: Bytes,
    offset: number,
    length: number,
  ): Promise<Result<Bytes | null, StoreFault>>
  update(room: string, next: LogHead): Promise<Result<null, StoreFault>>
  close(): Promise<void>
}
