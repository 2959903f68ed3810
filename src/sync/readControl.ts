import type { Capability, RoomKeys } from '../crypto/capability.ts'
import { openRecord, RECORD_TYPES } from '../crypto/record.ts'
import type { Bytes } from '../lib/bytes.ts'
import type { Move } from './roomContext.ts'

/** The owner's word that a room has moved, or `null` where the owner did not say it. */
export const readControl = async (
  capability: Capability,
  keys: RoomKeys,
  record: Bytes,
): Promise<Move | null> => {
  const opened = await openRecord(capability, keys, record)
  if (!opened.ok || opened.value.type !== RECORD_TYPES.control) return null
  return { record, seen: opened.value.seen, content: opened.value.payload }
}
