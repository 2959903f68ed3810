import { createMemo } from 'solid-js'
import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { eagerPace } from '../search/eagerPace.ts'
import type { SearchablePaper } from '../search/paperSearch.ts'
import { createPlainSearch } from '../search/plainSearch.ts'
import type { RemoteSearch } from '../search/remoteSearch.ts'
import type { Carrel, Searching } from './carrel.ts'
import { startSearchWorker } from './searchWorker.ts'

const searchable = (paper: Paper, tags: readonly string[]): SearchablePaper => {
  const { key, title, abstract, summary, authors, arxivId, doi, date } = paper
  return {
    paper: {
      key,
      title,
      ...(abstract === undefined ? {} : { abstract }),
      ...(summary === undefined ? {} : { summary }),
      ...(authors === undefined ? {} : { authors }),
      ...(arxivId === undefined ? {} : { arxivId }),
      ...(doi === undefined ? {} : { doi }),
      ...(date === undefined ? {} : { date }),
    },
    tags,
  }
}

const NO_TAGS: readonly string[] = []
const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, at) => name === b[at])

/**
 * The search over everything this device knows: in a worker, and on the page's own thread where there is none or it is
 * lost. Needs a reactive owner.
 */
export const createSearching = (
  carrel: Pick<Carrel, 'allPapers' | 'library'>,
  startWorker: (onLost: () => void) => RemoteSearch | null = startSearchWorker,
): Searching => {
  /** What is searched, by key. */
  const searched = new Map<PaperKey, { readonly paper: Paper; readonly as: SearchablePaper }>()
  const own = createPlainSearch(eagerPace)
  let remote: RemoteSearch | null = null
  remote = startWorker(() => {
    remote?.lose()
    remote = null
    own.put([...searched.values()].map(({ as }) => as))
  })

  const known = createMemo(() => {
    const tags = new Map<PaperKey, string[]>()
    for (const tag of carrel.library.tags())
      for (const key of carrel.library.papersWithTag(tag.id)) {
        const names = tags.get(key)
        if (names) names.push(tag.name)
        else tags.set(key, [tag.name])
      }
    const papers = carrel.allPapers()
    const fresh: SearchablePaper[] = []
    for (const paper of papers) {
      const names = tags.get(paper.key) ?? NO_TAGS
      const before = searched.get(paper.key)
      if (before?.paper === paper && sameNames(before.as.tags, names)) continue
      const as = searchable(paper, names)
      searched.set(paper.key, { paper, as })
      fresh.push(as)
    }
    const gone: PaperKey[] = []
    if (searched.size > papers.length) {
      const here = new Set(papers.map(({ key }) => key))
      for (const key of searched.keys()) if (!here.has(key)) gone.push(key)
      for (const key of gone) searched.delete(key)
    }
    const search = remote ?? own
    search.put(fresh)
    search.drop(gone)
    return papers
  })
  return {
    size: () => known().length,
    async find(query, limit, signal) {
      known()
      return (await remote?.find(query, limit, signal)) ?? own.find(query, limit, signal)
    },
  }
}
