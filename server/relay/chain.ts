import { createHash } from 'node:crypto'
import type { Bytes } from '../../src/lib/bytes.ts'

const CHAIN_BYTES = 16
const TAG_BYTES = 8

const hash = (...parts: readonly Uint8Array[]): Buffer => {
  const digest = createHash('sha256')
  for (const part of parts) digest.update(part)
  return digest.digest()
}

/** The crypto room's `chainStart`, at once: the relay links thousands of records a second, too many to wait for each. */
export const startChain = (roomId: Bytes, logId: Bytes): Bytes =>
  new Uint8Array(hash(roomId, logId).subarray(0, CHAIN_BYTES))

/** The crypto room's `chainNext`, at once; the shared vectors hold both to the same values. */
export const linkChain = (chain: Bytes, record: Uint8Array): Bytes =>
  new Uint8Array(hash(chain, hash(record)).subarray(0, CHAIN_BYTES))

/** The crypto room's `snapshotTagOf`, at once. */
export const tagSnapshot = (record: Uint8Array): Bytes => new Uint8Array(hash(record).subarray(0, TAG_BYTES))
