import type { Bytes } from '../../src/lib/bytes.ts'
import { readOn, relateLogs } from './continuation.ts'
import type { LogEntry, LogHead } from './log.ts'
import type { RoomSurroundings } from './roomSurroundings.ts'

/**
 * What came of a look at what others wrote. `closed`: it does not go on from what was delivered here, and everybody was
 * shown out to begin anew.
 */
export type Followed = 'same' | 'continued' | 'closed' | 'storage'

/** What a room holds of its log, and what those who change the log do with it. */
export interface HeldLog {
  readonly name: string
  readonly roomId: Bytes
  head(): LogHead
  /** The store has this head. */
  keep(head: LogHead): void
  /** Delivers records that others wrote. */
  passOn(entries: readonly LogEntry[]): void
  /** Takes over a head whose records have all been passed on. */
  adopt(head: LogHead): void
  /** What is held is not what the store has: everybody is shown out. */
  lost(): void
  follow(): Promise<Followed>
}

const readUpTo = async (
  log: HeldLog,
  kept: LogHead,
  { store, limits }: RoomSurroundings,
): Promise<'there' | 'storage' | 'gap' | 'other'> => {
  while (log.head().head < kept.head) {
    const read = await readOn(store, log.name, log.head(), kept, limits.replayStepBytes)
    if (!read.ok) return read.error === 'conflict' ? 'storage' : read.error
    log.keep(read.value.head)
    log.passOn(read.value.entries)
  }
  return 'there'
}

/** Passes on what other processes wrote as if it had been written here. Call within the room's queue. */
export const followLog = async (log: HeldLog, around: RoomSurroundings): Promise<Followed> => {
  const { store, limits } = around
  for (let tries = 1; tries <= limits.maxWriteTries; tries++) {
    const found = await store.head(log.name)
    if (!found.ok) return 'storage'
    const kept = found.value
    const relation = relateLogs(log.head(), kept)
    if (relation === 'same') return 'same'
    if (relation === 'other' || !kept) break
    const caughtUp = await readUpTo(log, kept, around)
    if (caughtUp === 'storage') return 'storage'
    if (caughtUp === 'other') break
    // Compacted away under the reading: there is a newer head to look at.
    if (caughtUp === 'gap') continue
    log.adopt(kept)
    return 'continued'
  }
  log.lost()
  return 'closed'
}
