import { hash as digest } from 'node:crypto'
import { concatBytes, type Bytes } from '../../src/lib/bytes.ts'

const CHAIN_BYTES = 16
const TAG_BYTES = 8

/** In one call: an object for each digest costs twice what the digest does. */
const hash = (bytes: Uint8Array): Buffer => digest('sha256', bytes, 'buffer')

/** The crypto room's `chainStart`, at once: the relay links thousands of records a second, too many to wait for each. */
export const startChain = (roomId: Bytes, logId: Bytes): Bytes =>
  new Uint8Array(hash(concatBytes(roomId, logId)).subarray(0, CHAIN_BYTES))

/** The crypto room's `chainNext`, at once; the shared vectors hold both to the same values. */
export const linkChain = (chain: Bytes, record: Uint8Array): Bytes =>
  new Uint8Array(hash(concatBytes(chain, hash(record))).subarray(0, CHAIN_BYTES))

/** The crypto room's `snapshotTagOf`, at once. */
export const tagSnapshot = (record: Uint8Array): Bytes => new Uint8Array(hash(record).subarray(0, TAG_BYTES))
