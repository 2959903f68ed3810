import { concatBytes, printHex, type Bytes } from '../../src/lib/bytes.ts'
import { err, ok, type Result } from '../../src/lib/result.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import type { PartMessage } from '../../src/protocol/message.ts'
import type { RelayLimits } from './limits.ts'

/** A snapshot on its way up, in pieces of {@link PART_BYTES} of which the last may be shorter. */
interface Upload {
  readonly room: string
  readonly tag: string
  readonly total: number
  readonly pieces: Bytes[]
  filled: number
  /** When its last part came. */
  touchedAt: number
}

/**
 * Snapshots that are arriving, over all rooms. They belong to a room and not to a connection, so that a device whose
 * line breaks goes on where it stood; what nobody goes on with is dropped after a while.
 */
export interface Uploads {
  /** Makes room for a snapshot of `total` bytes; how many of its bytes are here already. */
  offer(room: string, tag: Bytes, total: number): Result<number, RefusalCode>
  /** Takes a part where it is the next one; how many bytes are here after it, whether it was taken or not. */
  take(room: string, part: Omit<PartMessage, 'type' | 'room'>): number
  /** All of it; `null` while some is lacking. */
  whole(room: string, tag: Bytes): Bytes | null
  drop(room: string, tag: Bytes): void
  /** True where something of the room is on its way. */
  has(room: string): boolean
  /** Bytes held. */
  bytes(): number
  stop(): void
}

/** `freed` hears of each room that nothing is on its way to any more. */
export const createUploads = (
  limits: RelayLimits,
  now: () => number,
  freed: (room: string) => void = () => undefined,
): Uploads => {
  const uploads = new Map<string, Upload>()
  let held = 0
  let sweeping: ReturnType<typeof setInterval> | undefined

  const nameOf = (room: string, tag: string): string => `${room} ${tag}`
  const has = (room: string): boolean => [...uploads.values()].some((upload) => upload.room === room)
  const remove = (upload: Upload): void => {
    if (!uploads.delete(nameOf(upload.room, upload.tag))) return
    held -= upload.filled
    if (uploads.size === 0) {
      clearInterval(sweeping)
      sweeping = undefined
    }
    if (!has(upload.room)) freed(upload.room)
  }
  const sweep = (): void => {
    for (const upload of [...uploads.values()])
      if (now() - upload.touchedAt >= limits.uploadKeepMs) remove(upload)
  }
  /** Gives up the upload that has rested longest, if one rests: what is still arriving stays. */
  const makeSpace = (among: readonly Upload[], but: Upload | null): boolean => {
    let oldest: Upload | null = null
    for (const upload of among)
      if (upload !== but && (!oldest || upload.touchedAt < oldest.touchedAt)) oldest = upload
    if (!oldest || now() - oldest.touchedAt < limits.uploadRestMs) return false
    remove(oldest)
    return true
  }

  const begin = (room: string, tag: string, total: number): Result<Upload, RefusalCode> => {
    if (total > limits.maxSnapshot || total === 0) return err('too-large')
    const ofRoom = [...uploads.values()].filter((upload) => upload.room === room)
    if (ofRoom.length >= limits.maxRoomUploads && !makeSpace(ofRoom, null)) return err('rate')
    if (uploads.size >= limits.maxUploads && !makeSpace([...uploads.values()], null)) return err('rate')
    const upload: Upload = { room, tag, total, pieces: [], filled: 0, touchedAt: now() }
    uploads.set(nameOf(room, tag), upload)
    if (!sweeping) {
      sweeping = setInterval(sweep, limits.uploadKeepMs / 2)
      sweeping.unref()
    }
    return ok(upload)
  }
  const find = (room: string, tag: string, total: number): Upload | null => {
    const upload = uploads.get(nameOf(room, tag))
    return upload?.total === total ? upload : null
  }

  return {
    offer(room, tag, total) {
      sweep()
      const name = printHex(tag)
      const known = find(room, name, total)
      if (known) known.touchedAt = now()
      const upload = known ? ok(known) : begin(room, name, total)
      return upload.ok ? ok(upload.value.filled) : upload
    },
    take(room, { tag, offset, total, bytes }) {
      const name = printHex(tag)
      let upload = find(room, name, total)
      if (!upload && offset === 0) {
        const begun = begin(room, name, total)
        if (begun.ok) upload = begun.value
      }
      if (!upload) return 0
      // Pieces of one size, so that many small parts cost no more than their bytes.
      const whole = bytes.length === Math.min(PART_BYTES, total - offset)
      if (offset !== upload.filled || !whole) return upload.filled
      while (held + bytes.length > limits.maxUploadBytes)
        if (!makeSpace([...uploads.values()], upload)) return upload.filled
      upload.pieces.push(bytes)
      upload.filled += bytes.length
      upload.touchedAt = now()
      held += bytes.length
      return upload.filled
    },
    whole(room, tag) {
      const upload = uploads.get(nameOf(room, printHex(tag)))
      return upload && upload.filled === upload.total ? concatBytes(...upload.pieces) : null
    },
    drop(room, tag) {
      const upload = uploads.get(nameOf(room, printHex(tag)))
      if (upload) remove(upload)
    },
    has,
    bytes: () => held,
    stop() {
      clearInterval(sweeping)
      uploads.clear()
      held = 0
    },
  }
}
