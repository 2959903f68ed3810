import { parseColour } from '../domain/colour.ts'
import { runAct, type ActWriter } from './acts.ts'
import type { ActId, Desk } from './desk.ts'
import { parseFields, parsePosition, tidyText } from './entry.ts'
import { placeAt, sortPlaced } from './handOrder.ts'
import { MAX_LIST_TITLE_LENGTH } from './limits.ts'
import type { SharedDoc } from './sharedText.ts'

/** A list of this person's: the way to its room, and what to show until it has been opened. */
export interface ListEntryValues {
  readonly listId: string
  readonly room: string
  /** Holds the list's secret. */
  readonly link: string
  readonly title: string
  readonly colour: number
}

const listPositions = (doc: SharedDoc, writer: ActWriter, without: string) => {
  const ids = new Set<string>()
  doc.getMap('lists').forEach((_value, key) => {
    ids.add(key.split(' ', 1)[0] ?? '')
  })
  ids.delete(without)
  return sortPlaced([...ids].map((id) => ({ id, position: parsePosition(writer.get('listOrder', id)) })))
}

/** Puts a list into the library or changes what the library knows of it (a new room after a move, a title). */
export const addListEntry = (desk: Desk, { listId, ...values }: ListEntryValues): ActId | null =>
  runAct(desk, 'add-list', listId, (writer) => {
    const before = parseFields(writer.get('lists', listId))
    const title = tidyText(values.title, MAX_LIST_TITLE_LENGTH)
    const { room, link } = values
    // What else the entry says (under which id the person is known there, say) stays.
    const entry = { at: writer.at, ...before, room, link, title, colour: parseColour(values.colour) }
    if (before && JSON.stringify(entry) === JSON.stringify({ at: 0, ...before })) return
    writer.set('lists', listId, JSON.stringify(entry))
    if (before) return
    const others = listPositions(desk.doc, writer, listId)
    for (const [id, position] of placeAt(others, others.length, [listId], desk.random))
      writer.keep('listOrder', id, position)
  })

/** Takes a list out of the library; the list itself is not touched. */
export const removeListEntry = (desk: Desk, listId: string): ActId | null =>
  runAct(desk, 'remove-list', listId, (writer) => {
    writer.set('lists', listId, null)
    // Whoever comes back to it comes back to it among the others.
    writer.set('archived', listId, null)
  })

/** Moves a list right before another, or to the end. */
export const moveListEntry = (desk: Desk, listId: string, before: string | null): ActId | null =>
  runAct(desk, 'move-list', listId, (writer) => {
    const others = listPositions(desk.doc, writer, listId)
    const found = others.findIndex(({ id }) => id === before)
    const index = before === null || found < 0 ? others.length : found
    for (const [id, position] of placeAt(others, index, [listId], desk.random))
      writer.set('listOrder', id, position)
  })

/**
 * Follows a feed, or remembers one of one's own: the one for what was imported (`own`), or one that is published of a
 * list (`list`, with the owner's link).
 */
export const setFeed = (
  desk: Desk,
  {
    feedId,
    link,
    own,
    list,
  }: {
    readonly feedId: string
    readonly link: string
    readonly own: boolean
    readonly list?: string
  },
): ActId | null =>
  runAct(desk, 'follow-feed', feedId, (writer) => {
    const before = parseFields(writer.get('feeds', feedId))
    if (before?.['link'] === link && before['own'] === own && before['list'] === list) return
    const said = { link, own, ...(list === undefined ? {} : { list }) }
    writer.set('feeds', feedId, JSON.stringify({ ...said, at: before?.['at'] ?? writer.at }))
  })

export const removeFeed = (desk: Desk, feedId: string): ActId | null =>
  runAct(desk, 'leave-feed', feedId, (writer) => writer.set('feeds', feedId, null))

/** Whether an act that is still kept is about a list: undoing it may bring the list back. */
export const isInActs = (doc: SharedDoc, listId: string): boolean => {
  let found = false
  doc.getMap('acts').forEach((value) => {
    found ||= typeof value === 'string' && value.includes(listId)
  })
  return found
}
