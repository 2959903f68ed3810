import { parseBase64url, printBase64url } from '../../src/lib/bytes.ts'
import type { RoomNews, RoomWord } from './log.ts'

/** A word as JSON, the record in base64url. */
export const printWord = (from: string, word: RoomNews | { type: 'changed'; revision: number }): string =>
  JSON.stringify({ ...word, from, ...('record' in word ? { record: printBase64url(word.record) } : {}) })

/** Beyond this a word is not even read: an ephemeral record of 8 KiB in base64url, and its envelope. */
const MAX_WORD_BYTES = 16_384
/** More than any relay shows in a room. */
const MAX_CONNS = 1_024

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** Reads what {@link printWord} wrote; `null` for anything else. */
export const parseWord = (bytes: Uint8Array): RoomWord | null => {
  if (bytes.length > MAX_WORD_BYTES) return null
  let said: unknown
  try {
    said = JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return null
  }
  if (typeof said !== 'object' || said === null) return null
  // reason: an object read from JSON; every member is checked below before it is used
  const { from, type, revision, members, conns, conn, record } = said as Record<string, unknown>
  if (typeof from !== 'string') return null
  switch (type) {
    case 'changed':
      return isCount(revision) ? { from, type, revision } : null
    case 'ask':
    case 'held':
      return { from, type }
    case 'here':
      return isCount(members) && Array.isArray(conns) && conns.length <= MAX_CONNS && conns.every(isCount)
        ? { from, type, members, conns }
        : null
    case 'present': {
      const sealed = typeof record === 'string' ? parseBase64url(record) : null
      return isCount(conn) && sealed ? { from, type, conn, record: sealed } : null
    }
    case 'gone':
      return isCount(conn) ? { from, type, conn } : null
    default:
      return null
  }
}
