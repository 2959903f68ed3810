import { createEffect, createMemo, createSignal, onCleanup, type Accessor } from 'solid-js'
import { NOTHING_FOUND, type Found } from '../../domain/found.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { Carrel, Searching } from '../../state/carrel.ts'

/** The search over everything this device knows, once its code is here. */
export const createPaperSearch = (carrel: Carrel): Accessor<Searching | undefined> => {
  const [search, setSearch] = createSignal<Searching>()
  void carrel
    .later()
    .then((later) => later.searching())
    .then((searching) => setSearch(() => searching))
  return search
}

export interface Finder {
  /** The latest answer; the one before stays until it is there, so that nothing flickers while typing. */
  readonly found: Accessor<Found>
  /** Its papers; the same array as long as they are the same. */
  readonly keys: Accessor<readonly PaperKey[]>
  /** The query that `found` answers. */
  readonly answered: Accessor<string>
}

/** Asks `search` whenever the query or the papers change. Needs a reactive owner. */
export const createFinder = (
  search: Accessor<Searching | undefined>,
  query: Accessor<string>,
  limit: number,
): Finder => {
  const [answer, setAnswer] = createSignal<{ readonly query: string; readonly found: Found }>({
    query: '',
    found: NOTHING_FOUND,
  })
  createEffect(() => {
    const text = query()
    const asked = new AbortController()
    onCleanup(() => asked.abort())
    void search()
      ?.find(text, limit, asked.signal)
      .then((found) => {
        if (!asked.signal.aborted) setAnswer({ query: text, found })
      })
  })
  const keys = createMemo<readonly PaperKey[]>(() => answer().found.keys, [], {
    equals: (a, b) => a.length === b.length && a.every((key, at) => key === b[at]),
  })
  return { keys, found: () => answer().found, answered: () => answer().query }
}
