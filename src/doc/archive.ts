import { parseColour } from '../domain/colour.ts'
import { runAct } from './acts.ts'
import type { ActId, Desk } from './desk.ts'
import { tidyText } from './entry.ts'
import type { ListEntryValues } from './libraryLists.ts'
import { MAX_LIST_TITLE_LENGTH } from './limits.ts'

/** Puts a list out of this person's way: a claim of its own, so that what is said of the list itself stays as it is. */
export const archiveList = (desk: Desk, listId: string): ActId | null =>
  runAct(desk, 'archive-list', listId, (writer) => {
    if (writer.get('lists', listId) === null || writer.get('archived', listId) !== null) return
    writer.set('archived', listId, writer.at)
  })

export const unarchiveList = (desk: Desk, listId: string): ActId | null =>
  runAct(desk, 'unarchive-list', listId, (writer) => writer.set('archived', listId, null))

/**
 * Puts a frozen copy of a list into the library: a document and room of this person's own, which holds what the list
 * held at `frozen`. `member` is who the person was in the list.
 */
export const addFrozenCopy = (
  desk: Desk,
  copy: ListEntryValues & { readonly member: string; readonly frozen: number },
): ActId | null =>
  runAct(desk, 'keep-copy', copy.listId, (writer) => {
    const { listId, room, link, member, frozen } = copy
    const title = tidyText(copy.title, MAX_LIST_TITLE_LENGTH)
    const colour = parseColour(copy.colour)
    writer.set('lists', listId, JSON.stringify({ room, link, title, colour, at: writer.at, member, frozen }))
  })
