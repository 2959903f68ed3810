import { openClaims, writerOf } from './claims.ts'
import type { Desk } from './desk.ts'
import { dropDevice } from './devices.ts'
import { parseFields } from './entry.ts'
import { openSchema } from './upgrade.ts'

/** In the place of a list's id among the rooms that were left: the library itself. */
export const LIBRARY_ROOM = 'library'

/**
 * Notes in a library that has just moved away from the device `lost` what it left: that device is off the list, the
 * secrets it knows for new rooms of lists are gone, the lists of this person's own are to follow, and the owner's word
 * about the old room is kept for a relay that loses it. One transaction.
 */
export const leaveDevice = (
  desk: Desk,
  left: {
    readonly lost: string
    readonly lists: readonly { readonly id: string; readonly room: string }[]
  },
): void => {
  const { doc } = desk
  if (openSchema(doc) === 'newer') return
  doc.transact(() => {
    dropDevice(doc, left.lost)
    const table = openClaims(doc.getMap('lists'), writerOf(doc))
    const ids = new Set([...doc.getMap('lists').keys()].map((key) => key.split(' ', 1)[0] ?? ''))
    for (const id of ids) {
      const { handOver, ...entry } = parseFields(table.get(id)) ?? {}
      if (handOver !== undefined) table.set(id, JSON.stringify(entry))
    }
    for (const { id, room } of left.lists)
      doc.getMap('leaving').set(id, JSON.stringify({ room, by: desk.by }))
  })
}

/** Keeps the owner's word (base64url) that the library has left `room`, to be said again to a relay that lost it. */
export const keepWord = (
  desk: Desk,
  word: { readonly room: string; readonly link: string; readonly record: string },
): void => {
  const { room, ...said } = word
  if (openSchema(desk.doc) === 'newer' || desk.doc.getMap('left').has(room)) return
  desk.doc
    .getMap('left')
    .set(room, JSON.stringify({ list: LIBRARY_ROOM, ...said, at: Math.floor(desk.now()) }))
}

/** The list has left, or is none of this person's any more. */
export const hasLeft = (desk: Desk, list: string): void => {
  if (openSchema(desk.doc) !== 'newer') desk.doc.getMap('leaving').delete(list)
}
