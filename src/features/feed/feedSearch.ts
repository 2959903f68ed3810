import { FEED_SORTS, type FeedSort } from '../../domain/feedDay.ts'
import { PAPER_SOURCES, type PaperSource } from '../../domain/paper.ts'
import { parseDay, type Day } from '../../lib/day.ts'

/** What the address of the feed says besides the day: how much is shown, in which order, and which of it. */
export interface FeedSearch {
  readonly sort: FeedSort
  readonly unread: boolean
  /** Absent: the day alone. */
  readonly range?: 'week' | 'month'
  /** Every day from this one to the address's own, whatever `range` says. */
  readonly from?: Day
  /** Only papers with code. */
  readonly code?: true
  /** Only papers with this tag of the person's. */
  readonly tag?: string
  /** Only papers that this source told of. */
  readonly source?: PaperSource
  /** Only papers of this feed that the person follows: its id. */
  readonly feed?: string
}

/** Reads an address as it came; what makes no sense in it is left out. */
export const parseFeedSearch = (search: Record<string, unknown>): FeedSearch => {
  const { range, tag, feed } = search
  const from = parseDay(String(search['from']))
  const source = PAPER_SOURCES.find((one) => one === search['source'])
  return {
    sort: FEED_SORTS.find((sort) => sort === search['sort']) ?? 'top',
    unread: isOn(search['unread']),
    ...(range === 'week' || range === 'month' ? { range } : {}),
    ...(from ? { from } : {}),
    ...(isOn(search['code']) ? { code: true } : {}),
    // The router reads a tag of digits as a number.
    ...(tag === undefined || tag === '' ? {} : { tag: String(tag) }),
    ...(source ? { source } : {}),
    ...(typeof feed === 'string' && feed !== '' ? { feed } : {}),
  }
}

const isOn = (value: unknown): boolean => value === true || value === 1 || value === '1'
