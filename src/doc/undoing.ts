import { runAct, timeOfAct, type Change } from './acts.ts'
import type { ActId, Desk } from './desk.ts'
import { isStored, parseFields, parseId, type Stored } from './entry.ts'
import { isUndoable } from './undoableRoots.ts'
import { unskipPacked } from './unskipPacked.ts'

/** An act as history and activity show it. */
export interface Act {
  readonly id: ActId
  readonly at: number
  readonly by: string
  readonly verb: string
  /** What it was about: a paper key, a tag, a list, a comment; empty where nothing in particular. */
  readonly key: string
}

/** An entry of `acts`; `null` for what is none. */
export const parseAct = (id: string, value: unknown): Act | null => {
  const at = timeOfAct(id)
  const fields = parseFields(value)
  const by = parseId(fields?.['by'])
  const verb = parseId(fields?.['verb'])
  const key = fields?.['key']
  if (at === null || by === null || verb === null || typeof key !== 'string') return null
  return { id, at, by, verb, key }
}

/** What a stored act changed, as far as an act may change it. */
export const parseChanges = (value: unknown): readonly Change[] => {
  const changes = parseFields(value)?.['changes']
  if (!Array.isArray(changes)) return []
  return changes.flatMap((change: unknown) => {
    if (!Array.isArray(change)) return []
    const [root, keys, before, after]: readonly unknown[] = change
    if (typeof root !== 'string' || !Array.isArray(keys)) return []
    if ((before !== null && !isStored(before)) || (after !== null && !isStored(after))) return []
    const own = keys.filter((key): key is string => typeof key === 'string' && isUndoable(root, key))
    return own.length > 0 ? [{ root, keys: own, before, after }] : []
  })
}

/** A tombstone brought back counts from now on, or the purge would take it the next day. */
const restored = (root: string, before: Stored | null, at: number): Stored | null => {
  const fields = root === 'removed' && before !== null ? parseFields(before) : null
  return fields ? JSON.stringify({ ...fields, at }) : before
}

/**
 * Whether what an act of `by` did to this entry may be undone here: what somebody said is taken back by nobody else
 * (D43), and somebody's vote or reading state by nobody but them and whoever's own act it was (D67).
 */
export const mayUndo = (desk: Desk, by: string, root: string, key: string): boolean => {
  if (root === 'votes' || root === 'reading') {
    // A library's reading state is under the paper alone.
    const [, member = desk.by] = key.split(' ')
    return by === desk.by || member === desk.by
  }
  return (
    root !== 'removed' ||
    !key.startsWith('comment ') ||
    parseFields(desk.doc.getMap('comments').get(key.slice('comment '.length)))?.['author'] === desk.by
  )
}

/**
 * Undoes acts of anybody's as one act, the newest first, as far as everything still is as they left it; what was
 * changed since stays as it is. The undone ones leave the history, where the new act says whose they were; undoing that
 * one does them again. `null` where nothing could be undone.
 */
export const undoActs = (desk: Desk, acts: readonly ActId[]): ActId | null => {
  const stored = desk.doc.getMap('acts')
  const newest = [...acts].sort((a, b) => (timeOfAct(b) ?? 0) - (timeOfAct(a) ?? 0) || (a < b ? 1 : -1))
  const known = newest.flatMap((id) => parseAct(id, stored.get(id)) ?? [])
  const [first] = known
  if (!first) return null
  const { by, verb, at } = first
  const of = parseFields(stored.get(first.id))?.['of'] ?? { by, verb, at }
  return runAct(
    desk,
    verb === 'undo' ? 'redo' : 'undo',
    known.every(({ key }) => key === first.key) ? first.key : '',
    (writer) => {
      const undone = new Set<ActId>()
      /** Each entry as it is now, by what it is called. */
      const touched = new Map<string, readonly [root: string, key: string, value: Stored | null]>()
      for (const { id, by: whose } of known)
        for (const { root, keys, before, after } of parseChanges(stored.get(id)))
          for (const one of keys)
            if (writer.get(root, one) === after && mayUndo(desk, whose, root, one)) {
              const name = `${root}\n${one}`
              if (!touched.has(name)) touched.set(name, [root, one, after])
              writer.set(root, one, restored(root, before, writer.at))
              undone.add(id)
            }
      // Acts that take each other back have nothing to be undone, and stay.
      if ([...touched.values()].some(([root, one, value]) => writer.get(root, one) !== value))
        for (const id of undone) stored.delete(id)
    },
    { of },
  )
}

/** Undoes one act, also a skip. True when something was undone. */
export const undoAct = (desk: Desk, act: ActId): boolean =>
  unskipPacked(desk, act) ?? undoActs(desk, [act]) !== null
