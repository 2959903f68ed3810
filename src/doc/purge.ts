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
    const at = parseTime(parseFields(value)?.['at'])
    if (at !== null && at < cutoff && tombstones.length < MAX_PURGED_TOMBSTONES) tombstones.push(key)
  })
  for (const key of tombstones) {
    if (key.startsWith(SKIP)) purgeSkip(desk, key)
    else if (key.startsWith(COMMENT)) {
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
