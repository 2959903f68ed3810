import { parseFilter, printFilter, type PrintedFilter } from '../domain/paperFilter.ts'
import { createReader, readClaims, readEntries, resolveClaims, type DocReader } from './docReader.ts'
import { parseFields, parseId, parsePosition, parseText, parseTime } from './entry.ts'
import { sortPlaced } from './handOrder.ts'
import { MAX_VIEW_NAME_LENGTH, MAX_VIEWS } from './limits.ts'
import type { SharedDoc } from './sharedText.ts'
import { parseTagId } from './tags.ts'

/** A filter that was given a name. */
export interface SavedView {
  readonly id: string
  readonly name: string
  /** The tag whose papers are filtered; `null`: the saved ones. */
  readonly tag: string | null
  readonly filter: PrintedFilter
  /** When it was last changed. */
  readonly at: number
}

export const parseView = (subject: string, value: unknown): SavedView | null => {
  const fields = parseFields(value)
  const id = parseId(subject)
  const name = parseText(fields?.['name'], MAX_VIEW_NAME_LENGTH)
  if (!fields || id === null || !name) return null
  return {
    id,
    name,
    tag: parseTagId(fields['tag']),
    filter: printFilter(parseFilter(fields)),
    at: parseTime(fields['at']) ?? 0,
  }
}

/** At most {@link MAX_VIEWS}, those that come first in the person's order. */
export const listViews = (
  views: Iterable<SavedView>,
  positions: ReadonlyMap<string, string>,
): ReadonlyMap<string, SavedView> => {
  const byId = new Map([...views].map((view) => [view.id, view]))
  const placed = sortPlaced([...byId.keys()].map((id) => ({ id, position: positions.get(id) ?? '' })))
  return new Map(
    placed.slice(0, MAX_VIEWS).flatMap(({ id }) => {
      const view = byId.get(id)
      return view ? [[id, view] as const] : []
    }),
  )
}

/** The views of a library; read apart from the rest of it, which is needed sooner. */
export const readViews = (doc: SharedDoc): DocReader<{ readonly views: ReadonlyMap<string, SavedView> }> => {
  const views = readClaims(doc, 'views', ({ subject, value }) => parseView(subject, value))
  const order = readEntries(doc, 'viewOrder', (_key, value) => parsePosition(value) || null)
  return createReader<{ readonly views: ReadonlyMap<string, SavedView> }>(doc, [views, order], {
    views: {
      from: [views, order],
      read: () => listViews(resolveClaims(views, ({ id }) => id).values(), order.entries),
    },
  })
}
