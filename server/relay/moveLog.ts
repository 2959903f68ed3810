import { peekRecord, RECORD_TYPES, recordSigner } from '../../src/crypto/record.ts'
import { equalBytes } from '../../src/lib/bytes.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import type { ClientMessage } from '../../src/protocol/message.ts'
import type { HeldLog } from './followLog.ts'
import type { Member } from './member.ts'
import type { RoomSurroundings } from './roomSurroundings.ts'

export type ControlMessage = Extract<ClientMessage, { type: 'control' }>

/**
 * Takes the one control record with which an owner moves the room, and freezes it; `moved` is called in the very moment
 * in which it is. `hold` keeps everybody else from writing for a while. Call within the room's queue.
 */
export const moveLog = async (
  log: HeldLog,
  around: RoomSurroundings,
  member: Member,
  message: ControlMessage,
  { hold, moved: nowMoved }: { readonly hold: () => void; readonly moved: () => void },
): Promise<RefusalCode | null> => {
  const { store, limits, checks, admit } = around
  const { record } = message
  const peeked = peekRecord(record)
  if (!peeked || peeked.type !== RECORD_TYPES.control) return 'bad-record'
  if (record.length > limits.maxRecord) return 'too-large'
  for (let tries = 1; ; tries++) {
    const { moved, keys, head } = log.head()
    if (moved && !equalBytes(moved, record)) return 'moved'
    if (!(await checks(() => recordSigner(log.roomId, [keys.owner], record)))) return 'bad-signature'
    if (moved) return null
    if (message.upto !== null && message.upto !== head) {
      // Whoever writes without a pause could keep the owner from ever naming the head, here or at another process.
      hold()
      store.news?.say(log.name, { type: 'held' })
      return 'stale'
    }
    const was = log.head()
    const notAdmitted =
      was.revision === 0 && tries === 1 ? admit(member.allowance, record.length, true) : null
    if (notAdmitted) return notAdmitted
    const next = { ...was, revision: was.revision + 1, moved: record }
    const kept = await store.append(log.name, [], next, was)
    if (kept.ok) {
      log.keep(next)
      nowMoved()
      return null
    }
    const followed = kept.error === 'conflict' ? await log.follow() : 'storage'
    // Another process was first: the word is judged again by what is there now.
    if (followed === 'storage' || followed === 'closed' || tries >= limits.maxWriteTries) return 'storage'
  }
}
