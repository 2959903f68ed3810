import { openClaims, parseClaim, writerOf } from './claims.ts'
import type { Desk } from './desk.ts'
import { parseFields, parseId, parseTime, type Stored } from './entry.ts'
import { MAX_NEWS_AHEAD_MS, MAX_SEEN_MEMBERS } from './limits.ts'
import type { SharedDoc } from './sharedText.ts'
import { openSchema } from './upgrade.ts'

/**
 * Up to where a person has seen a list: for each member the time of the last act of theirs that was there. Not one time
 * for all, or what a member did before it without a network, and sent after it, would never be shown as new.
 */
export interface ListSeen {
  /** When the person last looked; 0 never. */
  readonly at: number
  readonly of: ReadonlyMap<string, number>
}

const NEVER: ListSeen = { at: 0, of: new Map() }
const ROOT = 'listSeen'

const parseSeen = (value: Stored): ListSeen | null => {
  const fields = parseFields(value)
  const at = parseTime(fields?.['at'])
  const of = fields?.['of']
  if (at === null || typeof of !== 'object' || of === null || Array.isArray(of)) return null
  const times = Object.entries(of).flatMap(([member, time]: readonly [string, unknown]) => {
    const known = parseTime(time)
    return parseId(member) === null || known === null ? [] : [[member, known] as const]
  })
  return { at, of: new Map(times.slice(0, MAX_SEEN_MEMBERS)) }
}

/** What either has seen, of the members the most recent. */
const join = (a: ListSeen, b: ListSeen): ListSeen => {
  const of = new Map(a.of)
  for (const [member, at] of b.of) of.set(member, Math.max(at, of.get(member) ?? 0))
  const recent = [...of].sort(([x, at], [y, bt]) => bt - at || (x < y ? -1 : 1))
  return { at: Math.max(a.at, b.at), of: new Map(recent.slice(0, MAX_SEEN_MEMBERS)) }
}

/** Up to where a list has been seen on any device of the library's; what each of them says counts (SPEC.md D44). */
export const readSeen = (library: SharedDoc, list: string): ListSeen => {
  let seen = NEVER
  library.getMap(ROOT).forEach((value, key) => {
    const claim = key.startsWith(`${list} `) ? parseClaim(key, value) : null
    const said = claim?.subject === list ? parseSeen(claim.value) : null
    if (said) seen = join(seen, said)
  })
  return seen
}

/** Notes that this person has seen a list up to there; no act, as nothing is there to undo. False where nothing is new. */
export const markSeen = (desk: Desk, list: string, now: ListSeen): boolean => {
  if (openSchema(desk.doc) === 'newer') return false
  const latest = Math.floor(desk.now()) + MAX_NEWS_AHEAD_MS
  const before = readSeen(desk.doc, list)
  const clipped = [...now.of].map(([member, at]) => [member, Math.min(at, latest)] as const)
  const next = join(before, { at: Math.min(now.at, latest), of: new Map(clipped) })
  if ([...next.of].every(([member, at]) => before.of.get(member) === at)) return false
  desk.doc.transact(() => {
    const said = JSON.stringify({ at: next.at, of: Object.fromEntries(next.of) })
    openClaims(desk.doc.getMap(ROOT), writerOf(desk.doc)).set(list, said)
  })
  return true
}

/** Calls `listener` whenever any list may have been seen further; returns how to stop. */
export const onSeen = (library: SharedDoc, listener: () => void): (() => void) => {
  const root = library.getMap(ROOT)
  root.observe(listener)
  return () => root.unobserve(listener)
}
