import { createEffect, onCleanup, type Accessor } from 'solid-js'
import { parseLink } from '../crypto/link.ts'
import type { LeftRoom } from '../doc/moveEntries.ts'
import { parseBase64url } from '../lib/bytes.ts'
import type { DeferredSync } from './deferredSync.ts'

/**
 * Looks after the rooms that a list, or the library, has left: a relay that lost the owner's word would let a device
 * that was away go on in an old one. Needs a reactive owner.
 */
export const keepMovesOf = (
  list: string,
  left: Accessor<ReadonlyMap<string, LeftRoom>>,
  transport: Pick<DeferredSync, 'keepMove'>,
): void => {
  const kept = new Map<string, () => void>()
  let over = false
  onCleanup(() => {
    over = true
    for (const stop of kept.values()) stop()
  })
  createEffect(() => {
    for (const [room, { list: of, link, record }] of left()) {
      if (of !== list || kept.has(room)) continue
      kept.set(room, () => {})
      void parseLink(link).then((parsed) => {
        const said = parseBase64url(record)
        if (!over && parsed.ok && said) kept.set(room, transport.keepMove(parsed.value.capability, said))
      })
    }
  })
}
