import type * as Y from 'yjs'
import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { timeOfAct } from './acts.ts'
import { mayUndo, parseAct, parseChanges, type Act } from './undoing.ts'
import { openClaims, writerOf, type ClaimTable } from './claims.ts'
import type { ActId, Desk } from './desk.ts'
import { isStored, parseFields, parseId, type Stored } from './entry.ts'
import { MAX_TOLD_PAPERS } from './limits.ts'
import { isClaimRoot } from './roots.ts'
import type { SharedDoc } from './sharedText.ts'

/** One thing that an act changed; of an undoing, what the undone act had changed. */
export interface ActFact {
  readonly root: string
  /** The paper it is about; `null` where it is about none. */
  readonly paper: PaperKey | null
  /** What stands behind the paper in the entry's name, or all of the name. */
  readonly subject: string
  readonly before: Stored | null
  readonly after: Stored | null
}

/** An act with what it did, as activity and history tell it. */
export interface ToldAct extends Act {
  /** Whose act an undoing took back, or did again; `null` for every other. */
  readonly of: { readonly by: string; readonly verb: string } | null
  /** The first of what it changed. */
  readonly facts: readonly ActFact[]
  /** Every paper it is about, each once, by the name it had then. */
  readonly papers: ReadonlySet<PaperKey>
}

const parseOf = (of: unknown): ToldAct['of'] => {
  if (typeof of !== 'object' || of === null) return null
  const by = parseId('by' in of ? of.by : null)
  const verb = parseId('verb' in of ? of.verb : null)
  return by !== null && verb !== null ? { by, verb } : null
}

const nameFact = (root: string, key: string): Pick<ActFact, 'root' | 'paper' | 'subject'> => {
  const space = key.indexOf(' ')
  const paper = parsePaperKey(space < 0 ? key : key.slice(0, space))
  if (!paper) return { root, paper, subject: key }
  return { root, paper, subject: space < 0 ? '' : key.slice(space + 1) }
}

/** Reads one act; `null` where there is none, or one that makes no sense. */
export const readAct = (doc: SharedDoc, id: ActId): ToldAct | null => {
  const value = doc.getMap('acts').get(id)
  const act = parseAct(id, value)
  if (!act) return null
  const facts: ActFact[] = []
  const papers = new Set<PaperKey>()
  for (const { root, keys, before, after } of parseChanges(value))
    for (const key of keys) {
      const named = nameFact(root, key)
      if (named.paper) papers.add(named.paper)
      if (facts.length >= MAX_TOLD_PAPERS) continue
      const swapped = act.verb === 'undo'
      facts.push({ ...named, before: swapped ? after : before, after: swapped ? before : after })
    }
  const about = parsePaperKey(act.key)
  if (about && papers.size === 0) papers.add(about)
  return { ...act, of: parseOf(parseFields(value)?.['of']), facts, papers }
}

const newestFirst = (a: ActId, b: ActId): number =>
  (timeOfAct(b) ?? 0) - (timeOfAct(a) ?? 0) || (a < b ? 1 : -1)

/** Ids of all acts that are kept, newest first, by the times their authors give. */
export const listActs = (doc: SharedDoc): readonly ActId[] => {
  const acts: { readonly id: ActId; readonly at: number }[] = []
  for (const id of doc.getMap('acts').keys()) {
    const at = timeOfAct(id)
    if (at !== null) acts.push({ id, at })
  }
  return acts.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).map(({ id }) => id)
}

/** `ids` with some more in their places, each found by halves: not all are sorted again for one. */
export const mixIn = (ids: readonly ActId[], more: readonly ActId[]): readonly ActId[] => {
  const mixed: ActId[] = []
  let from = 0
  for (const one of [...more].sort(newestFirst)) {
    let [low, high] = [from, ids.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (newestFirst(ids[middle] ?? '', one) < 0) low = middle + 1
      else high = middle
    }
    mixed.push(...ids.slice(from, low), one)
    from = low
  }
  return [...mixed, ...ids.slice(from)]
}

/** Tells which acts come and go; returns how to stop. */
export const onActs = (
  doc: SharedDoc,
  listener: (arrived: readonly ActId[], gone: ReadonlySet<ActId>) => void,
): (() => void) => {
  const acts = doc.getMap('acts')
  const heard = (event: Y.YMapEvent<unknown>): void => {
    const changed = [...event.keysChanged]
    listener(
      changed.filter((id) => acts.has(id) && timeOfAct(id) !== null),
      new Set(changed.filter((id) => !acts.has(id))),
    )
  }
  acts.observe(heard)
  return () => acts.unobserve(heard)
}

/** How much of some acts undoing would restore, and what it would leave: changed since, or somebody else's words. */
export interface UndoLook {
  readonly restores: number
  readonly changed: number
  readonly others: number
}

/** Looks at what undoing acts would do, as things are now: for many acts at once, as the claims are indexed for all. */
export const createUndoLook = (desk: Desk): ((acts: readonly ActId[]) => UndoLook) => {
  const { doc } = desk
  const stored = doc.getMap('acts')
  const tables = new Map<string, ClaimTable>()
  const get = (root: string, key: string): Stored | null => {
    if (!isClaimRoot(root)) {
      const value = doc.getMap(root).get(key)
      return isStored(value) ? value : null
    }
    const table = tables.get(root) ?? openClaims(doc.getMap(root), writerOf(doc))
    tables.set(root, table)
    return table.get(key)
  }
  return (acts) => {
    const look = { restores: 0, changed: 0, others: 0 }
    // Of several acts on one thing the newest is undone first, and the one before finds what it left.
    const undone = new Map<string, Stored | null>()
    for (const id of [...acts].sort(newestFirst)) {
      const whose = parseAct(id, stored.get(id))?.by ?? ''
      for (const { root, keys, before, after } of parseChanges(stored.get(id)))
        for (const key of keys) {
          const name = `${root}\n${key}`
          const now = undone.has(name) ? (undone.get(name) ?? null) : get(root, key)
          if (now !== after) look.changed++
          else if (!mayUndo(desk, whose, root, key)) look.others++
          else {
            undone.set(name, before)
            look.restores++
          }
        }
    }
    return look
  }
}
