import type { Accessor, JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { ListEntry, ListSort, OpenList } from '../../state/lists.ts'
import type { ListCursor } from '../../ui/listCursor.ts'
import type { Called } from './memberNames.ts'

/** What the page of a list gives to its rows, its board and its schedule. */
export interface ListViewProps {
  readonly list: OpenList
  readonly sort: ListSort
  /** The papers to be shown, in that order: those that pass the filter. */
  readonly entries: readonly ListEntry[]
  /** Which filter it is, for who asks whether it is still the same; empty without one. */
  readonly filter: string
  /** How often the order was asked for again. */
  readonly round: number
  readonly writable: boolean
  readonly names: ReadonlyMap<string, Called>
  readonly cursor: ListCursor
  /** The paper in the sheet. */
  readonly opened: PaperKey | null
  readonly hrefOf: (key: PaperKey) => string
  readonly onOpen: (key: PaperKey) => void
  readonly onVote: (key: PaperKey) => void
  /** Opens the sheet at the list's tags. */
  readonly onTag: (key: PaperKey) => void
  /** Opens the dialog for date and presenter. */
  readonly onSchedule: (...keys: readonly PaperKey[]) => void
  /** Says in which order the papers stand, for `j`, `k` and the sheet; answers how to take that back. */
  readonly onKeys: (keys: Accessor<readonly PaperKey[]>) => () => void
  /** Why nothing can be changed here, or nothing. */
  readonly before: JSX.Element
}
