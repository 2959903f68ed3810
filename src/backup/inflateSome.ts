import { Inflate } from 'fflate'
import { concatBytes, type Bytes } from '../lib/bytes.ts'

/** A little at a time, so that a bomb stops soon after the limit: deflate makes a thousand bytes of one at most. */
const STEP_BYTES = 4_096

/** What comes out of a stream, step by step, and whether it comes to an end; `null` beyond `limit`. It never throws. */
const inflateInto = (bytes: Bytes, limit: number, take: (chunk: Bytes) => void): boolean | null => {
  let total = 0
  const stream = new Inflate((chunk) => {
    total += chunk.length
    // A copy, for the stream goes on writing where this one lies.
    take(chunk.slice())
  })
  try {
    for (let at = 0; at < bytes.length; at += STEP_BYTES) {
      stream.push(bytes.subarray(at, at + STEP_BYTES))
      if (total > limit) return null
    }
    stream.push(new Uint8Array(0), true)
    return total > limit ? null : true
  } catch {
    return total > limit ? null : false
  }
}

/**
 * As much of a deflate stream as makes sense, and whether that is all of it; `null` beyond `limit`. In script, for the
 * platform's own stream throws away what it has inflated and not handed out when it comes upon an error. It never throws.
 */
export const inflateSome = (
  bytes: Bytes,
  limit: number,
): { readonly bytes: Bytes; readonly whole: boolean } | null => {
  const parts: Bytes[] = []
  const ends = inflateInto(bytes, limit, (chunk) => parts.push(chunk))
  if (ends === null) return null
  // One bit can make an end of what was none, and the rest is never looked at: a stream that is all of it needs its
  // last byte.
  const whole = ends && inflateInto(bytes.subarray(0, -1), limit, () => {}) !== true
  return { bytes: concatBytes(...parts), whole }
}
