import type { LogMirror } from './logMirror.ts'
import type { RoomTiming } from './roomContext.ts'

/** Decides when this device tidies the log without being asked to; it outlives the connection. */
export interface CompactionClock {
  isDue(mirror: LogMirror): boolean
  started(): void
  /** A compaction, ours or another's, has ended. */
  done(): void
  /** The relay says that its snapshot came so long ago. */
  snapshotIs(ageMs: number): void
}

export const createCompactionClock = (
  timing: RoomTiming,
  random: () => number,
  now: () => number,
): CompactionClock => {
  /** When this device's turn comes; `null` while the tail is short. */
  let turn: number | null = null
  let last = Number.NEGATIVE_INFINITY
  let snapshotAt = Number.POSITIVE_INFINITY

  /** True where so much of the log is tail that a snapshot in its place is worth an upload. */
  const isLong = (records: number, bytes: number, snapshot: number): boolean =>
    records > timing.compactRecords || bytes > Math.max(timing.compactBytes, snapshot)
  /** True where enough has changed since the last version that is kept, and long enough ago, to keep another. */
  const isVersion = (mirror: LogMirror): boolean => {
    const { appliedRecords, appliedBytes } = mirror.tail()
    if (mirror.snapshotTag().length === 0) return appliedRecords >= timing.firstVersionRecords
    return (
      appliedRecords > 0 &&
      appliedBytes * timing.versionShare >= mirror.snapshotSize() &&
      now() - snapshotAt >= timing.versionMs
    )
  }
  return {
    isDue(mirror) {
      const tail = mirror.tail()
      const useful =
        isLong(tail.appliedRecords, tail.appliedBytes, mirror.snapshotSize()) || isVersion(mirror)
      if (!useful && !isLong(tail.records, tail.bytes, mirror.snapshotSize())) {
        turn = null
        return false
      }
      // The first of several devices is chosen by chance; the others find a short tail when their turn comes.
      turn ??= now() + random() * timing.compactJitterMs
      return now() >= turn && now() - last >= (useful ? timing.compactPauseMs : timing.garbagePauseMs)
    },
    started() {
      last = now()
    },
    done() {
      last = now()
      snapshotAt = now()
      turn = null
    },
    snapshotIs(ageMs) {
      snapshotAt = now() - ageMs
    },
  }
}
