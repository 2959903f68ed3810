import type { FeedEntry } from '../domain/feedDay.ts'
import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { parseDay, type Day } from '../lib/day.ts'
import { timeOfValue, type Claim } from './claims.ts'
import { parseFields } from './entry.ts'
import { MAX_DAY_ENTRIES, MAX_DAY_WRITERS, MAX_DOTS } from './limits.ts'

/**
 * What one device says of a day in a shard. A feed that goes along with a list takes papers off days again, also while
 * another device of its publisher changes the same day. So each paper that is put on a day is a dot, the `n`th of its
 * writer's, and a claim says up to which dot of each writer it had `seen`: a paper that one claim shows and another has
 * seen and does not show was taken off. That is an observed-remove set without tombstones (Bieniusa et al., "An
 * Optimized Conflict-free Replicated Set", 2012): of what was taken off, nothing is left to be read.
 */
export interface DayClaim {
  readonly day: Day
  /** In the day's order. */
  readonly entries: readonly DotEntry[]
  /** `null`: it tells nothing of the kind, and takes nothing off that another claim shows. */
  readonly seen: ReadonlyMap<string, number> | null
}
export interface DotEntry {
  readonly entry: FeedEntry
  /** Several where several devices put it on the day at once; none where the claim tells of none. */
  readonly dots: readonly Dot[]
}
export interface Dot {
  readonly writer: string
  readonly n: number
}

const DOT = /^([0-9a-z]{1,16})\.(\d{1,16})$/
/** As it stands in a claim. */
export const nameDot = ({ writer, n }: Dot): string => `${writer}.${n}`
const parseDots = (value: unknown): readonly Dot[] => {
  if (typeof value !== 'string') return []
  return value.split(' ', MAX_DOTS).flatMap((text): readonly Dot[] => {
    const [, writer, n] = DOT.exec(text) ?? []
    return writer === undefined ? [] : [{ writer, n: Number(n) }]
  })
}

export const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e9 ? value : undefined

const parseEntry = (value: unknown): FeedEntry | null => {
  if (!Array.isArray(value)) return null
  const [name, votes, comments]: readonly unknown[] = value
  const key = typeof name === 'string' ? parsePaperKey(name) : null
  if (!key) return null
  const [voted, said] = [countOf(votes), countOf(comments)]
  return {
    key,
    ...(voted === undefined ? {} : { votes: voted }),
    ...(said === undefined ? {} : { comments: said }),
  }
}

const parseSeen = (value: unknown): ReadonlyMap<string, number> | null => {
  if (typeof value !== 'object' || value === null) return null
  const said = Object.entries(value)
  if (said.length > MAX_DAY_WRITERS) return null
  const seen = new Map<string, number>()
  for (const [writer, n] of said) {
    if (typeof n !== 'number' || !Number.isSafeInteger(n) || n < 0) return null
    seen.set(writer, n)
  }
  return seen
}

export const parseDayClaim = ({ subject, value }: Pick<Claim, 'subject' | 'value'>): DayClaim | null => {
  const day = parseDay(subject)
  const fields = parseFields(value)
  const listed = fields?.['entries']
  if (!day || !Array.isArray(listed) || listed.length > MAX_DAY_ENTRIES) return null
  const seen = parseSeen(fields?.['seen'])
  const dots: unknown = fields?.['dots']
  const dotsAt = (at: number): readonly Dot[] => (seen && Array.isArray(dots) ? parseDots(dots[at]) : [])
  const entries = listed.flatMap((value: unknown, at): readonly DotEntry[] => {
    const entry = parseEntry(value)
    return entry ? [{ entry, dots: dotsAt(at) }] : []
  })
  return { day, entries, seen }
}

/** What two lists of one day's entries say together: the first's order, and from each what the other does not say. */
export const joinEntries = (lists: readonly (readonly FeedEntry[])[]): readonly FeedEntry[] => {
  const joined = new Map<PaperKey, FeedEntry>()
  for (const entries of lists)
    for (const entry of entries) joined.set(entry.key, { ...entry, ...joined.get(entry.key) })
  return [...joined.values()]
}

export interface DayClaimed {
  readonly claim: Claim
  readonly value: DayClaim
}

/**
 * Of all claims on one day, what each shows that no other has taken off (SPEC.md D68). The newest word first, ties by
 * writer, so that every device sees one order.
 */
export const standingEntries = (claims: readonly DayClaimed[]): readonly (readonly DotEntry[])[] => {
  const newestFirst = claims
    .map(({ claim, value }) => ({ at: timeOfValue(claim.value), writer: claim.writer, ...value }))
    .sort((a, b) => b.at - a.at || (a.writer < b.writer ? 1 : -1))
  if (newestFirst.length < 2) return newestFirst.map(({ entries }) => entries)
  const shown = newestFirst.map(({ entries }) => new Set(entries.flatMap(({ dots }) => dots.map(nameDot))))
  const isTakenOff = (dot: Dot): boolean =>
    newestFirst.some(
      ({ seen }, at) => (seen?.get(dot.writer) ?? -1) >= dot.n && shown[at]?.has(nameDot(dot)) !== true,
    )
  return newestFirst.map(({ entries }) =>
    entries.flatMap((one): readonly DotEntry[] => {
      const dots = one.dots.filter((dot) => !isTakenOff(dot))
      return dots.length > 0 || one.dots.length === 0 ? [{ entry: one.entry, dots }] : []
    }),
  )
}
