import type { Seen } from '../crypto/record.ts'
import { equalBytes, printHex, type Bytes } from '../lib/bytes.ts'
import type { Resume } from '../protocol/message.ts'
import { createCoverage, type Coverage, type UpdateParts } from './coverage.ts'
import { MAX_SESSIONS } from './limits.ts'

/**
 * One record of the tail after it was opened. `skipped`: no version can read it. `kept`: authentic, but this version
 * does not understand or could not apply it.
 */
export interface TailRecord {
  readonly seq: number
  /** The chain after it. */
  readonly chain: Bytes
  readonly bytes: number
  readonly fate:
    { readonly type: 'applied'; readonly parts: UpdateParts } | { readonly type: 'skipped' | 'kept' }
}

export interface SnapshotTaken {
  readonly floor: number
  readonly chain: Bytes
  /** 8 bytes; empty where the log has no snapshot. */
  readonly tag: Bytes
  readonly size: number
  readonly fate: TailRecord['fate']
}

/** How much of the tail a compaction would replace. */
export interface TailSize {
  readonly records: number
  readonly bytes: number
  /** Of these, what was applied; the rest is garbage or not understood. */
  readonly appliedRecords: number
  readonly appliedBytes: number
}

/** What this client has processed of the relay's log, from one connection to the next; never on disk. */
export interface LogMirror {
  readonly coverage: () => Coverage
  seq(): number
  chain(): Bytes
  logId(): Bytes
  floor(): number
  snapshotTag(): Bytes
  snapshotSize(): number
  /** The chain after record `seq`; `null` where it is before the floor or not processed yet. */
  chainAt(seq: number): Bytes | null
  /** Where to go on; `null` before the first complete replay and after `forget`. */
  resume(): Resume | null
  /** What a record's author says to have seen. */
  seen(prevFloor?: number): Seen
  /** Starts over with the snapshot a full replay began with. */
  begin(logId: Bytes, snapshot: SnapshotTaken): void
  /** The next record in order. */
  take(record: TailRecord): void
  /** A snapshot has taken the place of everything up to its floor: coverage is computed anew (S10). */
  rebase(snapshot: SnapshotTaken): void
  tail(): TailSize
  /** Records, or the snapshot, that this version keeps without understanding: it must not compact over them. */
  hasKept(): boolean
  /** True where the session's counters go up; a relay that repeats records is found out. */
  countSession(session: Bytes, counter: bigint): boolean
  /** The next connection replays everything. */
  forget(): void
}

const NOTHING: Bytes = new Uint8Array(0)

export const createLogMirror = (): LogMirror => {
  let coverage = createCoverage()
  let logId: Bytes = new Uint8Array(16)
  let position: { seq: number; chain: Bytes } = { seq: 0, chain: new Uint8Array(16) }
  let snapshot: SnapshotTaken = {
    floor: 0,
    chain: new Uint8Array(16),
    tag: NOTHING,
    size: 0,
    fate: { type: 'skipped' },
  }
  let tail: TailRecord[] = []
  let complete = false
  const sessions = new Map<string, bigint>()

  const addFate = (fate: TailRecord['fate']): void => {
    if (fate.type === 'applied') coverage.add(fate.parts)
  }

  return {
    coverage: () => coverage,
    seq: () => position.seq,
    chain: () => position.chain,
    logId: () => logId,
    floor: () => snapshot.floor,
    snapshotTag: () => snapshot.tag,
    snapshotSize: () => snapshot.size,
    chainAt(seq) {
      if (seq === snapshot.floor) return snapshot.chain
      // Dense numbers: a record's place follows from the first one's.
      const found = tail[seq - (tail[0]?.seq ?? 0)]
      return found?.seq === seq ? found.chain : null
    },
    resume: () =>
      complete
        ? {
            logId,
            seq: position.seq,
            chain: position.chain,
            floor: snapshot.floor,
            snapshotTag: snapshot.tag,
          }
        : null,
    seen: (prevFloor = 0) => ({ logId, seq: position.seq, chain: position.chain, prevFloor }),
    begin(id, taken) {
      logId = id
      snapshot = taken
      position = { seq: taken.floor, chain: taken.chain }
      tail = []
      sessions.clear()
      coverage = createCoverage()
      addFate(taken.fate)
      complete = true
    },
    take(record) {
      tail.push(record)
      position = { seq: record.seq, chain: record.chain }
      addFate(record.fate)
    },
    rebase(taken) {
      snapshot = taken
      tail = tail.filter(({ seq }) => seq > taken.floor)
      if (position.seq < taken.floor) position = { seq: taken.floor, chain: taken.chain }
      coverage = createCoverage()
      addFate(taken.fate)
      for (const { fate } of tail) addFate(fate)
    },
    tail() {
      const size = { records: 0, bytes: 0, appliedRecords: 0, appliedBytes: 0 }
      for (const { bytes, fate } of tail) {
        size.records++
        size.bytes += bytes
        if (fate.type !== 'applied') continue
        size.appliedRecords++
        size.appliedBytes += bytes
      }
      return size
    },
    hasKept: () => snapshot.fate.type === 'kept' || tail.some(({ fate }) => fate.type === 'kept'),
    countSession(session, counter) {
      const name = printHex(session)
      const last = sessions.get(name)
      if (last === undefined && sessions.size >= MAX_SESSIONS) sessions.clear()
      if (last === undefined || counter > last) sessions.set(name, counter)
      return last === undefined || counter > last
    },
    forget() {
      complete = false
    },
  }
}

/** True where `seen` fits the chain that `chainAt` knows; what lies before the known part cannot be judged. */
export const fitsHistory = (
  seen: Seen,
  record: { readonly seq: number; readonly logId: Bytes },
  chainAt: (seq: number) => Bytes | null,
): boolean => {
  if (!equalBytes(seen.logId, record.logId)) return false
  if (seen.seq >= record.seq) return false
  const chain = chainAt(seen.seq)
  return chain === null || equalBytes(chain, seen.chain)
}
