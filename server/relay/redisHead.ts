import { parseBase64url, printBase64url, type Bytes } from '../../src/lib/bytes.ts'
import type { Generation, LogHead } from './log.ts'

/** A head as the fields of a hash, one after the other: numbers in decimal, bytes as they are, generations as JSON. */
export const printHead = (head: LogHead): readonly (string | Bytes)[] => [
  ...['revision', String(head.revision), 'logId', head.logId, 'head', String(head.head), 'chain', head.chain],
  ...['owner', head.keys.owner, 'writer', head.keys.writer, 'reader', head.keys.reader],
  ...['floor', String(head.floor), 'floorChain', head.floorChain],
  ...['snapshotTag', head.snapshotTag, 'snapshotSize', String(head.snapshotSize)],
  ...['tailBytes', String(head.tailBytes)],
  // Nothing stands for no control record: a record is never empty.
  ...['moved', head.moved ?? ''],
  ...['generations', JSON.stringify(head.generations.map(printGeneration))],
]

const printGeneration = ({ floor, tag, size, at }: Generation): object => ({
  floor,
  tag: printBase64url(tag),
  size,
  at,
})

/** A number as a store's hash keeps it; `null` for anything else. */
export const parseCount = (value: Uint8Array | undefined): number | null => {
  const text = value ? Buffer.from(value).toString('latin1') : ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

const parseGenerations = (text: string): readonly Generation[] | null => {
  let listed: unknown
  try {
    listed = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(listed)) return null
  const generations: Generation[] = []
  for (const one of listed) {
    if (typeof one !== 'object' || one === null) return null
    // reason: an object read from JSON; every member is checked below before it is used
    const { floor, tag, size, at } = one as Record<string, unknown>
    const bytes = typeof tag === 'string' ? parseBase64url(tag) : null
    if (typeof floor !== 'number' || typeof size !== 'number' || typeof at !== 'number' || !bytes) return null
    generations.push({ floor, tag: bytes, size, at })
  }
  return generations
}

/** Reads the fields of {@link printHead}; `null` for what is no head. */
export const parseHead = (fields: ReadonlyMap<string, Uint8Array>): LogHead | null => {
  const count = (name: string): number | null => parseCount(fields.get(name))
  const bytes = (name: string): Bytes | null => {
    const value = fields.get(name)
    return value ? new Uint8Array(value) : null
  }
  const [revision, head, floor] = [count('revision'), count('head'), count('floor')]
  const [snapshotSize, tailBytes] = [count('snapshotSize'), count('tailBytes')]
  const [owner, writer, reader] = [bytes('owner'), bytes('writer'), bytes('reader')]
  const [logId, chain, floorChain] = [bytes('logId'), bytes('chain'), bytes('floorChain')]
  const [snapshotTag, moved] = [bytes('snapshotTag'), bytes('moved')]
  const generations = parseGenerations(Buffer.from(fields.get('generations') ?? []).toString())
  if (revision === null || head === null || floor === null || snapshotSize === null || tailBytes === null)
    return null
  if (
    !owner ||
    !writer ||
    !reader ||
    !logId ||
    !chain ||
    !floorChain ||
    !snapshotTag ||
    !moved ||
    !generations
  )
    return null
  return {
    revision,
    logId,
    keys: { owner, writer, reader },
    head,
    chain,
    floor,
    floorChain,
    snapshotTag,
    snapshotSize,
    tailBytes,
    moved: moved.length > 0 ? moved : null,
    generations,
  }
}
