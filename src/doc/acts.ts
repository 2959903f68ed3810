import { openClaims, writerOf, type ClaimTable } from './claims.ts'
import type { ActId, Desk } from './desk.ts'
import { isStored, parseTime, type Stored } from './entry.ts'
import { KEPT_MS, MAX_AHEAD_MS } from './limits.ts'
import { purge } from './purge.ts'
import { isClaimRoot } from './roots.ts'
import type { SharedDoc } from './sharedText.ts'
import { openSchema } from './upgrade.ts'

/** One change an act made, so that it can be undone: the same value before and after for all `keys`. */
export interface Change {
  readonly root: string
  readonly keys: readonly string[]
  readonly before: Stored | null
  readonly after: Stored | null
}

/** What a verb writes through, inside its one transaction. */
export interface ActWriter {
  /** The time of the act: after everything the document knows, see SPEC.md D9. */
  readonly at: number
  get(root: string, key: string): Stored | null
  /** Changes an entry and remembers how to undo it; `null` removes. The same value again changes nothing. */
  set(root: string, key: string, value: Stored | null): void
  /** Writes what undoing leaves alone. */
  keep(root: string, key: string, value: Stored): void
  /** Remembers an inverse for something `set` did not do: undoing sets `value` while there is no entry. */
  onUndo(root: string, key: string, value: Stored): void
}

const ACT_ID = /^(\d{1,16})-([\w-]{1,64})$/

/** The time in an act's id; `null` for a key that is none. */
export const timeOfAct = (id: string): number | null => {
  const digits = ACT_ID.exec(id)?.[1]
  return digits === undefined ? null : parseTime(Number(digits))
}

/** Latest time in the document, where a time from others counts as at most a day after `now`; 0 without any. */
const latestTime = (doc: SharedDoc, now: number): number => {
  let latest = 0
  doc.getMap('acts').forEach((_value, id) => {
    latest = Math.max(latest, timeOfAct(id) ?? 0)
  })
  return Math.min(latest, now + MAX_AHEAD_MS)
}

/** The time a verb writes: its clock's, or right after the latest the document knows. */
export const nextTime = (desk: Desk): number => {
  const now = Math.floor(desk.now())
  return Math.max(now, latestTime(desk.doc, now) + 1)
}

const collect = (desk: Desk, at: number): ActWriter & { changes(): readonly Change[] } => {
  const { doc } = desk
  const tables = new Map<string, ClaimTable>()
  const done = new Map<string, { root: string; key: string; before: Stored | null; after: Stored | null }>()

  const table = (root: string): ClaimTable => {
    const known = tables.get(root)
    if (known) return known
    const opened = openClaims(doc.getMap(root), writerOf(doc))
    tables.set(root, opened)
    return opened
  }
  const get = (root: string, key: string): Stored | null => {
    if (isClaimRoot(root)) return table(root).get(key)
    const value = doc.getMap(root).get(key)
    return isStored(value) ? value : null
  }
  const put = (root: string, key: string, value: Stored | null): void => {
    if (isClaimRoot(root)) table(root).set(key, value)
    else if (value === null) doc.getMap(root).delete(key)
    else doc.getMap(root).set(key, value)
  }

  return {
    at,
    get,
    set(root, key, value) {
      const before = get(root, key)
      if (before === value) return
      put(root, key, value)
      const name = `${root}\n${key}`
      const first = done.get(name)
      done.set(name, { root, key, before: first ? first.before : before, after: value })
    },
    keep(root, key, value) {
      if (get(root, key) !== value) put(root, key, value)
    },
    onUndo(root, key, value) {
      done.set(`${root}\n${key}`, { root, key, before: value, after: null })
    },
    changes() {
      const groups = new Map<string, Change & { readonly keys: string[] }>()
      for (const { root, key, before, after } of done.values()) {
        if (before === after) continue
        const name = JSON.stringify([root, before, after])
        const group = groups.get(name)
        if (group) group.keys.push(key)
        else groups.set(name, { root, keys: [key], before, after })
      }
      return [...groups.values()]
    },
  }
}

/**
 * Runs a verb: one transaction with its changes, its entry in `acts`, and a little purging. `about` is said in the entry
 * as well. `null` where nothing changed that can be undone, or where the document is of a newer schema and must not be
 * written.
 */
export const runAct = (
  desk: Desk,
  verb: string,
  key: string,
  change: (writer: ActWriter) => void,
  about?: object,
): ActId | null => {
  const { doc, by } = desk
  if (openSchema(doc) === 'newer') return null
  return doc.transact(() => {
    const at = nextTime(desk)
    const writer = collect(desk, at)
    change(writer)
    const changes = writer.changes()
    if (changes.length === 0) return null
    const id = `${at}-${desk.randomId()}`
    const printed = changes.map(({ root, keys, before, after }) => [root, keys, before, after])
    doc.getMap('acts').set(id, JSON.stringify({ by, verb, key, ...about, changes: printed }))
    purge(desk, Math.min(at, Math.floor(desk.now()) + MAX_AHEAD_MS) - KEPT_MS)
    return id
  })
}
