import type * as Y from 'yjs'
import type { Capability } from '../crypto/capability.ts'
import type { Seen } from '../crypto/record.ts'
import { equalBytes, type Bytes } from '../lib/bytes.ts'
import type { Coverage, UpdateParts } from './coverage.ts'
import type { LogMirror } from './logMirror.ts'
import type { ProblemBoard } from './problem.ts'
import type { Validate } from './readRecord.ts'
import type { Doorway } from './sealedSocket.ts'
import type { GenerationReads } from './generationReads.ts'
import type { SnapshotDownload } from './snapshotDownload.ts'
import type { SealedSnapshot } from './snapshotUpload.ts'
import type { CompactionClock } from './compactionClock.ts'

/** Times in ms, and what counts as a long tail; tests shorten them. */
export interface RoomTiming {
  /** From a change to the look that sends it, after a quiet time. */
  readonly promptMs: number
  /** One record in so many ms in the long run, and how many of them acts may use ahead. */
  readonly batchMs: number
  readonly batchBurst: number
  readonly auditMs: number
  readonly healMs: number
  readonly ackMs: number
  readonly pendingMs: number
  readonly firstPauseMs: number
  readonly lastPauseMs: number
  readonly refusedPauseMs: number
  /** A tail of so many records or bytes is tidied. */
  readonly compactRecords: number
  readonly compactBytes: number
  readonly compactJitterMs: number
  readonly compactPauseMs: number
  readonly garbagePauseMs: number
  /** Versions are kept apart from that: the first after so many records, then one in so many ms and a share of the size. */
  readonly firstVersionRecords: number
  readonly versionMs: number
  readonly versionShare: number
}

/** What an owner's control record says: nothing after `seen.seq` belongs to this room any more. */
export interface Move {
  readonly record: Bytes
  readonly seen: Seen
  /** Where it went and for whom: see the crypto room's `openMove`. */
  readonly content: Bytes
}

/** The part of it that others need: to follow it, and to say it again to a relay that lost it. */
export type Moved = Pick<Move, 'record' | 'content'>

/** True where `seq` of the log stands after the point at which the owner moved the room: it belongs to nobody here. */
export const isBeyondMove = (move: Move | null, logId: Bytes, seq: number): boolean =>
  move !== null && (!equalBytes(move.seen.logId, logId) || seq > move.seen.seq)

/** What a document keeps of its room from one connection to the next. */
export interface RoomContext {
  readonly doc: Y.Doc
  readonly capability: Capability
  readonly mirror: LogMirror
  readonly problems: ProblemBoard
  readonly doorway: Doorway
  readonly validate: Validate
  readonly timing: RoomTiming
  readonly random: () => number
  readonly now: () => number
  /** Hands updates of the log to the document, in one transaction. Whether they went in, {@link hasTaken} tells. */
  apply(updates: readonly Bytes[]): void
  hasTaken(parts: UpdateParts): boolean
  /** The mirror has followed the log to its end since it last began anew: what it covers, the relay holds. */
  complete: boolean
  /** At least one replay reached the end. */
  replayed: boolean
  /** What the relay held before a replay from the start that has not ended yet. */
  held: Coverage | null
  /** The relay lost what it had; said once the document is restored. */
  lost: boolean
  /** Set once the owner has moved the room. */
  move: Move | null
  /** What this owner wants said of a move, until it has been. */
  announce: Bytes | null
  /** A snapshot that has partly arrived. */
  download: SnapshotDownload | null
  /** A snapshot that has been sealed and is not acknowledged: the next connection goes on with it. */
  sealed: SealedSnapshot | null
  readonly compaction: CompactionClock
  readonly reads: GenerationReads
  /** Whether the log may be read from its start because of one record: not at once again, whoever writes such records. */
  mayReadAnew(): boolean
  /** Something that the state shows may have changed. */
  changed(): void
}
