import type { Bytes } from '../lib/bytes.ts'
import type { PartMessage } from '../protocol/message.ts'
import { equalBytes } from '../lib/bytes.ts'

/** A snapshot that arrives in parts, one after the other. */
export interface SnapshotDownload {
  readonly tag: Bytes
  readonly size: number
  /** `more` until the last byte is there, `foreign` for parts of something else, `fault` where the parts do not fit. */
  take(part: Pick<PartMessage, 'tag' | 'offset' | 'total' | 'bytes'>): 'more' | 'done' | 'foreign' | 'fault'
  /** Bytes there so far, from the start. */
  received(): number
  record(): Bytes
}

export const createSnapshotDownload = (tag: Bytes, size: number, limit: number): SnapshotDownload | null => {
  if (size <= 0 || size > limit) return null
  const record = new Uint8Array(size)
  let received = 0
  return {
    tag,
    size,
    take(part) {
      if (!equalBytes(part.tag, tag)) return 'foreign'
      if (part.total !== size || part.offset + part.bytes.length > size) return 'fault'
      // A part that came before is the answer to a second asking; a gap is a fault of the relay.
      if (part.offset < received) return 'more'
      if (part.offset > received || part.bytes.length === 0) return 'fault'
      record.set(part.bytes, part.offset)
      received += part.bytes.length
      return received === size ? 'done' : 'more'
    },
    received: () => received,
    record: () => record,
  }
}
