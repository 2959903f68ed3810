import { createSignal, type Accessor } from 'solid-js'
import { parseFilter, printFilter, type PrintedFilter } from '../domain/paperFilter.ts'
import type { Tagging } from '../state/library.ts'
import { useCarrel } from '../state/context.ts'

/** Where a view leads. */
export interface ViewAim {
  readonly id: string
  readonly name: string
  readonly tag: string | null
  readonly filter: PrintedFilter
}

/** The person's views as ways to their pages; none until their code is here. Needs a reactive owner. */
export const createViews = (): {
  readonly views: Accessor<readonly ViewAim[]>
  /** Whether they have been read. */
  readonly ready: Accessor<boolean>
  readonly move: (id: string, before: string | null) => void
} => {
  const carrel = useCarrel()
  const [tagging, setTagging] = createSignal<Tagging | null>(null)
  void carrel.library.tagging().then((one) => setTagging(one))
  return {
    views: () => tagging()?.views() ?? [],
    ready: () => tagging() !== null,
    move: (id, before) => tagging()?.moveView(id, before),
  }
}

/** Whether the address shows this view. */
export const isShown = (
  { tag, filter }: ViewAim,
  pathname: string,
  search: Readonly<Record<string, unknown>>,
): boolean => {
  const at = pathname.split('/').slice(1)
  const here = tag === null ? at[0] === 'saved' : at[0] === 'tag' && decodeURIComponent(at[1] ?? '') === tag
  return here && JSON.stringify(printFilter(parseFilter(search))) === JSON.stringify(filter)
}
