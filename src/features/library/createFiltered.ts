import { createMemo, untrack, type Accessor } from 'solid-js'
import { isOpen, parseFilter, type PaperFilter, type PrintedFilter } from '../../domain/paperFilter.ts'
import type { Paper } from '../../domain/paper.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { Carrel } from '../../state/carrel.ts'
import { foldLabel } from '../../ui/matchOptions.ts'
import { filterPapers, shownFilter, type PaperFacts } from './filterPapers.ts'

/** Papers keep their identity as long as they say the same, and so does what was folded of them. */
const folded = new WeakMap<Paper, string>()

const textOf = (paper: Paper | null): string => {
  if (!paper) return ''
  const known = folded.get(paper)
  if (known !== undefined) return known
  const { title, authors, abstract, summary, arxivId, doi } = paper
  const text = foldLabel(
    [title, authors?.join(' '), abstract, summary, arxivId, doi].filter(Boolean).join(' '),
  )
  folded.set(paper, text)
  return text
}

/** The papers of `keys` that the address lets through, computed once per change. Needs a reactive owner. */
export const createFiltered = (
  carrel: Carrel,
  keys: Accessor<readonly PaperKey[]>,
  search: Accessor<PrintedFilter>,
): {
  readonly filter: Accessor<PaperFilter>
  readonly keys: Accessor<readonly PaperKey[]>
  /** How many would pass another filter; not followed. */
  readonly countFor: (filter: PaperFilter) => number
} => {
  const filter = createMemo<PaperFilter>(() =>
    shownFilter(parseFilter({ ...search() }), (id) => carrel.library.tagId(id)),
  )
  const papers = createMemo<ReadonlyMap<PaperKey, Paper>>(() =>
    filter().text.trim() === ''
      ? new Map<PaperKey, Paper>()
      : new Map(carrel.allPapers().map((paper) => [paper.key, paper])),
  )
  const facts: PaperFacts = {
    tagsOf: (key) => carrel.library.tagsOf(key),
    readingOf: (key) => carrel.library.readingOf(key),
    textOf: (key) => textOf(papers().get(key) ?? carrel.paper(key)),
  }
  const passing = createMemo(() => {
    const [all, asked] = [keys(), filter()]
    const first = all[0]
    if (isOpen(asked) || first === undefined) return all
    // Followed by one paper for all: each of thousands would be followed for itself.
    facts.tagsOf(first)
    facts.readingOf(first)
    papers()
    return untrack(() => filterPapers(all, asked, facts))
  })
  return {
    filter,
    keys: passing,
    countFor: (other) => untrack(() => filterPapers(keys(), other, facts).length),
  }
}
