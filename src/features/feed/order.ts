import { topOrder, type FeedSort } from '../../domain/feedDay.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { FeedPaper } from '../../state/carrel.ts'

/** How much each paper is to the person's taste. */
export type Rank = ReadonlyMap<PaperKey, number>

/**
 * Keys of a day's papers as `sort` wants them. New: by date of publication, latest first, then as the source has them.
 * For you: by `rank`, then as in Top.
 */
export const orderKeys = (
  papers: readonly FeedPaper[],
  sort: FeedSort,
  rank: Rank | null,
): readonly PaperKey[] => {
  if (sort !== 'new') {
    const top = topOrder(papers).map((entry) => entry.key)
    return sort === 'top' ? top : top.sort((a, b) => (rank?.get(b) ?? 0) - (rank?.get(a) ?? 0))
  }
  return papers
    .map((row, index) => ({ row, index, date: row.paper.date ?? '' }))
    .sort((a, b) => (a.date > b.date ? -1 : a.date < b.date ? 1 : a.index - b.index))
    .map(({ row }) => row.key)
}
