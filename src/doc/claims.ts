import type * as Y from 'yjs'
import { isStored, parseFields, parseTime, type Stored } from './entry.ts'

/**
 * A claim is a flat entry "<subject> <writer>": what one replica says of a subject. Writing replaces every claim the
 * writer has seen by its own, removing deletes every claim it has seen. As no two replicas write one key, a claim made
 * at the same time as a removal stands (SPEC.md D5), and of two claims made at the same time the later one counts.
 */
export interface Claim {
  readonly subject: string
  readonly writer: string
  readonly value: Stored
}

const WRITER = /^[0-9a-z]{1,16}$/

/** The replica's name in keys: Yjs needs it to be unique anyway, and it says nothing about the person. */
export const writerOf = (doc: Y.Doc): string => doc.clientID.toString(36)

export const parseClaim = (key: string, value: unknown): Claim | null => {
  const space = key.lastIndexOf(' ')
  const writer = key.slice(space + 1)
  if (space < 1 || !WRITER.test(writer) || !isStored(value)) return null
  return { subject: key.slice(0, space), writer, value }
}

/** When a claim was made: a number is its own time, a record has `at`. */
export const timeOfValue = (value: Stored): number =>
  parseTime(typeof value === 'number' ? value : parseFields(value)?.['at']) ?? 0

/** Whether `a` counts rather than `b`: the later one, ties by writer, so that all replicas choose alike. */
export const outranks = (a: Claim, b: Claim): boolean => {
  const [at, bt] = [timeOfValue(a.value), timeOfValue(b.value)]
  return at > bt || (at === bt && a.writer > b.writer)
}

/** Subjects asked for one by one before the whole map is indexed: a verb on many papers must not scan for each. */
const SCANS_BEFORE_INDEX = 8

export interface ClaimTable {
  /** The value that counts, `null` where there is no claim. */
  get(subject: string): Stored | null
  /** Every claim on the subject, in no particular order. */
  all(subject: string): readonly Claim[]
  /** Replaces all claims on the subject by one of this replica, or by none. */
  set(subject: string, value: Stored | null): void
}

/** Claims of one root map, for the length of one transaction. */
export const openClaims = (map: Y.Map<unknown>, writer: string): ClaimTable => {
  let index: Map<string, Map<string, Claim>> | null = null
  let scans = 0

  const buildIndex = (): Map<string, Map<string, Claim>> => {
    const built = new Map<string, Map<string, Claim>>()
    map.forEach((value, key) => {
      const claim = parseClaim(key, value)
      if (!claim) return
      const known = built.get(claim.subject)
      if (known) known.set(key, claim)
      else built.set(claim.subject, new Map([[key, claim]]))
    })
    return built
  }
  const claimsOn = (subject: string): ReadonlyMap<string, Claim> => {
    if (!index && ++scans > SCANS_BEFORE_INDEX) index = buildIndex()
    if (index) return index.get(subject) ?? new Map()
    const found = new Map<string, Claim>()
    const prefix = `${subject} `
    map.forEach((value, key) => {
      if (!key.startsWith(prefix)) return
      const claim = parseClaim(key, value)
      if (claim?.subject === subject) found.set(key, claim)
    })
    return found
  }

  return {
    all: (subject) => [...claimsOn(subject).values()],
    get(subject) {
      let best: Claim | null = null
      for (const claim of claimsOn(subject).values()) if (!best || outranks(claim, best)) best = claim
      return best?.value ?? null
    },
    set(subject, value) {
      const own = `${subject} ${writer}`
      for (const key of claimsOn(subject).keys()) if (value === null || key !== own) map.delete(key)
      if (value === null) {
        index?.delete(subject)
        return
      }
      if (map.get(own) !== value) map.set(own, value)
      index?.set(subject, new Map([[own, { subject, writer, value }]]))
    },
  }
}
