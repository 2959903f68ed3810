import { MIN_RECORD_BYTES, peekRecord, RECORD_TYPES, recordSigner } from '../../src/crypto/record.ts'
import { equalBytes, type Bytes } from '../../src/lib/bytes.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import { MAX_GENERATIONS, PART_BYTES } from '../../src/protocol/limits.ts'
import type { ClientMessage, HeldSnapshot, PartMessage, Resume, RoomRef } from '../../src/protocol/message.ts'
import type { Allowance } from './allowances.ts'
import { createBucket, type Bucket } from './bucket.ts'
import { linkChain } from './chain.ts'
import { planCompaction, type CompactMessage } from './compaction.ts'
import { readOn, relateLogs } from './continuation.ts'
import type { Gate } from './gate.ts'
import type { RelayLimits } from './limits.ts'
import { createLogCheck, type LogCheck } from './logCheck.ts'
import { counterKeyOf, type LogEntry, type LogHead, type LogStore, type RoomWord } from './log.ts'
import type { Member } from './member.ts'
import { printForAll, type Printed } from './printed.ts'
import { createRoomPresence, type RoomPresence } from './roomPresence.ts'
import type { Uploads } from './uploads.ts'

type Append = Extract<ClientMessage, { type: 'append' }>
type Control = Extract<ClientMessage, { type: 'control' }>
type Fetch = Extract<ClientMessage, { type: 'fetch' }>
type Offer = Extract<ClientMessage, { type: 'offer' }>

/** As much of a room's id as a log may hold: enough to find it with, too little to know it by. */
export const shortRoom = (name: string): string => name.slice(0, 6)

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

/** Version, type, epoch and session of a record: what all records of a session begin with. */
const HEAD_BYTES = 22

const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean => {
  for (let at = 0; at < start.length; at++) if (bytes[at] !== start[at]) return false
  return true
}

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
  /** The room is done with: whoever comes next finds it as the store has it. */
  retire(room: Room): void
}

/** An append that waits for the disk; `done` is called when it has had its answer. */
interface Waiting {
  readonly member: Member
  readonly message: Append
  readonly done: () => void
}

/**
 * What came of a look at what others wrote. `closed`: it does not go on from what was delivered here, and everybody was
 * shown out to begin anew.
 */
type Followed = 'same' | 'continued' | 'closed' | 'storage'

/** An answer to an author, and how many records of the batch stand before it. */
interface AuthorsWord {
  readonly ref: number
  readonly fate: Fate
  readonly before: number
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
  readonly presence: RoomPresence
  readonly #around: RoomSurroundings
  readonly #compactions: Bucket
  readonly #check: LogCheck
  #head: LogHead
  /** Until then nothing is taken but the owner's word that the room moves, in ms. */
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
    this.presence = createRoomPresence(this.members, limits, news ? (word) => news.say(name, word) : null)
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
    this.#beginReplay(member, resumed ? null : head, true, from)
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

  #fault(fault: unknown): void {
    this.#around.log('fault', { message: fault instanceof Error ? fault.message : String(fault) })
  }

  /** Begins to catch up, which nobody waits for. */
  #beginReplay(member: Member, snapshotOf: LogHead | null, tellSynced: boolean, from = 0): void {
    this.#catchUp(member, snapshotOf, tellSynced, from).catch((fault: unknown) => {
      this.#fault(fault)
      this.expel(member, 'storage')
    })
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
        this.presence.show(member)
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
      this.#sendRead(
        member,
        read.value.filter(({ seq }) => seq <= last),
      )
    }
  }

  /** What the disk yields is not what was acknowledged: nobody gets it, and the log says so. */
  #damaged(): 'storage' {
    this.#around.log('room-damaged', { room: shortRoom(this.name) })
    return 'storage'
  }

  /** Sends what was read from the store; a member's own records that it was owed an ACK for come as that. */
  #sendRead(member: Member, read: readonly LogEntry[]): void {
    let run: LogEntry[] = []
    const tell = (): void => {
      for (const printed of printForAll(member.ref, run)) member.out.sendRecords(printed)
      run = []
    }
    for (const entry of read) {
      const { seq } = entry
      const ref = member.owed.get(seq)
      member.owed.delete(seq)
      if (ref === undefined) run.push(entry)
      else {
        tell()
        member.out.send({ type: 'ack', room: member.ref, ref, seq })
      }
      member.next = seq + 1
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
      let sent: 'sent' | 'gone' | 'stale' | 'storage' = 'storage'
      try {
        sent = kept ? await this.#sendSnapshot(member, tag, kept.size, offset) : 'stale'
      } catch (fault) {
        this.#fault(fault)
      }
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
      } catch (fault) {
        // Nobody waits for this promise: what is thrown here would end the process, and hold up who writes next.
        this.#fault(fault)
        for (const { member, message } of batch)
          member.out.send({ type: 'nack', room: member.ref, ref: message.ref, code: 'storage' })
      } finally {
        for (const { done } of batch) done()
      }
    }
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const { store, limits } = this.#around
    const admitted = new Set<Waiting>()
    for (let tries = 1; ; tries++) {
      const { fates, entries, next } = await this.#weigh(batch, admitted)
      if (entries.length === 0) return this.#tell(batch, fates)
      const kept = await store.append(this.name, entries, next, this.#head)
      if (kept.ok) {
        this.#head = next
        return this.#tell(batch, fates)
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

  /** What becomes of each append of a batch if it is kept, and what must be written for that. */
  async #weigh(
    batch: readonly Waiting[],
    admitted: Set<Waiting>,
  ): Promise<{
    readonly fates: readonly Fate[]
    readonly entries: readonly LogEntry[]
    readonly next: LogHead
  }> {
    const { limits, admit } = this.#around
    const fates: Fate[] = []
    const entries: LogEntry[] = []
    const fresh = new Map<string, LogEntry>()
    let { head, chain, tailBytes } = this.#head
    for (const waiting of batch) {
      const { member, message } = waiting
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
        const notAdmitted = admitted.has(waiting) ? null : admit(member.allowance, record.length, isNew)
        if (notAdmitted) {
          fates.push({ refused: notAdmitted })
          continue
        }
        admitted.add(waiting)
        chain = linkChain(chain, record)
        tailBytes += record.length
        const entry = { seq: ++head, chain, record }
        fresh.set(counterKey, entry)
        entries.push(entry)
        fates.push({ seq: head, entry })
      }
    }
    const revision = this.#head.revision + 1
    return { fates, entries, next: { ...this.#head, revision, head, chain, tailBytes } }
  }

  /** Takes in what another process said of this room. */
  hear(word: RoomWord): void {
    if (word.type === 'held') this.#heldUntil = this.#around.now() + this.#around.limits.moveHoldMs
    else if (word.type !== 'changed') this.presence.hear(word)
    else if (word.revision !== this.#head.revision) void this.look()
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
  async #follow(): Promise<Followed> {
    const { store, limits } = this.#around
    for (let tries = 1; tries <= limits.maxWriteTries; tries++) {
      const found = await store.head(this.name)
      if (!found.ok) return 'storage'
      const kept = found.value
      const relation = relateLogs(this.#head, kept)
      if (relation === 'same') return 'same'
      if (relation === 'other' || !kept) break
      const caughtUp = await this.#readUpTo(kept)
      if (caughtUp === 'storage') return 'storage'
      if (caughtUp === 'other') break
      // Compacted away under the reading: there is a newer head to look at.
      if (caughtUp === 'gap') continue
      this.#adopt(kept)
      return 'continued'
    }
    this.closeAll('stale')
    return 'closed'
  }

  async #readUpTo(kept: LogHead): Promise<'there' | 'storage' | 'gap' | 'other'> {
    const { store, limits } = this.#around
    while (this.#head.head < kept.head) {
      const read = await readOn(store, this.name, this.#head, kept, limits.replayStepBytes)
      if (!read.ok) return read.error === 'conflict' ? 'storage' : read.error
      this.#head = read.value.head
      const lagging = this.#startLagging()
      for (const { seq, record } of read.value.entries)
        for (const member of this.members) {
          if (!member.live || member.next > seq) continue
          member.next = seq + 1
          member.out.send({ type: 'record', room: member.ref, seq, record })
        }
      for (const member of lagging) this.#beginReplay(member, null, false)
    }
    return 'there'
  }

  /** Takes over a head whose records have all been passed on, and says what else is new in it. */
  #adopt(kept: LogHead): void {
    const before = this.#head
    this.#head = kept
    if (kept.floor !== before.floor || !equalBytes(kept.snapshotTag, before.snapshotTag))
      this.#tellCompacted()
    if (kept.moved && !before.moved) for (const member of this.members) this.expel(member, 'moved')
  }

  #tellCompacted(except: Member | null = null): void {
    const { floor, snapshotTag: tag, snapshotSize: size } = this.#head
    for (const member of this.members)
      if (member !== except && member.live)
        member.out.send({ type: 'compacted', room: member.ref, floor, tag, size })
  }

  /** Who is too far behind reads from the disk again, rather than have the relay hold it all in memory. */
  #startLagging(): readonly Member[] {
    const lagging = [...this.members].filter(
      (member) => member.live && member.out.backlog() > this.#around.limits.lagBytes,
    )
    for (const member of lagging) member.live = false
    return lagging
  }

  /** ACKs and RECORDs of a batch: on every socket in the order of the log. */
  #tell(batch: readonly Waiting[], fates: readonly Fate[]): void {
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
      for (const other of this.members) {
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
    for (const member of lagging) this.#beginReplay(member, null, false)
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
      else if (fate.entry && !live && member.next <= fate.seq) member.owed.set(fate.seq, ref)
      else out.sendSoon({ type: 'ack', room, ref, seq: fate.seq })
      if ('refused' in fate || !fate.entry) continue
      told = before + 1
      if (live && member.next <= fate.seq) member.next = fate.seq + 1
    }
    tellUpTo(fresh.length)
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

  /** Why the record may not be appended, if it may not; a wait only for a session's first. */
  #checkAppend(member: Member, record: Bytes): RefusalCode | null | Promise<RefusalCode | null> {
    if (this.#head.moved) return 'moved'
    if (member.role === 'reader') return 'read-only'
    if (this.#around.now() < this.#heldUntil) return 'rate'
    if (record.length > this.#around.limits.maxRecord) return 'too-large'
    if (record.length >= MIN_RECORD_BYTES && member.checkedHead && startsWith(record, member.checkedHead))
      return null
    const head = peekRecord(record)
    if (!head || head.version !== 1 || head.epoch !== 0 || head.type !== RECORD_TYPES.update)
      return 'bad-record'
    return this.#checkSession(member, record)
  }

  async #checkSession(member: Member, record: Bytes): Promise<RefusalCode | null> {
    const { writer } = this.#head.keys
    if (!(await this.#around.checks(() => recordSigner(this.roomId, [writer], record))))
      return 'bad-signature'
    member.checkedHead = record.slice(0, HEAD_BYTES)
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
    const { store, limits, admit } = this.#around
    const { head: tail, floor, tailBytes, moved } = this.#head
    if (moved) return 'moved'
    if (member.role === 'reader') return 'read-only'
    const full = tail - floor >= limits.maxTailRecords || tailBytes + limits.maxRecord > limits.maxRoomBytes
    if (!this.#compactions.take(1) && !full) return 'rate'
    const { name: room, roomId } = this
    for (let tries = 1; ; tries++) {
      const { head } = this
      if (head.moved) return 'moved'
      const now = this.#around.now()
      const snapshot = this.#around.uploads.whole(room, message.tag)
      const plan = await planCompaction({ ...this.#around, room, roomId, head, snapshot, message, now })
      if (!plan.ok) return plan.error
      const { next } = plan.value
      const notAdmitted =
        tries === 1 ? admit(member.allowance, plan.value.snapshot.length, head.revision === 0) : null
      if (notAdmitted) return notAdmitted
      const kept = await store.compact(this.name, { ...plan.value, was: head })
      if (kept.ok) {
        this.#head = next
        this.#tellCompacted(member)
        return null
      }
      const followed = kept.error === 'conflict' ? await this.#follow() : 'storage'
      if (followed === 'storage') return 'storage'
      // What others wrote may leave the claim as true as it was: the plan says.
      if (followed === 'closed' || tries >= limits.maxWriteTries) return 'stale'
    }
  }

  /** Takes the one control record with which an owner moves the room, and freezes it. */
  control(member: Member, message: Control): Promise<void> {
    return this.inTurn(async () => {
      const refused = await this.#tryControl(message, member, 1)
      const { ref } = message
      if (refused) return member.out.send({ type: 'nack', room: member.ref, ref, code: refused })
      member.out.send({ type: 'ack', room: member.ref, ref, seq: this.#head.head })
    })
  }

  async #tryControl(message: Control, member: Member, tries: number): Promise<RefusalCode | null> {
    const { store, limits, checks, admit } = this.#around
    const { record } = message
    const peeked = peekRecord(record)
    if (!peeked || peeked.type !== RECORD_TYPES.control) return 'bad-record'
    if (record.length > limits.maxRecord) return 'too-large'
    const { moved, keys, head } = this.#head
    if (moved && !equalBytes(moved, record)) return 'moved'
    if (!(await checks(() => recordSigner(this.roomId, [keys.owner], record)))) return 'bad-signature'
    if (moved) return null
    if (message.upto !== null && message.upto !== head) {
      // Whoever writes without a pause could keep the owner from ever naming the head, here or at another process.
      this.#heldUntil = this.#around.now() + limits.moveHoldMs
      store.news?.say(this.name, { type: 'held' })
      return 'stale'
    }
    const isNew = this.#head.revision === 0 && tries === 1
    const notAdmitted = isNew ? admit(member.allowance, record.length, true) : null
    if (notAdmitted) return notAdmitted
    const next = { ...this.#head, revision: this.#head.revision + 1, moved: record }
    const kept = await store.append(this.name, [], next, this.#head)
    if (!kept.ok) {
      const followed = kept.error === 'conflict' ? await this.#follow() : 'storage'
      // Another process was first: the word is judged again by what is there now.
      if (followed === 'storage' || followed === 'closed' || tries >= limits.maxWriteTries) return 'storage'
      return this.#tryControl(message, member, tries + 1)
    }
    this.#head = next
    for (const other of this.members) if (other !== member) this.expel(other, 'moved')
    return null
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
