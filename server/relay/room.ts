import { peekRecord, RECORD_TYPES, recordSigner } from '../../src/crypto/record.ts'
import { equalBytes, printHex, type Bytes } from '../../src/lib/bytes.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import { MAX_GENERATIONS, PART_BYTES } from '../../src/protocol/limits.ts'
import type { ClientMessage, HeldSnapshot, PartMessage, Resume } from '../../src/protocol/message.ts'
import type { Allowance } from './allowances.ts'
import { createBucket, type Bucket } from './bucket.ts'
import { linkChain } from './chain.ts'
import { planCompaction, type CompactMessage } from './compaction.ts'
import type { Gate } from './gate.ts'
import type { RelayLimits } from './limits.ts'
import { createLogCheck, type LogCheck } from './logCheck.ts'
import { counterKeyOf, type LogEntry, type LogHead, type LogStore } from './log.ts'
import type { Member } from './member.ts'
import type { Uploads } from './uploads.ts'

type Append = Extract<ClientMessage, { type: 'append' }>
type Control = Extract<ClientMessage, { type: 'control' }>
type Fetch = Extract<ClientMessage, { type: 'fetch' }>
type Offer = Extract<ClientMessage, { type: 'offer' }>

/** As much of a room's id as a log may hold: enough to find it with, too little to know it by. */
export const shortRoom = (name: string): string => name.slice(0, 6)

/** Refusals of a COMPACT after which its snapshot is of no use to anybody. */
const SPENT: ReadonlySet<RefusalCode> = new Set(['stale', 'bad-record', 'bad-signature', 'moved'])

/** What a relay's rooms have in common. */
export interface RoomSurroundings {
  readonly store: LogStore
  readonly limits: RelayLimits
  readonly checks: Gate
  readonly uploads: Uploads
  now(): number
  log(event: string, facts: object): void
  /** Takes `bytes` for the store, and a new room where it is one; the refusal says why not. */
  admit(allowance: Allowance | null, bytes: number, isNew: boolean): RefusalCode | null
}

/** An append that waits for the disk; `done` is called when it has had its answer. */
interface Waiting {
  readonly member: Member
  readonly message: Append
  readonly done: () => void
}

/** What becomes of one append: an ACK with its place, or a refusal. */
type Fate = { readonly seq: number; readonly entry: LogEntry | null } | { readonly refused: RefusalCode }

/**
 * One room while somebody is in it. All that changes the log passes through one queue, where a joiner stands too: no
 * hole between what is replayed and what is live.
 */
export class Room {
  readonly name: string
  readonly roomId: Bytes
  readonly members = new Set<Member>()
  readonly #around: RoomSurroundings
  readonly #compactions: Bucket
  readonly #check: LogCheck
  #head: LogHead
  /** Until then nothing is taken but the owner's word that the room moves, in ms. */
  #heldUntil = 0
  #queue: Promise<void> = Promise.resolve()
  #waiting: Waiting[] = []

  constructor(name: string, roomId: Bytes, head: LogHead, around: RoomSurroundings) {
    this.name = name
    this.roomId = roomId
    this.#head = head
    this.#around = around
    const { limits } = around
    this.#compactions = createBucket(1_000 / limits.compactEveryMs, limits.compactBurst, () => around.now())
    this.#check = createLogCheck(around.store, name, limits.replayStepBytes, () => this.#head)
  }

  get head(): LogHead {
    return this.#head
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
    void this.#catchUp(member, resumed ? null : head, true, from)
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

  /** Reads from the store until a member hears what happens live. `snapshotOf`: the head it starts from. */
  async #catchUp(member: Member, snapshotOf: LogHead | null, tellSynced: boolean, from = 0): Promise<void> {
    const { store, limits } = this.#around
    if (snapshotOf && snapshotOf.snapshotTag.length > 0) {
      const { snapshotTag, snapshotSize } = snapshotOf
      const sent = await this.#sendSnapshot(member, snapshotTag, snapshotSize, from)
      if (sent === 'gone') return
      if (sent !== 'sent') return this.expel(member, sent)
    }
    while (!member.gone) {
      // Nothing waits between this look and what it decides: whatever comes later goes to a live member.
      if (member.next > this.#head.head) {
        member.live = true
        if (!tellSynced) return
        member.out.send({ type: 'synced', room: member.ref, head: member.next - 1 })
        this.#showPresence(member)
        return
      }
      if (!(await member.out.ready())) return
      const read = await store.read(this.name, member.next, limits.replayStepBytes)
      if (member.gone) return
      if (!read.ok || read.value[0]?.seq !== member.next) {
        // Compacted away under the replay, or unreadable: the client comes again and gets the snapshot.
        this.expel(member, read.ok ? 'stale' : 'storage')
        return
      }
      // The store may show what is being written and would not survive a power cut yet.
      const last = Math.min(member.next + read.value.length - 1, this.#head.head)
      if (!(await this.#check.records(last))) return this.expel(member, this.#damaged())
      if (member.gone) return
      for (const { seq, record } of read.value) {
        if (seq > last) break
        const ref = member.owed.get(seq)
        member.owed.delete(seq)
        if (ref === undefined) member.out.send({ type: 'record', room: member.ref, seq, record })
        else member.out.send({ type: 'ack', room: member.ref, ref, seq })
        member.next = seq + 1
      }
    }
  }

  /** What the disk yields is not what was acknowledged: nobody gets it, and the log says so. */
  #damaged(): 'storage' {
    this.#around.log('room-damaged', { room: shortRoom(this.name) })
    return 'storage'
  }

  /** A snapshot from an offset on, as fast as its recipient reads; other rooms' messages pass between its parts. */
  async #sendSnapshot(
    member: Member,
    tag: Bytes,
    total: number,
    from: number,
  ): Promise<'sent' | 'gone' | 'stale' | 'storage'> {
    if (!(await this.#check.snapshot(tag, total))) return this.#damaged()
    for (let offset = from; offset < total; offset += PART_BYTES) {
      if (!(await member.out.ready()) || member.gone) return 'gone'
      const part = await this.#around.store.readSnapshot(this.name, tag, offset, PART_BYTES)
      if (!part.ok) return 'storage'
      if (!part.value || part.value.length === 0) return 'stale'
      member.out.send({ type: 'part', room: member.ref, tag, offset, total, bytes: part.value })
    }
    return 'sent'
  }

  /**
   * The rest of a kept snapshot from an offset on: those of one member one after the other, while the connection goes
   * on with whatever else it is told.
   */
  fetch(member: Member, { ref, tag, offset }: Fetch): void {
    const refuse = (code: RefusalCode): void => member.out.send({ type: 'nack', room: member.ref, ref, code })
    if (member.fetches >= this.#around.limits.maxFetches) return refuse('rate')
    member.fetches++
    member.fetching = member.fetching.then(async () => {
      const kept = this.#head.generations.find((generation) => equalBytes(generation.tag, tag))
      const sent = kept ? await this.#sendSnapshot(member, tag, kept.size, offset) : 'stale'
      member.fetches--
      if (sent === 'storage') refuse('storage')
      if (sent === 'stale') refuse('not-kept')
    })
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
  append(member: Member, message: Append, done: () => void = () => undefined): void {
    this.#waiting.push({ member, message, done })
    if (this.#waiting.length === 1) void this.inTurn(() => this.#commitWaiting())
  }

  async #commitWaiting(): Promise<void> {
    const { limits } = this.#around
    while (this.#waiting.length > 0) {
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
      } finally {
        for (const { done } of batch) done()
      }
    }
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const { store, limits, admit } = this.#around
    const fates: Fate[] = []
    const entries: LogEntry[] = []
    const fresh = new Map<string, LogEntry>()
    let { head, chain, tailBytes } = this.#head
    for (const { member, message } of batch) {
      const { record } = message
      const refused = await this.#checkAppend(member, record)
      if (refused) {
        fates.push({ refused })
        continue
      }
      const counterKey = counterKeyOf(record)
      const known = fresh.get(counterKey) ?? (await this.#findKept(counterKey))
      if (known === 'storage') fates.push({ refused: 'storage' })
      else if (known)
        fates.push(
          equalBytes(known.record, record) ? { seq: known.seq, entry: null } : { refused: 'counter-taken' },
        )
      else if (
        tailBytes + record.length > limits.maxRoomBytes ||
        head - this.#head.floor >= limits.maxTailRecords
      )
        fates.push({ refused: 'compact-required' })
      else {
        const isNew = this.#head.revision === 0 && entries.length === 0
        const notAdmitted = admit(member.allowance, record.length, isNew)
        if (notAdmitted) {
          fates.push({ refused: notAdmitted })
          continue
        }
        chain = linkChain(chain, record)
        tailBytes += record.length
        const entry = { seq: ++head, chain, record }
        fresh.set(counterKey, entry)
        entries.push(entry)
        fates.push({ seq: head, entry })
      }
    }
    if (entries.length > 0) {
      const next = { ...this.#head, revision: this.#head.revision + 1, head, chain, tailBytes }
      const kept = await store.append(this.name, entries, next)
      if (!kept.ok) {
        // What is not on the disk is not acknowledged; nothing of the batch happened.
        for (const { member, message } of batch)
          member.out.send({ type: 'nack', room: member.ref, ref: message.ref, code: 'storage' })
        if (kept.error === 'conflict') this.#closeAll('stale')
        return
      }
      this.#head = next
    }
    this.#tell(batch, fates)
  }

  /** ACKs and RECORDs of a batch: on every socket in the order of the log. */
  #tell(batch: readonly Waiting[], fates: readonly Fate[]): void {
    const { limits } = this.#around
    // Who is too far behind reads from the disk again, rather than have the relay hold it all in memory.
    const lagging = [...this.members].filter(
      (member) => member.live && member.out.backlog() > limits.lagBytes,
    )
    for (const member of lagging) member.live = false
    for (const [at, { member, message }] of batch.entries()) {
      const fate = fates[at]
      if (!fate) continue
      const { ref } = message
      if ('refused' in fate) member.out.send({ type: 'nack', room: member.ref, ref, code: fate.refused })
      else if (fate.entry && !member.live && member.next <= fate.seq) member.owed.set(fate.seq, ref)
      else member.out.send({ type: 'ack', room: member.ref, ref, seq: fate.seq })
      if ('refused' in fate || !fate.entry) continue
      const { seq, record } = fate.entry
      for (const other of this.members) {
        // A replay may have read it from the store before it was told here.
        if (!other.live || other.next > seq) continue
        other.next = seq + 1
        if (other !== member) other.out.send({ type: 'record', room: other.ref, seq, record })
      }
    }
    for (const member of lagging) void this.#catchUp(member, null, false)
  }

  async #findKept(counterKey: string): Promise<LogEntry | null | 'storage'> {
    const { store } = this.#around
    const found = await store.find(this.name, counterKey)
    if (!found.ok) return 'storage'
    if (found.value === null) return null
    const read = await store.read(this.name, found.value, 1)
    const entry = read.ok ? read.value[0] : undefined
    return entry?.seq === found.value ? entry : 'storage'
  }

  async #checkAppend(member: Member, record: Bytes): Promise<RefusalCode | null> {
    if (this.#head.moved) return 'moved'
    if (member.role === 'reader') return 'read-only'
    if (this.#around.now() < this.#heldUntil) return 'rate'
    if (record.length > this.#around.limits.maxRecord) return 'too-large'
    const head = peekRecord(record)
    if (!head || head.version !== 1 || head.epoch !== 0 || head.type !== RECORD_TYPES.update)
      return 'bad-record'
    const session = printHex(head.session)
    if (member.checkedSession === session) return null
    const { writer } = this.#head.keys
    if (!(await this.#around.checks(() => recordSigner(this.roomId, [writer], record))))
      return 'bad-signature'
    member.checkedSession = session
    return null
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
    const { store, limits } = this.#around
    const { head } = this
    if (head.moved) return 'moved'
    if (member.role === 'reader') return 'read-only'
    const full =
      head.head - head.floor >= limits.maxTailRecords ||
      head.tailBytes + limits.maxRecord > limits.maxRoomBytes
    if (!this.#compactions.take(1) && !full) return 'rate'
    const { name: room, roomId } = this
    const now = this.#around.now()
    const plan = await planCompaction({
      ...this.#around,
      room,
      roomId,
      head,
      snapshot: this.#around.uploads.whole(room, message.tag),
      message,
      now,
    })
    if (!plan.ok) return plan.error
    const notAdmitted = this.#around.admit(member.allowance, plan.value.snapshot.length, head.revision === 0)
    if (notAdmitted) return notAdmitted
    const kept = await store.compact(this.name, plan.value)
    if (!kept.ok) {
      if (kept.error === 'conflict') this.#closeAll('stale')
      return 'storage'
    }
    const { next } = plan.value
    this.#head = next
    for (const other of this.members)
      if (other !== member && other.live)
        other.out.send({
          type: 'compacted',
          room: other.ref,
          floor: next.floor,
          tag: next.snapshotTag,
          size: next.snapshotSize,
        })
    return null
  }

  /** Takes the one control record with which an owner moves the room, and freezes it. */
  control(member: Member, message: Control): Promise<void> {
    return this.inTurn(async () => {
      const refuse = (code: RefusalCode): void =>
        member.out.send({ type: 'nack', room: member.ref, ref: message.ref, code })
      const { store, limits, checks, admit } = this.#around
      const { record } = message
      const peeked = peekRecord(record)
      if (!peeked || peeked.type !== RECORD_TYPES.control) return refuse('bad-record')
      if (record.length > limits.maxRecord) return refuse('too-large')
      const { moved, keys, head } = this.#head
      if (moved && !equalBytes(moved, record)) return refuse('moved')
      if (!(await checks(() => recordSigner(this.roomId, [keys.owner], record))))
        return refuse('bad-signature')
      if (!moved && message.upto !== null && message.upto !== head) {
        // Whoever writes without a pause could keep the owner from ever naming the head.
        this.#heldUntil = this.#around.now() + limits.moveHoldMs
        return refuse('stale')
      }
      if (!moved) {
        const notAdmitted = this.#head.revision === 0 ? admit(member.allowance, record.length, true) : null
        if (notAdmitted) return refuse(notAdmitted)
        const next = { ...this.#head, revision: this.#head.revision + 1, moved: record }
        const kept = await store.append(this.name, [], next)
        if (!kept.ok) return refuse('storage')
        this.#head = next
      }
      member.out.send({ type: 'ack', room: member.ref, ref: message.ref, seq: this.#head.head })
      if (!moved) for (const other of this.members) if (other !== member) this.expel(other, 'moved')
    })
  }

  /** Passes presence on; the last word of each is kept only to show it to the next who comes. */
  present(member: Member, record: Bytes): void {
    const { limits } = this.#around
    if (record.length > limits.maxEphemeral || this.members.size > limits.maxPresent) return
    if (peekRecord(record)?.type !== RECORD_TYPES.ephemeral) return
    member.presence = record
    for (const other of this.members)
      if (other !== member && other.live)
        other.out.send({ type: 'eph', room: other.ref, conn: member.conn, record })
  }

  #showPresence(to: Member): void {
    if (this.members.size > this.#around.limits.maxPresent) return
    for (const other of this.members)
      if (other !== to && other.presence)
        to.out.send({ type: 'eph', room: to.ref, conn: other.conn, record: other.presence })
  }

  leave(member: Member): void {
    if (member.gone) return
    member.gone = true
    this.members.delete(member)
    if (!member.presence) return
    for (const other of this.members)
      if (other.live) other.out.send({ type: 'leave', room: other.ref, conn: member.conn })
  }

  /** Shows a member out with a reason; its socket stays for its other rooms. */
  expel(member: Member, code: RefusalCode): void {
    member.out.send({ type: 'closed', room: member.ref, code })
    this.leave(member)
  }

  /** Somebody else wrote to this log: what is held here of it is wrong, so everybody starts anew from the disk. */
  #closeAll(code: RefusalCode): void {
    for (const member of this.members) this.expel(member, code)
  }
}
