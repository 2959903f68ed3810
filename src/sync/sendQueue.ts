import type { WireLimits } from '../protocol/limits.ts'
import type { ClientMessage, RoomRef } from '../protocol/message.ts'
import { MAX_BUFFERED_BYTES } from './limits.ts'

/** Bytes a message roughly takes: only records and parts are large. */
export const sizeOf = (message: ClientMessage): number =>
  64 +
  (message.type === 'append' ? message.record.length : message.type === 'part' ? message.bytes.length : 256)

/** What rooms have posted and the line has not taken yet. */
export interface SendQueue {
  post(room: RoomRef, messages: readonly ClientMessage[]): void
  /** Messages that may leave now: rooms in turn, each room's in its own order. */
  take(buffered: number): readonly ClientMessage[]
  waiting(room: RoomRef): number
  isEmpty(): boolean
  drop(room: RoomRef): void
}

const HOUR_MS = 3_600_000

/** What one room may still take of what a connection may put into it in an hour. */
interface Share {
  records: number
  bytes: number
  counted: number
}

/**
 * Holds posted messages to what the relay announced (appends and bytes a second, with a burst, and each room's in an
 * hour) and to what the socket has buffered. Each room has at most one record or one snapshot on its way, which bounds the queue.
 */
export const createSendQueue = (limits: WireLimits, now: () => number): SendQueue => {
  const rooms = new Map<RoomRef, ClientMessage[]>()
  const shares = new Map<RoomRef, Share>()
  // A little less than announced: the relay's clock is not ours.
  const share = 0.9
  let bytes = limits.byteBurst * share
  let appends = limits.appendBurst * share
  let counted = now()

  const refill = (): void => {
    const seconds = Math.max(0, now() - counted) / 1_000
    counted = now()
    bytes = Math.min(limits.byteBurst * share, bytes + seconds * limits.bytesPerSecond * share)
    appends = Math.min(limits.appendBurst * share, appends + seconds * limits.appendsPerSecond * share)
  }

  const mostRecords = limits.recordsPerHour * share
  const mostBytes = limits.bytesPerHour * share
  const shareOf = (room: RoomRef): Share => {
    const time = now()
    const known = shares.get(room) ?? { records: mostRecords, bytes: mostBytes, counted: time }
    const hours = Math.max(0, time - known.counted) / HOUR_MS
    known.records = Math.min(mostRecords, known.records + hours * mostRecords)
    known.bytes = Math.min(mostBytes, known.bytes + hours * mostBytes)
    known.counted = time
    shares.set(room, known)
    return known
  }

  return {
    post(room, messages) {
      const waiting = rooms.get(room)
      if (waiting) waiting.push(...messages)
      else rooms.set(room, [...messages])
    },
    take(buffered) {
      refill()
      const taken: ClientMessage[] = []
      let inSocket = buffered
      for (let moved = true; moved;) {
        moved = false
        for (const [room, waiting] of rooms) {
          const next = waiting[0]
          if (!next) {
            rooms.delete(room)
            continue
          }
          const size = sizeOf(next)
          const isAppend = next.type === 'append'
          if (inSocket >= MAX_BUFFERED_BYTES || bytes < Math.min(size, limits.byteBurst * share)) return taken
          if (isAppend) {
            const left = shareOf(room)
            if (appends < 1 || left.records < 1 || left.bytes < Math.min(size, mostBytes)) continue
            left.records--
            left.bytes -= size
            appends--
          }
          bytes -= size
          inSocket += size
          taken.push(next)
          waiting.shift()
          moved = true
        }
      }
      return taken
    },
    waiting: (room) => (rooms.get(room) ?? []).reduce((total, message) => total + sizeOf(message), 0),
    isEmpty: () => ![...rooms.values()].some((waiting) => waiting.length > 0),
    drop(room) {
      rooms.delete(room)
      shares.delete(room)
    },
  }
}
