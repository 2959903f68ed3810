import type { RefusalCode } from '../../src/protocol/code.ts'
import { planCompaction, type CompactMessage } from './compaction.ts'
import type { HeldLog } from './followLog.ts'
import type { Member } from './member.ts'
import type { RoomSurroundings } from './roomSurroundings.ts'

/**
 * Swaps the log's beginning for a snapshot, if all that the claim says is still so; `compacted` is called in the very
 * moment in which it is held here. The refusal says why it did not. Call within the room's queue.
 */
export const compactLog = async (
  log: HeldLog,
  around: RoomSurroundings,
  member: Member,
  message: CompactMessage,
  compacted: () => void,
): Promise<RefusalCode | null> => {
  const { store, limits, admit } = around
  const { name: room, roomId } = log
  for (let tries = 1; ; tries++) {
    const head = log.head()
    if (head.moved) return 'moved'
    const now = around.now()
    const snapshot = around.uploads.whole(room, message.tag)
    const plan = await planCompaction({ ...around, room, roomId, head, snapshot, message, now })
    if (!plan.ok) return plan.error
    const { next } = plan.value
    const notAdmitted =
      tries === 1 ? admit(member.allowance, plan.value.snapshot.length, head.revision === 0) : null
    if (notAdmitted) return notAdmitted
    const kept = await store.compact(room, { ...plan.value, was: head })
    if (kept.ok) {
      log.keep(next)
      compacted()
      return null
    }
    const followed = kept.error === 'conflict' ? await log.follow() : 'storage'
    if (followed === 'storage') return 'storage'
    // What others wrote may leave the claim as true as it was: the plan says.
    if (followed === 'closed' || tries >= limits.maxWriteTries) return 'stale'
  }
}
