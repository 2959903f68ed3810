import type { Bytes } from '../../src/lib/bytes.ts'
import { printHex } from '../../src/lib/bytes.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import type { PartMessage, RoomRef, WireRole } from '../../src/protocol/message.ts'
import type { Allowance } from './allowances.ts'
import type { RelayLimits } from './limits.ts'
import type { Outbound } from './outbound.ts'

/** A snapshot on its way up, until a COMPACT names it. */
export interface Upload {
  readonly tag: string
  readonly bytes: Bytes
  filled: number
}

/** One connection inside one room. */
export interface Member {
  /** Random in this room, so that presence can be told apart without naming a connection. */
  readonly conn: number
  readonly ref: RoomRef
  readonly role: WireRole
  readonly out: Outbound
  /** Of the address it came from. */
  readonly allowance: Allowance | null
  /** Sequence number that goes out next. */
  next: number
  /** Has caught up, and hears what happens as it happens. */
  live: boolean
  gone: boolean
  /** ACKs (ref by sequence number) that wait until the records before theirs have gone out. */
  readonly owed: Map<number, number>
  presence: Bytes | null
  upload: Upload | null
  /**
   * A session's first append has its signature checked; the rest, which begins with these bytes as that did, is checked
   * by every client.
   */
  checkedHead: Bytes | null
}

/** Bytes of uploads over all connections: what strangers with a link of their own may make the relay hold. */
export interface UploadBudget {
  take(bytes: number): boolean
  give(bytes: number): void
}

export const createUploadBudget = (limit: number): UploadBudget => {
  let held = 0
  return {
    take(bytes) {
      if (held + bytes > limit) return false
      held += bytes
      return true
    },
    give(bytes) {
      held -= bytes
    },
  }
}

export const dropUpload = (member: Member, budget: UploadBudget): void => {
  if (member.upload) budget.give(member.upload.bytes.length)
  member.upload = null
}

/** Collects the pieces of a snapshot, in order; `null` where the piece was taken. */
export const takePart = (
  member: Member,
  part: PartMessage,
  limits: RelayLimits,
  budget: UploadBudget,
): RefusalCode | null => {
  if (member.role === 'reader') return 'read-only'
  if (part.total > limits.maxSnapshot || part.bytes.length > PART_BYTES) return 'too-large'
  const tag = printHex(part.tag)
  if (part.offset === 0) {
    dropUpload(member, budget)
    if (!budget.take(part.total)) return 'rate'
    member.upload = { tag, bytes: new Uint8Array(part.total), filled: 0 }
  }
  const { upload } = member
  const fits = upload?.tag === tag && upload.filled === part.offset && upload.bytes.length === part.total
  if (!upload || !fits || part.offset + part.bytes.length > part.total) return 'bad-record'
  upload.bytes.set(part.bytes, part.offset)
  upload.filled += part.bytes.length
  return null
}
