import { createEffect, createMemo, createSignal, type Accessor } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { Carrel } from '../../state/carrel.ts'
import {
  createPlainSearch,
  NOTHING_FOUND,
  type Found,
  type PaperSearch,
  type PlainSearch,
} from './paperSearch.ts'

/** The search over everything this device knows, built once per change. Needs a reactive owner. */
export const createPaperSearch = (carrel: Carrel): Accessor<PaperSearch> => {
  const search = createMemo<PlainSearch>((before) => {
    const tags = new Map<PaperKey, string[]>()
    for (const tag of carrel.library.tags())
      for (const key of carrel.library.papersWithTag(tag.id)) {
        const names = tags.get(key)
        if (names) names.push(tag.name)
        else tags.set(key, [tag.name])
      }
    const papers = carrel.allPapers().map((paper) => ({ paper, tags: tags.get(paper.key) ?? [] }))
    return createPlainSearch(papers, before)
  }, createPlainSearch([]))
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
  search: Accessor<PaperSearch>,
  query: Accessor<string>,
  limit: number,
): Finder => {
  const [answer, setAnswer] = createSignal<{ readonly query: string; readonly found: Found }>({
    query: '',
    found: NOTHING_FOUND,
  })
  let asked = 0
  createEffect(() => {
    const text = query()
    const mine = ++asked
    void search()
      .find(text, limit)
      .then((found) => {
        if (mine === asked) setAnswer({ query: text, found })
      })
  })
  const keys = createMemo<readonly PaperKey[]>(() => answer().found.keys, [], {
    equals: (a, b) => a.length === b.length && a.every((key, at) => key === b[at]),
  })
  return { keys, found: () => answer().found, answered: () => answer().query }
}
