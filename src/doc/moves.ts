import { parseColour } from '../domain/colour.ts'
import { runAct } from './acts.ts'
import type { Desk } from './desk.ts'
import { parseFields, tidyText } from './entry.ts'
import { MAX_LEFT_ROOMS, MAX_LIST_TITLE_LENGTH, MAX_PINS_OF_LIST } from './limits.ts'
import { parseKey, parseLeftRoom, pinName, type PendingMove } from './moveEntries.ts'
import { openSchema } from './upgrade.ts'

/** Remembers the key a member is first seen with; no act, as nothing is there to undo. */
export const pinMember = (desk: Desk, list: string, member: string, key: string): boolean => {
  const pins = desk.doc.getMap('pins')
  const name = pinName(list, member)
  if (openSchema(desk.doc) === 'newer' || parseKey(key) === null || pins.has(name)) return false
  // Whoever writes in a list can make up members without end, and this is the person's own library.
  let ofList = 0
  for (const other of pins.keys()) if (other.startsWith(`${list} `)) ofList++
  if (ofList >= MAX_PINS_OF_LIST) return false
  pins.set(name, JSON.stringify({ key, at: Math.floor(desk.now()) }))
  return true
}

/** Notes that a list is to move, before anything is said to anybody: a crash must not lose the new room's secret. */
export const beginMove = (desk: Desk, list: string, move: PendingMove): boolean => {
  if (openSchema(desk.doc) === 'newer') return false
  desk.doc.getMap('moves').set(list, JSON.stringify(move))
  return true
}

/** Forgets a move that has not been said, or that another was quicker than. */
export const dropMove = (desk: Desk, list: string): void => {
  if (openSchema(desk.doc) !== 'newer') desk.doc.getMap('moves').delete(list)
}

/** Points the library to the room a list went to, and remembers the one it left. Undoing an act never points back. */
export const followMove = (
  desk: Desk,
  move: {
    readonly listId: string
    readonly title: string
    readonly colour: number
    readonly from: { readonly room: string; readonly link: string; readonly record: string }
    readonly to: { readonly room: string; readonly link: string }
  },
): boolean => {
  if (openSchema(desk.doc) === 'newer') return false
  const { listId, from, to } = move
  const left = desk.doc.getMap('left')
  runAct(desk, 'follow-list', listId, (writer) => {
    const before = parseFields(writer.get('lists', listId))
    const title = tidyText(move.title, MAX_LIST_TITLE_LENGTH)
    const entry = { room: to.room, link: to.link, title, colour: parseColour(move.colour) }
    // What else the entry says (under which id the person is known there, say) stays.
    writer.keep('lists', listId, JSON.stringify({ at: writer.at, ...before, ...entry }))
    writer.keep(
      'left',
      from.room,
      JSON.stringify({ list: listId, link: from.link, record: from.record, at: writer.at }),
    )
    desk.doc.getMap('moves').delete(listId)
  })
  const rooms = [...left].flatMap(([room, value]: readonly [string, unknown]) => {
    const one = parseLeftRoom(room, value)
    return one ? [{ room, at: one.at }] : []
  })
  rooms.sort((a, b) => b.at - a.at)
  for (const { room } of rooms.slice(MAX_LEFT_ROOMS)) left.delete(room)
  return true
}
