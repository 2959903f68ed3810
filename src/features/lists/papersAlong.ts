import { meetsOn, movedDays, type Meeting } from '../../domain/meeting.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { Day } from '../../lib/day.ts'
import type { OpenList } from '../../state/lists.ts'

/** What moves with a regular meeting. */
export interface PapersAlong {
  /** The new date of each. */
  readonly papers: ReadonlyMap<PaperKey, Day>
  /** From which day to which, in their order. */
  readonly days: readonly (readonly [Day, Day])[]
  /** Every paper that has a date to come is one of the meeting's, so that none of them was put on a day by itself. */
  readonly alone: boolean
}

/** The papers dated on coming days of the regular meeting, and where they go if it becomes `after`. */
export const papersAlong = (
  list: Pick<OpenList, 'meeting' | 'entries'>,
  after: Meeting | null,
  today: Day,
): PapersAlong => {
  const before = list.meeting()
  if (!before || !after) return { papers: new Map(), days: [], alone: true }
  const coming = list.entries('hand').flatMap(({ key, date, stage }) =>
    // What was discussed was discussed on that day.
    date !== null && date >= today && stage !== 'discussed' ? [{ key, date }] : [],
  )
  const days = movedDays(
    before,
    after,
    coming.map(({ date }) => date),
    today,
  )
  const papers = new Map<PaperKey, Day>()
  for (const { key, date } of coming) {
    const to = days.get(date)
    if (to !== undefined) papers.set(key, to)
  }
  return { papers, days: [...days], alone: coming.every(({ date }) => meetsOn(before, date)) }
}
