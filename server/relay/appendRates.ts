import type { RefusalCode } from '../../src/protocol/code.ts'
import type { WireLimits } from '../../src/protocol/limits.ts'
import { createBucket, type Bucket } from './bucket.ts'

const HOUR_SECONDS = 3_600

/** What one connection may append: in a second over all its rooms, in an hour to each of them. */
export interface AppendRates {
  /** Takes a record for a room; the refusal says which rate it would break. */
  take(room: string, bytes: number): RefusalCode | null
}

export const createAppendRates = (limits: WireLimits, now: () => number): AppendRates => {
  const appends = createBucket(limits.appendsPerSecond, limits.appendBurst, now)
  const bytes = createBucket(limits.bytesPerSecond, limits.byteBurst, now)
  // By the room's name, so that leaving and entering it again gives nothing back.
  const shares = new Map<string, { readonly records: Bucket; readonly bytes: Bucket }>()
  const shareOf = (room: string): { readonly records: Bucket; readonly bytes: Bucket } => {
    const known = shares.get(room)
    if (known) return known
    const { recordsPerHour, bytesPerHour } = limits
    const made = {
      records: createBucket(recordsPerHour / HOUR_SECONDS, recordsPerHour, now),
      bytes: createBucket(bytesPerHour / HOUR_SECONDS, bytesPerHour, now),
    }
    shares.set(room, made)
    if (shares.size > limits.maxRooms) {
      const oldest = shares.keys().next()
      if (!oldest.done) shares.delete(oldest.value)
    }
    return made
  }
  return {
    take(room, size) {
      if (!appends.take(1) || !bytes.take(size)) return 'rate'
      const share = shareOf(room)
      return share.records.take(1) && share.bytes.take(size) ? null : 'hourly-share'
    },
  }
}
