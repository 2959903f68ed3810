import type { Desk } from './desk.ts'
import { parseFields, parseId, parseTime } from './entry.ts'
import { MAX_PURGED_ACTS, MAX_PURGED_TOMBSTONES } from './limits.ts'
import { purgeSkip } from './skips.ts'

const COMMENT = 'comment '
const SKIP = 'skip '

/**
 * Drops acts and tombstones from before `cutoff` (milliseconds since 1970), a bounded number at a time, with what the
 * tombstones hid. Call inside a verb's transaction. Several devices may do it at once: it only deletes.
 */
export const purge = (desk: Desk, cutoff: number): void => {
  const { doc } = desk
  const acts = doc.getMap('acts')
  const old: string[] = []
  acts.forEach((_value, id) => {
    // An id without a readable time counts as the oldest.
    if (old.length < MAX_PURGED_ACTS && (parseTime(Number(id.split('-', 1)[0])) ?? 0) < cutoff) old.push(id)
  })
  for (const id of old) acts.delete(id)

  const removed = doc.getMap('removed')
  const tombstones: string[] = []
  removed.forEach((value, key) => {
    if (!key.startsWith(SKIP) && !key.startsWith(COMMENT)) return
    const at = parseTime(parseFields(value)?.['at'])
    if (at !== null && at < cutoff) tombstones.push(key)
  })
  // Some wait for a device that may never come back: begun anywhere, they do not keep the others from going.
  const more = tombstones.length > MAX_PURGED_TOMBSTONES
  const start = more ? Math.floor(desk.random() * tombstones.length) : 0
  const turn = [...tombstones.slice(start), ...tombstones.slice(0, start)].slice(0, MAX_PURGED_TOMBSTONES)
  for (const key of turn) {
    if (key.startsWith(SKIP)) purgeSkip(desk, key)
    else {
      const id = parseId(key.slice(COMMENT.length))
      if (id !== null) {
        doc.getMap('comments').delete(id)
        const text = doc.getText(`comment:${id}`)
        if (text.length > 0) text.delete(0, text.length)
      }
      removed.delete(key)
    }
  }
}
