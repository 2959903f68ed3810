import { normaliseTitle } from '../../domain/paperKey.ts'
import { paperKeyOf } from '../../domain/paperKeyOf.ts'
import type { Day } from '../../lib/day.ts'
import type { Feed, ImportPlan, SourcedPaper } from '../../state/carrel.ts'

/** What importing `papers` into a day of the feed would do; nothing is written. Reactive. */
export const planImport = (
  feed: Pick<Feed, 'known'>,
  papers: readonly SourcedPaper[],
  day: Day,
): ImportPlan => {
  const here = feed.known()
  const titles = new Set<string>()
  for (const held of here) for (const { title } of held.values()) titles.add(normaliseTitle(title))
  const known = papers.filter(({ snapshot }) => {
    const key = paperKeyOf(snapshot)
    return here.some((held) => held.has(key)) || titles.has(normaliseTitle(snapshot.title))
  }).length
  return { day, papers, known, fresh: papers.length - known }
}
