import type { Capability, RoomKeys } from '../crypto/capability.ts'
import {
  openRecord,
  RECORD_TYPES,
  recordSigner,
  type OpenedRecord,
  type RecordFault,
} from '../crypto/record.ts'
import type { Bytes } from '../lib/bytes.ts'
import type { Result } from '../lib/result.ts'
import { readParts, type UpdateParts } from './coverage.ts'

/** Says whether an update may reach the document; the error is for the log. */
export type Validate = (update: Uint8Array) => Result<null, string>

/**
 * A record of the log, opened. `skipped`: no version can read it, so it may go. `kept`: authentic, but not for this
 * version; it stays on the relay, and nobody here compacts over it.
 */
export type ReadRecord =
  | {
      readonly type: 'update'
      readonly payload: Bytes
      readonly parts: UpdateParts
      readonly opened: OpenedRecord
    }
  | { readonly type: 'control'; readonly opened: OpenedRecord }
  | { readonly type: 'skipped'; readonly detail: string }
  | { readonly type: 'kept'; readonly detail: string }

/** Faults behind which a member's record may stand all the same. */
const LATER: ReadonlySet<RecordFault> = new Set(['version', 'epoch', 'type', 'padding', 'inflate'])

/** Opens what stands in the log as a record, or as the snapshot at its floor. */
export const readRecord = async (
  room: { readonly capability: Capability; readonly keys: RoomKeys; readonly validate: Validate },
  place: 'tail' | 'floor',
  record: Uint8Array,
): Promise<ReadRecord> => {
  const { capability, keys, validate } = room
  const opened = await openRecord(capability, keys, record)
  if (!opened.ok) {
    const { error } = opened
    const authentic =
      LATER.has(error) && (await recordSigner(capability.roomId, [keys.writer, keys.owner], record)) !== null
    return { type: authentic ? 'kept' : 'skipped', detail: error }
  }
  const { type, payload } = opened.value
  if (place === 'tail' && type === RECORD_TYPES.control) return { type: 'control', opened: opened.value }
  if (type !== (place === 'tail' ? RECORD_TYPES.update : RECORD_TYPES.snapshot))
    // Whoever put it there, no member did: members' records stand where their type belongs.
    return { type: 'skipped', detail: `a record of type ${type} at a foreign place` }
  const valid = validate(payload)
  if (!valid.ok) return { type: 'kept', detail: valid.error }
  const parts = readParts(payload)
  if (!parts) return { type: 'kept', detail: 'no update of version 1' }
  return { type: 'update', payload, parts, opened: opened.value }
}
