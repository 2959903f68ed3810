import type { PaperFilter } from '../domain/paperFilter.ts'
import { printFilter } from '../domain/paperFilter.ts'
import { squeeze } from '../lib/text.ts'
import { runAct, type ActWriter } from './acts.ts'
import type { ActId, Desk } from './desk.ts'
import { parseFields, parsePosition, tidyText } from './entry.ts'
import { placeAt, sortPlaced } from './handOrder.ts'
import { MAX_VIEW_NAME_LENGTH, MAX_VIEWS } from './limits.ts'
import type { SharedDoc } from './sharedText.ts'

const tidyName = (name: string): string => tidyText(squeeze(name), MAX_VIEW_NAME_LENGTH)

/** Ids of the views there are, but for one, in order. */
const othersOf = (doc: SharedDoc, writer: ActWriter, without: string) => {
  const ids = new Set<string>()
  doc.getMap('views').forEach((_value, key) => {
    ids.add(key.split(' ', 1)[0] ?? '')
  })
  ids.delete(without)
  return sortPlaced([...ids].map((id) => ({ id, position: parsePosition(writer.get('viewOrder', id)) })))
}

/** Keeps a filter under a name, last of all. `null` too without a name, and where there are too many already. */
export const keepView = (
  desk: Desk,
  view: { readonly name: string; readonly tag: string | null; readonly filter: PaperFilter },
): ActId | null => {
  const id = desk.randomId()
  return runAct(desk, 'keep-view', id, (writer) => {
    const name = tidyName(view.name)
    const others = othersOf(desk.doc, writer, id)
    if (name === '' || others.length >= MAX_VIEWS) return
    const tag = view.tag === null ? {} : { tag: view.tag }
    const value = { name, ...tag, ...printFilter(view.filter), at: writer.at }
    writer.set('views', id, JSON.stringify(value))
    for (const [one, position] of placeAt(others, others.length, [id], desk.random))
      writer.keep('viewOrder', one, position)
  })
}

export const renameView = (desk: Desk, id: string, name: string): ActId | null =>
  runAct(desk, 'rename-view', id, (writer) => {
    const before = parseFields(writer.get('views', id))
    const tidy = tidyName(name)
    if (!before || tidy === '' || before['name'] === tidy) return
    writer.set('views', id, JSON.stringify({ ...before, name: tidy, at: writer.at }))
  })

export const removeView = (desk: Desk, id: string): ActId | null =>
  runAct(desk, 'remove-view', id, (writer) => writer.set('views', id, null))

/** Moves a view right before another, or to the end. */
export const moveView = (desk: Desk, id: string, before: string | null): ActId | null =>
  runAct(desk, 'move-view', id, (writer) => {
    if (writer.get('views', id) === null) return
    const others = othersOf(desk.doc, writer, id)
    const found = others.findIndex((other) => other.id === before)
    const index = before === null || found < 0 ? others.length : found
    for (const [one, position] of placeAt(others, index, [id], desk.random))
      writer.set('viewOrder', one, position)
  })
