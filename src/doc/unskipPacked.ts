import { parsePaperKey } from '../domain/paperKey.ts'
import type { ActId, Desk } from './desk.ts'
import { findSkips, parsePacked, parsePackedKey, SKIP_ACT, skipTombstoneKey } from './skips.ts'
import { openSchema } from './upgrade.ts'

/** Undoes a skip by its act; `null` where the act is no skip. True when a paper was still skipped. */
export const unskipPacked = (desk: Desk, act: ActId): boolean | null => {
  if (!act.startsWith(SKIP_ACT)) return null
  const [day = '', device = '', ...keys] = act.slice(SKIP_ACT.length).split(' ')
  const name = `${day} ${device}`
  const { doc } = desk
  if (!parsePackedKey(name) || openSchema(doc) === 'newer') return false
  const skipped = findSkips(
    doc,
    keys.flatMap((key) => parsePaperKey(key) ?? []),
  )
  const still = new Set([...skipped].filter(([, names]) => names.includes(name)).map(([key]) => key))
  if (still.size === 0) return false
  doc.transact(() => {
    if (device === desk.by) {
      const packed = parsePacked(doc.getMap('skipped').get(name)) ?? []
      doc.getMap('skipped').set(name, JSON.stringify(packed.filter((key) => !still.has(key))))
    } else
      for (const key of still)
        doc
          .getMap('removed')
          .set(skipTombstoneKey(key), JSON.stringify({ by: desk.by, at: Math.floor(desk.now()), of: [name] }))
  })
  return true
}
