import { MIN_RECORD_BYTES, peekRecord, RECORD_TYPES, recordSigner } from '../../src/crypto/record.ts'
import { equalBytes, type Bytes } from '../../src/lib/bytes.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import type { ClientMessage } from '../../src/protocol/message.ts'
import { linkChain } from './chain.ts'
import { counterKeyOf, type LogEntry, type LogHead } from './log.ts'
import type { Member } from './member.ts'
import type { RoomSurroundings } from './roomSurroundings.ts'

/** Version, type, epoch and session of a record: what all records of a session begin with. */
const HEAD_BYTES = 22

/** An append that waits for the disk, and who is to be told what became of it. */
export interface Answered {
  readonly member: Member
  readonly message: Extract<ClientMessage, { type: 'append' }>
}

/** What becomes of one append: an ACK with its place, or a refusal. */
export type Fate =
  { readonly seq: number; readonly entry: LogEntry | null } | { readonly refused: RefusalCode }

/** The room that is written to. */
interface WrittenRoom {
  readonly name: string
  readonly roomId: Bytes
  readonly head: LogHead
  /** Until then nothing is taken, in ms. */
  readonly heldUntil: number
}

const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean => {
  for (let at = 0; at < start.length; at++) if (bytes[at] !== start[at]) return false
  return true
}

const checkSession = async (
  { roomId, head }: WrittenRoom,
  { checks }: RoomSurroundings,
  member: Member,
  record: Bytes,
): Promise<RefusalCode | null> => {
  const { writer } = head.keys
  if (!(await checks(() => recordSigner(roomId, [writer], record)))) return 'bad-signature'
  member.checkedHead = record.slice(0, HEAD_BYTES)
  return null
}

/** Why the record may not be appended, if it may not; a wait only for a session's first. */
const checkAppend = (
  room: WrittenRoom,
  around: RoomSurroundings,
  { member, message: { record } }: Answered,
): RefusalCode | null | Promise<RefusalCode | null> => {
  if (room.head.moved) return 'moved'
  if (member.role === 'reader') return 'read-only'
  if (around.now() < room.heldUntil) return 'rate'
  if (record.length > around.limits.maxRecord) return 'too-large'
  if (record.length >= MIN_RECORD_BYTES && member.checkedHead && startsWith(record, member.checkedHead))
    return null
  const peeked = peekRecord(record)
  if (!peeked || peeked.version !== 1 || peeked.epoch !== 0 || peeked.type !== RECORD_TYPES.update)
    return 'bad-record'
  return checkSession(room, around, member, record)
}

const findKept = async (
  { name }: WrittenRoom,
  { store }: RoomSurroundings,
  counterKey: string,
): Promise<LogEntry | null | 'storage'> => {
  const found = await store.find(name, counterKey)
  if (!found.ok) return 'storage'
  if (found.value === null) return null
  const read = await store.read(name, found.value, 1)
  const entry = read.ok ? read.value[0] : undefined
  return entry?.seq === found.value ? entry : 'storage'
}

/**
 * What becomes of each append of a batch if it is kept, and what must be written for that. `admitted`: those that have
 * been counted already, as the same batch may be weighed more than once.
 */
export const weighAppends = async (
  room: WrittenRoom,
  around: RoomSurroundings,
  batch: readonly Answered[],
  admitted: Set<Answered>,
): Promise<{
  readonly fates: readonly Fate[]
  readonly entries: readonly LogEntry[]
  readonly next: LogHead
}> => {
  const { limits, admit } = around
  const before = room.head
  const fates: Fate[] = []
  const entries: LogEntry[] = []
  const fresh = new Map<string, LogEntry>()
  let { head, chain, tailBytes } = before
  for (const waiting of batch) {
    const { member, message } = waiting
    const { record } = message
    const refused = await checkAppend(room, around, waiting)
    if (refused) {
      fates.push({ refused })
      continue
    }
    const counterKey = counterKeyOf(record)
    const known = fresh.get(counterKey) ?? (await findKept(room, around, counterKey))
    if (known === 'storage') fates.push({ refused: 'storage' })
    else if (known)
      fates.push(
        equalBytes(known.record, record) ? { seq: known.seq, entry: null } : { refused: 'counter-taken' },
      )
    else if (tailBytes + record.length > limits.maxRoomBytes || head - before.floor >= limits.maxTailRecords)
      fates.push({ refused: 'compact-required' })
    else {
      const isNew = before.revision === 0 && entries.length === 0
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
  return { fates, entries, next: { ...before, revision: before.revision + 1, head, chain, tailBytes } }
}
