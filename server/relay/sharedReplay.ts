import { printHex, type Bytes } from '../../src/lib/bytes.ts'
import { relayFrames } from '../../src/protocol/codec.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import type { RoomRef } from '../../src/protocol/message.ts'
import type { LogEntry, LogHead } from './log.ts'
import type { LogCheck } from './logCheck.ts'
import { printForAll, readyToLeave, type Printed } from './printed.ts'
import type { RoomSurroundings } from './roomSurroundings.ts'

/** A stretch of a log that was read once for all who need it: checked, acknowledged, in order. */
export class ReplayStep {
  readonly entries: readonly LogEntry[]
  #printed: { readonly ref: RoomRef; readonly pieces: readonly Printed[] } | null = null

  constructor(entries: readonly LogEntry[]) {
    this.entries = entries
  }

  /**
   * Its records for everybody who calls the room by this number; of one number alone they are kept, as one room has
   * many and each would be a copy of its own.
   */
  printedFor(ref: RoomRef): readonly Printed[] {
    if (this.#printed?.ref === ref) return this.#printed.pieces
    const pieces = printForAll(ref, this.entries)
    this.#printed ??= { ref, pieces }
    return pieces
  }
}

/** `stale`: compacted away, whoever reads it comes again. `damaged`: the store yields what was never acknowledged. */
export type ReadStep = ReplayStep | 'storage' | 'stale' | 'damaged'

/** A part of a snapshot, printed. `stale`: it is kept no longer. */
export type ReadPart = Printed | 'storage' | 'stale'

interface Kept {
  readonly read: Promise<ReadStep | ReadPart>
  bytes: number
}

/** What a relay keeps of replays that are under way, in bytes over all rooms. */
export interface ReplayBudget {
  held: number
}

const sizeOf = (read: ReadStep | ReadPart): number => {
  if (typeof read === 'string') return 0
  if (!(read instanceof ReplayStep)) return read.buffer.length
  // Entries, and the same once more as they are printed.
  return 2 * read.entries.reduce((sum, { record }) => sum + record.length, 0)
}

/**
 * Reads of a room's log for those who catch up. While several do at once (a relay that was started again, a seminar)
 * they share them; nothing is held when the last has caught up.
 */
export class SharedReplay {
  readonly #room: { readonly name: string; readonly head: LogHead }
  readonly #around: RoomSurroundings
  readonly #check: LogCheck
  readonly #kept = new Map<string, Kept>()
  #bytes = 0
  #readers = 0

  constructor(
    room: { readonly name: string; readonly head: LogHead },
    around: RoomSurroundings,
    check: LogCheck,
  ) {
    this.#room = room
    this.#around = around
    this.#check = check
  }

  enter(): void {
    this.#readers++
  }

  leave(): void {
    this.#readers--
    if (this.#readers === 0) this.forget()
  }

  /** What is kept may not be what the store would say now. */
  forget(): void {
    this.#around.replays.held -= this.#bytes
    this.#bytes = 0
    this.#kept.clear()
  }

  /** About {@link RelayLimits.replayStepBytes} of the log from `from` on. */
  read(from: number): Promise<ReadStep> {
    return this.#shared(String(from), () => this.#readStep(from))
  }

  /** The part of a snapshot at an offset, for those who call the room by this number. */
  part(ref: RoomRef, tag: Bytes, offset: number, total: number): Promise<ReadPart> {
    return this.#shared(`${printHex(tag)} ${offset} ${ref}`, () => this.#readPart(ref, tag, offset, total))
  }

  #shared<T extends ReadStep | ReadPart>(name: string, work: () => Promise<T>): Promise<T> {
    const known = this.#kept.get(name)
    // reason: under one name there is only ever what the same kind of work has read
    if (known) return known.read as Promise<T>
    const read = work()
    if (this.#readers > 1) this.#keep(name, read)
    return read
  }

  #keep(name: string, work: Promise<ReadStep | ReadPart>): void {
    const kept: Kept = { read: work, bytes: 0 }
    this.#kept.set(name, kept)
    const { limits, replays } = this.#around
    void work.then(
      (read) => {
        if (this.#kept.get(name) !== kept) return
        const bytes = sizeOf(read)
        if (bytes === 0 || replays.held + bytes > limits.sharedReplayBytes) {
          this.#kept.delete(name)
          return
        }
        kept.bytes = bytes
        this.#bytes += bytes
        replays.held += bytes
        // Those who joined together are about as far as each other: what one needs next was read last.
        for (const [start, { bytes: oldest }] of this.#kept) {
          if (this.#bytes <= limits.sharedRoomBytes) break
          this.#kept.delete(start)
          this.#bytes -= oldest
          replays.held -= oldest
        }
      },
      () => this.#kept.delete(name),
    )
  }

  async #readPart(ref: RoomRef, tag: Bytes, offset: number, total: number): Promise<ReadPart> {
    const part = await this.#around.store.readSnapshot(this.#room.name, tag, offset, PART_BYTES)
    if (!part.ok) return 'storage'
    if (!part.value || part.value.length === 0) return 'stale'
    return readyToLeave(
      relayFrames.print([{ type: 'part', room: ref, tag, offset, total, bytes: part.value }]),
      1,
    )
  }

  async #readStep(from: number): Promise<ReadStep> {
    const { store, limits } = this.#around
    const read = await store.read(this.#room.name, from, limits.replayStepBytes)
    if (!read.ok) return 'storage'
    // Compacted away under the replay: there is a snapshot instead.
    if (read.value[0]?.seq !== from) return 'stale'
    // The store may show what is being written and would not survive a power cut yet.
    const entries = read.value.filter(({ seq }) => seq <= this.#room.head.head)
    if (entries.length === 0) return 'stale'
    return (await this.#check.records(entries)) ? new ReplayStep(entries) : 'damaged'
  }
}
