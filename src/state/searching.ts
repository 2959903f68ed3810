import { createMemo } from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'
import { createPlainSearch } from '../search/plainSearch.ts'
import type { Carrel, Searching } from './carrel.ts'
import { eagerPace } from './pace.ts'

/** The search over everything this device knows. Needs a reactive owner. */
export const createSearching = (carrel: Pick<Carrel, 'allPapers' | 'library'>): Searching => {
  const search = createPlainSearch(eagerPace)
  const known = createMemo(() => {
    const tags = new Map<PaperKey, string[]>()
    for (const tag of carrel.library.tags())
      for (const key of carrel.library.papersWithTag(tag.id)) {
        const names = tags.get(key)
        if (names) names.push(tag.name)
        else tags.set(key, [tag.name])
      }
    const papers = carrel.allPapers().map((paper) => ({ paper, tags: tags.get(paper.key) ?? [] }))
    search.update(papers)
    return papers
  })
  return {
    size: () => known().length,
    find(query, limit, signal) {
      known()
      return search.find(query, limit, signal)
    },
  }
}
