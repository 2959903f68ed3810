import { verifyCompact } from '../../src/crypto/proof.ts'
import { peekRecord, RECORD_TYPES, recordSigner } from '../../src/crypto/record.ts'
import { equalBytes, type Bytes } from '../../src/lib/bytes.ts'
import { err, ok, type Result } from '../../src/lib/result.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import type { ClientMessage } from '../../src/protocol/message.ts'
import { tagSnapshot } from './chain.ts'
import type { Gate } from './gate.ts'
import type { RelayLimits } from './limits.ts'
import type { Generation, LogCompaction, LogHead, LogStore } from './log.ts'

export type CompactMessage = Extract<ClientMessage, { type: 'compact' }>

const DAY_MS = 86_400_000
/** However old, so many of the newest snapshots stay. */
const NEWEST_KEPT = 2

/** Which snapshots may go: all but the newest two and the first of each of the last days. */
export const generationsToDrop = (
  generations: readonly Generation[],
  now: number,
  days: number,
): readonly Generation[] => {
  const firstOfDay = new Map<number, Generation>()
  for (const generation of generations) {
    const day = Math.floor(generation.at / DAY_MS)
    if (!firstOfDay.has(day)) firstOfDay.set(day, generation)
  }
  const oldestDay = Math.floor(now / DAY_MS) - days
  return generations.filter(
    (generation, index) =>
      index < generations.length - NEWEST_KEPT &&
      (firstOfDay.get(Math.floor(generation.at / DAY_MS)) !== generation ||
        Math.floor(generation.at / DAY_MS) <= oldestDay),
  )
}

/** The chain at `upto`; `null` where that is no place of this log. */
const chainAt = async (
  store: LogStore,
  room: string,
  head: LogHead,
  upto: number,
): Promise<Result<Bytes | null, 'storage'>> => {
  if (upto === head.floor) return ok(head.floorChain)
  if (upto === head.head) return ok(head.chain)
  const read = await store.read(room, upto, 1)
  if (!read.ok) return err('storage')
  const entry = read.value[0]
  return ok(entry?.seq === upto ? entry.chain : null)
}

/**
 * What a COMPACT would do, where all that it claims is still so: its signed arguments name this very log, its floor
 * and snapshot, and a place in it; the snapshot came whole and is signed by a writer. Call within the room's queue.
 */
export const planCompaction = async (options: {
  readonly store: LogStore
  readonly room: string
  readonly roomId: Bytes
  readonly head: LogHead
  /** The snapshot it names; `null` where it has not come whole. */
  readonly snapshot: Bytes | null
  readonly message: CompactMessage
  readonly limits: RelayLimits
  readonly checks: Gate
  readonly now: number
}): Promise<Result<LogCompaction, RefusalCode>> => {
  const { store, room, roomId, head, snapshot, message, limits, checks, now } = options
  if (!snapshot) return err('incomplete')
  const peeked = peekRecord(snapshot)
  if (!peeked || peeked.version !== 1 || peeked.epoch !== 0 || peeked.type !== RECORD_TYPES.snapshot)
    return err('bad-record')
  if (!equalBytes(tagSnapshot(snapshot), message.tag)) return err('bad-record')
  if (
    !equalBytes(message.logId, head.logId) ||
    message.prevFloor !== head.floor ||
    !equalBytes(message.prevTag, head.snapshotTag) ||
    message.upto < head.floor ||
    message.upto > head.head
  )
    return err('stale')
  const chain = await chainAt(store, room, head, message.upto)
  if (!chain.ok) return chain
  if (!chain.value || !equalBytes(chain.value, message.chain)) return err('stale')
  const signed = await checks(
    async () =>
      (await verifyCompact(head.keys.writer, roomId, message, message.signature)) &&
      (await recordSigner(roomId, [head.keys.writer], snapshot)) !== null,
  )
  if (!signed) return err('bad-signature')
  const tail = await store.measure(room, message.upto + 1, head.head)
  if (!tail.ok) return err('storage')
  const generation = { floor: message.upto, tag: message.tag, size: snapshot.length, at: now }
  const generations = [...head.generations, generation]
  const dropped = generationsToDrop(generations, now, limits.generationDays)
  return ok({
    snapshot,
    dropTags: dropped.map(({ tag }) => tag),
    // Whoever is in the middle of the tail before this floor finds it for one compaction more.
    dropUpto: head.floor,
    next: {
      ...head,
      revision: head.revision + 1,
      floor: message.upto,
      floorChain: chain.value,
      snapshotTag: message.tag,
      snapshotSize: snapshot.length,
      tailBytes: tail.value,
      generations: generations.filter((one) => !dropped.includes(one)),
    },
  })
}
