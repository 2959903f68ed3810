import { constants, inflateRawSync, inflateSync, unzipSync } from 'node:zlib'

/** Twice as much each time: of a stream that is interrupted somewhere, at least half of what came before is read. */
const FIRST_PREFIX = 256
const MAX_INFLATED = 64 * 1_024 * 1_024
/** Any byte may begin a block of fixed codes; in a long haystack only the other kind, which long texts have, is tried. */
const MAX_FOR_FIXED = 16_384
const LENGTH_CODES = 19

/** `count` bits from bit `at` on, the lowest first. */
const bitsAt = (bytes: Uint8Array, at: number, count: number): number => {
  let value = 0
  for (let bit = 0; bit < count; bit++)
    value |= (((bytes[(at + bit) >> 3] ?? 0) >> ((at + bit) & 7)) & 1) << bit
  return value
}

/** Whether a block of dynamic codes may begin here: its first table must be a complete code, as RFC 1951 has it. */
const looksDynamic = (bytes: Uint8Array, from: number): boolean => {
  const start = from * 8
  if (bitsAt(bytes, start + 3, 5) > 29 || bitsAt(bytes, start + 8, 5) > 29) return false
  const codes = bitsAt(bytes, start + 13, 4) + 4
  let room = 0
  for (let code = 0; code < Math.min(codes, LENGTH_CODES); code++) {
    const length = bitsAt(bytes, start + 17 + 3 * code, 3)
    if (length > 0) room += 2 ** -length
  }
  return room === 1
}

const inflateAt = (bytes: Uint8Array, from: number, inflate: typeof inflateRawSync): readonly Buffer[] => {
  const found: Buffer[] = []
  for (let prefix = FIRST_PREFIX; ; prefix *= 2) {
    const piece = bytes.subarray(from, from + prefix)
    try {
      found.push(inflate(piece, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_INFLATED }))
    } catch {
      // No stream, or one that something else interrupts further on: the shorter pieces told what they hold.
      break
    }
    if (piece.length < prefix) break
  }
  return found.slice(-1)
}

/** What `bytes` hold in deflated form, wherever it begins: raw, with zlib's header, or with gzip's. */
export const findDeflated = (bytes: Uint8Array): readonly Buffer[] => {
  const found: Buffer[] = []
  const withFixed = bytes.length <= MAX_FOR_FIXED
  for (let at = 0; at < bytes.length - 1; at++) {
    const [one = 0, two = 0] = [bytes[at], bytes[at + 1]]
    if ((one & 0x0f) === 8 && one >> 4 <= 7 && (one * 256 + two) % 31 === 0)
      found.push(...inflateAt(bytes, at, inflateSync))
    if (one === 0x1f && two === 0x8b) found.push(...inflateAt(bytes, at, unzipSync))
    const kind = (one >> 1) & 3
    if ((kind === 2 && looksDynamic(bytes, at)) || (kind === 1 && withFixed))
      found.push(...inflateAt(bytes, at, inflateRawSync))
  }
  return found.filter((text) => text.length > 0)
}
