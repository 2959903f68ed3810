import type { Bytes } from '../../src/lib/bytes.ts'
import type { RoomRef, WireRole } from '../../src/protocol/message.ts'
import type { Allowance } from './allowances.ts'
import type { Outbound } from './outbound.ts'

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
  /** ACKs (ref by sequence number) that wait until the records before theirs have gone out; `null`: none ever did. */
  owed: Map<number, number> | null
  presence: Bytes | null
  /** Snapshots asked for by FETCH that have not been sent to the end, and the sending of the last of them. */
  fetches: number
  fetching: Promise<void> | null
  /**
   * A session's first append has its signature checked; the rest, which begins with these bytes as that did, is checked
   * by every client.
   */
  checkedHead: Bytes | null
}
