import type { FeedEntry } from '../domain/feedDay.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import {
  joinEntries,
  nameDot,
  standingEntries,
  type DayClaimed,
  type Dot,
  type DotEntry,
} from './dayClaims.ts'
import { MAX_DAY_ENTRIES, MAX_DAY_WRITERS, MAX_DOTS } from './limits.ts'

/** As `parseDayClaim` reads it; `seen` with the dots of `entries` in it, or `null` where it has none. */
export const printDayClaim = (
  at: number,
  entries: readonly DotEntry[],
  seen: ReadonlyMap<string, number> | null,
): string => {
  const shown = entries.slice(0, MAX_DAY_ENTRIES)
  return JSON.stringify({
    at,
    entries: shown.map(({ entry: { key, votes, comments } }) =>
      comments === undefined ? (votes === undefined ? [key] : [key, votes]) : [key, votes ?? null, comments],
    ),
    ...(seen
      ? {
          dots: shown.map(({ dots }) => dots.slice(0, MAX_DOTS).map(nameDot).join(' ')),
          // Those of the latest dots: numbers are times.
          seen: Object.fromEntries([...seen].sort(([, a], [, b]) => b - a).slice(0, MAX_DAY_WRITERS)),
        }
      : {}),
  })
}

/**
 * The claim by which `writer` has the day show `entries` in the place of all `claims` it knows: a paper that stands
 * keeps its dot, and one that does not stand, or has none, is put on the day anew. `null` where they show just that.
 */
export const claimDay = (
  claims: readonly DayClaimed[],
  entries: readonly FeedEntry[],
  { writer, at }: { readonly writer: string; readonly at: number },
): string | null => {
  const standing = standingEntries(claims)
  const now = joinEntries(standing.map((each) => each.map(({ entry }) => entry)))
  if (claims.length > 0 && JSON.stringify(now) === JSON.stringify(entries)) return null
  const known = new Map<PaperKey, Map<string, Dot>>()
  for (const { entry, dots } of standing.flat()) {
    const before = known.get(entry.key)
    const named = dots.map((dot) => [nameDot(dot), dot] as const)
    known.set(entry.key, new Map([...(before ?? []), ...named]))
  }
  const seen = new Map<string, number>()
  for (const { value } of claims)
    for (const [one, n] of value.seen ?? []) seen.set(one, Math.max(n, seen.get(one) ?? 0))
  // Past any number this writer has used of the day, also where every claim that said so is gone.
  let n = Math.max((seen.get(writer) ?? 0) + 1, Math.floor(at / 1_000))
  const said = entries.map((entry): DotEntry => {
    const dots = [...(known.get(entry.key)?.values() ?? [])]
    if (dots.length > 0) return { entry, dots }
    const dot = { writer, n: n++ }
    seen.set(writer, dot.n)
    return { entry, dots: [dot] }
  })
  return printDayClaim(at, said, seen)
}
