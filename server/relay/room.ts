import { equalBytes, type Bytes } from '../../src/lib/bytes.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import { MAX_GENERATIONS } from '../../src/protocol/limits.ts'
import type { ClientMessage, HeldSnapshot, PartMessage, Resume } from '../../src/protocol/message.ts'
import { weighAppends, type Answered } from './appendBatch.ts'
import { createBucket, type Bucket } from './bucket.ts'
import { compactLog } from './compactLog.ts'
import type { CompactMessage } from './compaction.ts'
import { followLog, type Followed, type HeldLog } from './followLog.ts'
import type { LogHead, RoomWord } from './log.ts'
import type { Member } from './member.ts'
import { moveLog, type ControlMessage } from './moveLog.ts'
import { RoomDelivery } from './roomDelivery.ts'
import { RoomPresence } from './roomPresence.ts'
import { logFault, type RoomSurroundings } from './roomSurroundings.ts'

type Offer = Extract<ClientMessage, { type: 'offer' }>

/** Refusals of a COMPACT after which its snapshot is of no use to anybody. */
const SPENT: ReadonlySet<RefusalCode> = new Set([
  'stale',
  'bad-record',
  'bad-signature',
  'moved',
  'no-new-rooms',
  'daily-rooms',
  'daily-bytes',
])

/** An append that waits for the disk; `done` is called when it has had its answer. */
interface Waiting extends Answered {
  readonly done: () => void
}

/**
 * One room while somebody is in it. All that changes the log passes through one queue, where a joiner stands too: no
 * hole between what is replayed and what is live.
 */
export class Room {
  readonly name: string
  readonly roomId: Bytes
  readonly members = new Set<Member>()
  readonly presence: RoomPresence
  readonly #around: RoomSurroundings
  readonly #delivery: RoomDelivery
  /** Made with the first COMPACT: most rooms that somebody is in never see one. */
  #compactions: Bucket | null = null
  #head: LogHead
  #heldUntil = 0
  #queue: Promise<void> = Promise.resolve()
  #waiting: Waiting[] = []
  #lookPlanned = false

  constructor(name: string, roomId: Bytes, head: LogHead, around: RoomSurroundings) {
    this.name = name
    this.roomId = roomId
    this.#head = head
    this.#around = around
    const { limits, store } = around
    const { news } = store
    this.presence = new RoomPresence(this.members, limits, news ? (word) => news.say(name, word) : null)
    this.#delivery = new RoomDelivery(this, around)
  }

  get head(): LogHead {
    return this.#head
  }

  /** Until then nothing is taken but the owner's word that the room moves, in ms. */
  get heldUntil(): number {
    return this.#heldUntil
  }

  /** Runs `work` alone, after everything before it. */
  inTurn(work: () => Promise<void> | void): Promise<void> {
    const turn = this.#queue.then(work)
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  /**
   * Lets a proved connection in: WELCOME, what it lacks, SYNCED, and then live. Of a snapshot it `held` in part only
   * the rest is sent. Call within the queue.
   */
  async join(member: Member, since: Resume | null, held: HeldSnapshot | null): Promise<void> {
    const head = this.#head
    const resumed = since !== null && (await this.#isPlace(since, head))
    member.next = resumed ? since.seq + 1 : head.floor + 1
    this.members.add(member)
    this.presence.counted()
    member.out.send({
      type: 'welcome',
      room: member.ref,
      logId: head.logId,
      keys: head.keys,
      head: head.head,
      chain: head.chain,
      floor: head.floor,
      floorChain: head.floorChain,
      snapshotTag: head.snapshotTag,
      snapshotSize: head.snapshotSize,
      snapshotAge: this.#snapshotAge(),
      resumed,
      moved: head.moved,
    })
    const from = held && equalBytes(held.tag, head.snapshotTag) ? held.offset : 0
    this.#delivery.beginReplay(member, resumed ? null : head, true, from)
  }

  #snapshotAge(): number {
    const { snapshotTag, generations } = this.#head
    const at = snapshotTag.length > 0 ? generations.at(-1)?.at : undefined
    return at === undefined ? 0 : Math.max(0, this.#around.now() - at)
  }

  /** Whether the client's place is a place of this very log. */
  async #isPlace(since: Resume, head: LogHead): Promise<boolean> {
    if (!equalBytes(since.logId, head.logId) || since.floor !== head.floor) return false
    if (!equalBytes(since.snapshotTag, head.snapshotTag) || since.seq < head.floor || since.seq > head.head)
      return false
    if (since.seq === head.floor) return equalBytes(since.chain, head.floorChain)
    const read = await this.#around.store.read(this.name, since.seq, 1)
    const entry = read.ok ? read.value[0] : undefined
    return entry?.seq === since.seq && equalBytes(entry.chain, since.chain)
  }

  /** The rest of a kept snapshot from an offset on. */
  fetch(member: Member, message: Extract<ClientMessage, { type: 'fetch' }>): void {
    this.#delivery.fetch(member, message)
  }

  /** Which snapshots are kept, oldest first. */
  tellGenerations(member: Member, ref: number): void {
    const kept = this.#head.generations.slice(-MAX_GENERATIONS)
    member.out.send({ type: 'generations', room: member.ref, ref, kept })
  }

  /** Makes room for a snapshot, and says from where on it is wanted. */
  offer(member: Member, { ref, tag, total }: Offer): void {
    const offered = this.#mayUpload(member) ?? this.#around.uploads.offer(this.name, tag, total)
    if (typeof offered === 'string')
      return member.out.send({ type: 'nack', room: member.ref, ref, code: offered })
    if (!offered.ok) return member.out.send({ type: 'nack', room: member.ref, ref, code: offered.error })
    member.out.send({ type: 'held', room: member.ref, tag, offset: offered.value })
  }

  /** `mayTake`: the connection keeps to its rate; a part beyond it is answered as one that did not come. */
  takePart(member: Member, part: PartMessage, mayTake: boolean): void {
    if (this.#mayUpload(member)) return
    const { uploads } = this.#around
    const offset = uploads.take(this.name, mayTake ? part : { ...part, offset: -1 })
    member.out.send({ type: 'held', room: member.ref, tag: part.tag, offset })
  }

  #mayUpload(member: Member): RefusalCode | null {
    return this.#head.moved ? 'moved' : member.role === 'reader' ? 'read-only' : null
  }

  /** Takes a record, together with all others that come while the disk is busy. */
  append(member: Member, message: Answered['message'], done: () => void = () => undefined): void {
    this.#waiting.push({ member, message, done })
    if (this.#waiting.length === 1) void this.inTurn(() => this.#commitWaiting())
  }

  async #commitWaiting(): Promise<void> {
    const { limits } = this.#around
    while (this.#waiting.length > 0) {
      await this.#around.store.gather?.()
      let bytes = 0
      let length = 0
      for (const { message } of this.#waiting) {
        if (length > 0 && (length >= limits.maxBatchRecords || bytes > limits.maxBatchBytes)) break
        bytes += message.record.length
        length++
      }
      const batch = this.#waiting.splice(0, length)
      try {
        await this.#commit(batch)
      } catch (fault) {
        // Nobody waits for this promise: what is thrown here would end the process, and hold up who writes next.
        logFault(this.#around, fault)
        for (const { member, message } of batch)
          member.out.send({ type: 'nack', room: member.ref, ref: message.ref, code: 'storage' })
      } finally {
        for (const { done } of batch) done()
      }
    }
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const { store, limits } = this.#around
    const admitted = new Set<Answered>()
    for (let tries = 1; ; tries++) {
      const { fates, entries, next } = await weighAppends(this, this.#around, batch, admitted)
      if (entries.length === 0) return this.#delivery.tell(batch, fates)
      const kept = await store.append(this.name, entries, next, this.#head)
      if (kept.ok) {
        this.#head = next
        return this.#delivery.tell(batch, fates)
      }
      const followed = kept.error === 'conflict' ? await this.#follow() : 'storage'
      // Another process was first: what it wrote has been passed on, and the batch is weighed anew behind it.
      if (followed !== 'storage' && followed !== 'closed' && tries < limits.maxWriteTries) continue
      // What is not on the disk is not acknowledged. Where the answer was lost it may be there all the same: then it
      // comes back as a record that others wrote, or as the first of two when it is said again.
      for (const { member, message } of batch)
        member.out.send({
          type: 'nack',
          room: member.ref,
          ref: message.ref,
          code: followed === 'storage' ? 'storage' : 'rate',
        })
      return
    }
  }

  /** Takes in what another process said of this room. */
  hear(word: RoomWord): void {
    if (word.type === 'held') this.#hold()
    else if (word.type !== 'changed') this.presence.hear(word)
    else if (word.revision !== this.#head.revision) void this.look()
  }

  #hold(): void {
    this.#heldUntil = this.#around.now() + this.#around.limits.moveHoldMs
  }

  /** Looks what the store says now, once for all who ask before it does. */
  async look(): Promise<void> {
    if (this.#lookPlanned) return
    this.#lookPlanned = true
    await this.inTurn(async () => {
      this.#lookPlanned = false
      await this.#follow()
    })
  }

  /**
   * Looks before somebody comes in, whom a hint that was lost would otherwise show a log shorter than they know it from
   * another process. Call within the queue.
   */
  async refresh(): Promise<void> {
    if (this.#around.store.news) await this.#follow()
  }

  /** Passes on what other processes wrote as if it had been written here. Call within the queue. */
  #follow(): Promise<Followed> {
    return followLog(this.#held(), this.#around)
  }

  /** What is held here of the log, for whatever changes it. */
  #held(): HeldLog {
    return {
      name: this.name,
      roomId: this.roomId,
      head: () => this.#head,
      keep: (next) => (this.#head = next),
      passOn: (entries) => this.#delivery.passOn(entries),
      adopt: (kept) => this.#adopt(kept),
      lost: () => this.closeAll('stale'),
      follow: () => this.#follow(),
    }
  }

  /** Takes over a head whose records have all been passed on, and says what else is new in it. */
  #adopt(kept: LogHead): void {
    const before = this.#head
    this.#head = kept
    if (kept.floor !== before.floor || !equalBytes(kept.snapshotTag, before.snapshotTag))
      this.#delivery.tellCompacted()
    if (kept.moved && !before.moved) for (const member of this.members) this.expel(member, 'moved')
  }

  /** Swaps the log's beginning for a snapshot, if all that the claim says is still so. */
  compact(member: Member, message: CompactMessage): Promise<void> {
    return this.inTurn(async () => {
      const refused = await this.#tryCompact(member, message)
      // What the next try can use stays: a snapshot of megabytes is not sent twice for a disk that was busy.
      if (refused === null || SPENT.has(refused)) this.#around.uploads.drop(this.name, message.tag)
      const { ref } = message
      if (refused) member.out.send({ type: 'nack', room: member.ref, ref, code: refused })
      else member.out.send({ type: 'ack', room: member.ref, ref, seq: message.upto })
    })
  }

  async #tryCompact(member: Member, message: CompactMessage): Promise<RefusalCode | null> {
    const { limits } = this.#around
    const { head: tail, floor, tailBytes, moved } = this.#head
    if (moved) return 'moved'
    if (member.role === 'reader') return 'read-only'
    const full = tail - floor >= limits.maxTailRecords || tailBytes + limits.maxRecord > limits.maxRoomBytes
    this.#compactions ??= createBucket(1_000 / limits.compactEveryMs, limits.compactBurst, this.#around.now)
    if (!this.#compactions.take(1) && !full) return 'rate'
    return compactLog(this.#held(), this.#around, member, message, () => this.#delivery.tellCompacted(member))
  }

  /** Takes the one control record with which an owner moves the room, and freezes it. */
  control(member: Member, message: ControlMessage): Promise<void> {
    return this.inTurn(async () => {
      const refused = await moveLog(this.#held(), this.#around, member, message, {
        hold: () => this.#hold(),
        moved: () => {
          for (const other of this.members) if (other !== member) this.expel(other, 'moved')
        },
      })
      const { ref } = message
      if (refused) return member.out.send({ type: 'nack', room: member.ref, ref, code: refused })
      member.out.send({ type: 'ack', room: member.ref, ref, seq: this.#head.head })
    })
  }

  leave(member: Member): void {
    if (member.gone) return
    member.gone = true
    this.members.delete(member)
    this.presence.counted(member)
  }

  /** Shows a member out with a reason; its socket stays for its other rooms. */
  expel(member: Member, code: RefusalCode): void {
    member.out.send({ type: 'closed', room: member.ref, code })
    this.leave(member)
  }

  /** What is held here of the log is not what the store has: everybody starts anew from there. Call within the queue. */
  closeAll(code: RefusalCode): void {
    for (const member of this.members) this.expel(member, code)
    this.#around.retire(this)
  }
}
