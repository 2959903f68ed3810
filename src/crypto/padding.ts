import { type Bytes } from '../lib/bytes.ts'

const LENGTH_BYTES = 4

/**
 * `payload` behind its length (u32, big endian) and zeros up to a Padmé size (Nikitin et al., PETS 2019): the length
 * seen from outside tells at most O(log log n) bits, for at most 12 % more bytes.
 */
export const pad = (payload: Uint8Array): Bytes => {
  const length = payload.length + LENGTH_BYTES
  const exponent = Math.floor(Math.log2(length))
  const significant = Math.floor(Math.log2(exponent)) + 1
  const step = 2 ** Math.max(0, exponent - significant)
  const padded = new Uint8Array(Math.ceil(length / step) * step)
  new DataView(padded.buffer).setUint32(0, payload.length)
  padded.set(payload, LENGTH_BYTES)
  return padded
}

/** What was padded, or `null` where the length does not fit or the rest is not zero. */
export const unpad = (padded: Bytes): Bytes | null => {
  if (padded.length < LENGTH_BYTES) return null
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0)
  if (length > padded.length - LENGTH_BYTES) return null
  for (let at = LENGTH_BYTES + length; at < padded.length; at++) if (padded[at] !== 0) return null
  return padded.slice(LENGTH_BYTES, LENGTH_BYTES + length)
}
