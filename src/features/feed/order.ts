import { topOrder, type FeedSort } from '../../domain/feedDay.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { FeedPaper } from '../../state/carrel.ts'

/** Keys of a day's papers as `sort` wants them. New: by date of publication, latest first, then as the source has them. */
export const orderKeys = (papers: readonly FeedPaper[], sort: FeedSort): readonly PaperKey[] => {
  if (sort === 'top') return topOrder(papers).map((entry) => entry.key)
  return papers
    .map((row, index) => ({ row, index, date: row.paper.date ?? '' }))
    .sort((a, b) => (a.date > b.date ? -1 : a.date < b.date ? 1 : a.index - b.index))
    .map(({ row }) => row.key)
}
