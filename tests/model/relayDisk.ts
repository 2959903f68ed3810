import type { LogStore, StoreFault } from '../../server/relay/log.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import type { Capability } from '../../src/crypto/capability.ts'
import { err, type Result } from '../../src/lib/result.ts'
import { backUp } from '../sync/storedRoom.ts'
import type { VirtualClock } from './virtualClock.ts'

/** A relay's disk: what was not flushed when the power went is gone. */
export interface RelayDisk {
  /** The store as a process has it that begins now. */
  open(): LogStore
  /** What would be there after a power cut. */
  kept(): LogStore
  /** The power goes: of what was being written, chance decides how much had reached the disk. */
  crash(): void
  /** As if it had never been. */
  wipe(): void
  remember(rooms: readonly Capability[]): Promise<void>
  /** What {@link RelayDisk.remember} kept; `null` before that. */
  backup(): LogStore | null
  /** The disk becomes the backup, which is used up. */
  restore(): void
  /** While full, every write is refused. */
  setFull(full: boolean): void
}

interface Write {
  readonly apply: () => Promise<Result<null, StoreFault>>
  readonly done: (result: Result<null, StoreFault>) => void
}

/** `flushMs` says how long the next flush takes. */
export const createRelayDisk = (
  clock: VirtualClock,
  random: () => number,
  flushMs: () => number,
): RelayDisk => {
  let kept: LogStore = createMemoryStore()
  let backup: LogStore | null = null
  let process = 0
  let full = false
  let writing: Write[] = []

  const flushNext = (): void => {
    const mine = process
    clock.after(flushMs(), () => {
      if (mine !== process) return
      const write = writing.shift()
      if (!write) return
      void write.apply().then((result) => {
        if (mine === process) write.done(result)
      })
      if (writing.length > 0) flushNext()
    })
  }

  return {
    open() {
      const mine = process
      /** A process that is no more reads and writes nothing. */
      const alive = <T>(work: () => Promise<T>): Promise<T> =>
        mine === process ? work() : new Promise(() => undefined)
      const write = (apply: Write['apply']): Promise<Result<null, StoreFault>> =>
        alive(
          () =>
            new Promise((done) => {
              if (full) return void clock.after(flushMs(), () => done(err('storage')))
              writing.push({ apply, done })
              if (writing.length === 1) flushNext()
            }),
        )
      return {
        ...kept,
        head: (room) => alive(() => kept.head(room)),
        append: (room, entries, next) => write(() => kept.append(room, entries, next)),
        compact: (room, change) => write(() => kept.compact(room, change)),
        read: (room, from, maxBytes) => alive(() => kept.read(room, from, maxBytes)),
        find: (room, key) => alive(() => kept.find(room, key)),
        measure: (room, from, to) => alive(() => kept.measure(room, from, to)),
        readSnapshot: (room, tag, offset, length) =>
          alive(() => kept.readSnapshot(room, tag, offset, length)),
      }
    },
    kept: () => kept,
    crash() {
      process++
      const reached = Math.floor(random() * (writing.length + 1))
      for (const { apply } of writing.slice(0, reached)) void apply()
      writing = []
    },
    wipe() {
      kept = createMemoryStore()
    },
    async remember(rooms) {
      backup = await backUp(kept, rooms)
    },
    backup: () => backup,
    restore() {
      if (!backup) return
      kept = backup
      backup = null
    },
    setFull(next) {
      full = next
    },
  }
}
