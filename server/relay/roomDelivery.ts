import { equalBytes, type Bytes } from '../../src/lib/bytes.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import type { ClientMessage, RoomRef } from '../../src/protocol/message.ts'
import type { Answered, Fate } from './appendBatch.ts'
import type { LogEntry, LogHead } from './log.ts'
import { createLogCheck, type LogCheck } from './logCheck.ts'
import type { Member } from './member.ts'
import { printForAll, type Printed } from './printed.ts'
import type { RoomPresence } from './roomPresence.ts'
import { logFault, shortRoom, type RoomSurroundings } from './roomSurroundings.ts'
import { SharedReplay, type ReplayStep } from './sharedReplay.ts'

type Fetch = Extract<ClientMessage, { type: 'fetch' }>

/** The room whose log is delivered, as its delivery sees it. */
export interface DeliveredRoom {
  readonly name: string
  readonly head: LogHead
  readonly members: ReadonlySet<Member>
  readonly presence: RoomPresence
  /** Shows a member out with a reason. */
  expel(member: Member, code: RefusalCode): void
}

/** An answer to an author, and how many records of the batch stand before it. */
interface AuthorsWord {
  readonly ref: number
  readonly fate: Fate
  readonly before: number
}

/** What a room's members are sent of its log: what they lack from the store, then what happens as it happens. */
export class RoomDelivery {
  readonly #room: DeliveredRoom
  readonly #around: RoomSurroundings
  #check: LogCheck | null = null
  #replay: SharedReplay | null = null

  constructor(room: DeliveredRoom, around: RoomSurroundings) {
    this.#room = room
    this.#around = around
  }

  /** Made with the first reading: a room that has nothing to replay needs none. */
  get #kept(): LogCheck {
    const { store, limits } = this.#around
    return (this.#check ??= createLogCheck(
      store,
      this.#room.name,
      limits.replayStepBytes,
      () => this.#room.head,
    ))
  }

  get #sharedReplay(): SharedReplay {
    return (this.#replay ??= new SharedReplay(this.#room, this.#around, this.#kept))
  }

  /** Begins to catch up, which nobody waits for. */
  beginReplay(member: Member, snapshotOf: LogHead | null, tellSynced: boolean, from = 0): void {
    this.#catchUp(member, snapshotOf, tellSynced, from).catch((fault: unknown) => {
      logFault(this.#around, fault)
      this.#room.expel(member, 'storage')
    })
  }

  /** Reads from the store until a member hears what happens live. `snapshotOf`: the head it starts from. */
  async #catchUp(member: Member, snapshotOf: LogHead | null, tellSynced: boolean, from = 0): Promise<void> {
    if (snapshotOf && snapshotOf.snapshotTag.length > 0) {
      const { snapshotTag, snapshotSize } = snapshotOf
      const sent = await this.#sendSnapshot(member, snapshotTag, snapshotSize, from)
      if (sent === 'gone') return
      if (sent !== 'sent') return this.#room.expel(member, sent)
    }
    if (this.#goLive(member, tellSynced)) return
    const replay = this.#sharedReplay
    replay.enter()
    try {
      do {
        if (!(await member.out.ready())) return
        const step = await replay.read(member.next)
        if (member.gone) return
        if (typeof step === 'string')
          return this.#room.expel(member, step === 'damaged' ? this.#damaged() : step)
        this.#sendStep(member, step)
      } while (!this.#goLive(member, tellSynced))
    } finally {
      replay.leave()
    }
  }

  /** True where nothing is left to catch up with, or nobody to do it. */
  #goLive(member: Member, tellSynced: boolean): boolean {
    if (member.gone) return true
    // Nothing waits between this look and what it decides: whatever comes later goes to a live member.
    if (member.next <= this.#room.head.head) return false
    member.live = true
    if (!tellSynced) return true
    member.out.send({ type: 'synced', room: member.ref, head: member.next - 1 })
    this.#room.presence.show(member)
    return true
  }

  /** What the disk yields is not what was acknowledged: nobody gets it, and the log says so. */
  #damaged(): 'storage' {
    this.#around.log('room-damaged', { room: shortRoom(this.#room.name) })
    return 'storage'
  }

  /** Sends what was read from the store; a member's own records that it was owed an ACK for come as that. */
  #sendStep(member: Member, step: ReplayStep): void {
    const { entries } = step
    const { owed } = member
    const last = entries.at(-1)
    if (!last) return
    member.next = last.seq + 1
    if (!owed || !entries.some(({ seq }) => owed.has(seq))) {
      for (const printed of step.printedFor(member.ref)) member.out.sendRecords(printed)
      return
    }
    let run: LogEntry[] = []
    const tell = (): void => {
      for (const printed of printForAll(member.ref, run)) member.out.sendRecords(printed)
      run = []
    }
    for (const entry of entries) {
      const ref = owed.get(entry.seq)
      owed.delete(entry.seq)
      if (ref === undefined) run.push(entry)
      else {
        tell()
        member.out.send({ type: 'ack', room: member.ref, ref, seq: entry.seq })
      }
    }
    tell()
  }

  /** A snapshot from an offset on, as fast as its recipient reads; other rooms' messages pass between its parts. */
  async #sendSnapshot(
    member: Member,
    tag: Bytes,
    total: number,
    from: number,
  ): Promise<'sent' | 'gone' | 'stale' | 'storage'> {
    const replay = this.#sharedReplay
    replay.enter()
    try {
      if (!(await this.#kept.snapshot(tag, total))) return this.#damaged()
      for (let offset = from; offset < total; offset += PART_BYTES) {
        if (!(await member.out.ready()) || member.gone) return 'gone'
        const part = await replay.part(member.ref, tag, offset, total)
        if (typeof part === 'string') return part
        member.out.sendPrinted(part)
      }
      return 'sent'
    } finally {
      replay.leave()
    }
  }

  /**
   * The rest of a kept snapshot from an offset on: those of one member one after the other, while the connection goes
   * on with whatever else it is told.
   */
  fetch(member: Member, { ref, tag, offset }: Fetch): void {
    const refuse = (code: RefusalCode): void => member.out.send({ type: 'nack', room: member.ref, ref, code })
    if (member.fetches >= this.#around.limits.maxFetches) return refuse('rate')
    member.fetches++
    member.fetching = (member.fetching ?? Promise.resolve()).then(async () => {
      const kept = this.#room.head.generations.find((generation) => equalBytes(generation.tag, tag))
      let sent: 'sent' | 'gone' | 'stale' | 'storage' = 'storage'
      try {
        sent = kept ? await this.#sendSnapshot(member, tag, kept.size, offset) : 'stale'
      } catch (fault) {
        logFault(this.#around, fault)
      }
      member.fetches--
      if (sent === 'storage') refuse('storage')
      if (sent === 'stale') refuse('not-kept')
    })
  }

  /** Records that another process wrote, to everybody who is live. */
  passOn(entries: readonly LogEntry[]): void {
    const lagging = this.#startLagging()
    for (const { seq, record } of entries)
      for (const member of this.#room.members) {
        if (!member.live || member.next > seq) continue
        member.next = seq + 1
        member.out.send({ type: 'record', room: member.ref, seq, record })
      }
    for (const member of lagging) this.beginReplay(member, null, false)
  }

  tellCompacted(except: Member | null = null): void {
    this.#replay?.forget()
    const { floor, snapshotTag: tag, snapshotSize: size } = this.#room.head
    for (const member of this.#room.members)
      if (member !== except && member.live)
        member.out.send({ type: 'compacted', room: member.ref, floor, tag, size })
  }

  /** Who is too far behind reads from the disk again, rather than have the relay hold it all in memory. */
  #startLagging(): readonly Member[] {
    const lagging = [...this.#room.members].filter(
      (member) => member.live && member.out.backlog() > this.#around.limits.lagBytes,
    )
    for (const member of lagging) member.live = false
    return lagging
  }

  /** ACKs and RECORDs of a batch: on every socket in the order of the log. */
  tell(batch: readonly Answered[], fates: readonly Fate[]): void {
    const lagging = this.#startLagging()
    const fresh: LogEntry[] = []
    const authors = new Map<Member, AuthorsWord[]>()
    for (const [at, { member, message }] of batch.entries()) {
      const fate = fates[at]
      if (!fate) continue
      const { ref } = message
      const known = authors.get(member)
      const words = known ?? []
      if (!known) authors.set(member, words)
      words.push({ ref, fate, before: fresh.length })
      if ('seq' in fate && fate.entry) fresh.push(fate.entry)
    }
    for (const [member, words] of authors) this.#tellAuthor(member, words, fresh)
    const last = fresh.at(-1)
    if (last) {
      // Printed once for all who call the room by the same number, and hear the whole batch.
      const printed = new Map<RoomRef, readonly Printed[]>()
      for (const other of this.#room.members) {
        if (!other.live || authors.has(other) || other.next > last.seq) continue
        const isWhole = other.next <= (fresh[0]?.seq ?? 0)
        const known = isWhole ? printed.get(other.ref) : undefined
        // A replay may have read some of them from the store before they are told here.
        const pieces =
          known ?? printForAll(other.ref, isWhole ? fresh : fresh.filter(({ seq }) => seq >= other.next))
        if (isWhole && !known) printed.set(other.ref, pieces)
        for (const piece of pieces) other.out.sendRecords(piece)
        other.next = last.seq + 1
      }
    }
    for (const member of lagging) this.beginReplay(member, null, false)
  }

  /** What a batch means to one who wrote in it: the answers to its own records between those of the others. */
  #tellAuthor(member: Member, words: readonly AuthorsWord[], fresh: readonly LogEntry[]): void {
    const { out, ref: room, live } = member
    let told = 0
    const tellUpTo = (end: number): void => {
      const heard = live ? fresh.slice(told, end).filter(({ seq }) => seq >= member.next) : []
      told = end
      for (const printed of printForAll(room, heard)) out.sendRecords(printed)
      const last = heard.at(-1)
      if (last) member.next = last.seq + 1
    }
    for (const { ref, fate, before } of words) {
      tellUpTo(before)
      if ('refused' in fate) out.send({ type: 'nack', room, ref, code: fate.refused })
      else if (fate.entry && !live && member.next <= fate.seq) (member.owed ??= new Map()).set(fate.seq, ref)
      else out.sendSoon({ type: 'ack', room, ref, seq: fate.seq })
      if ('refused' in fate || !fate.entry) continue
      told = before + 1
      if (live && member.next <= fate.seq) member.next = fate.seq + 1
    }
    tellUpTo(fresh.length)
  }
}
