import { joinSaid, mergeSnapshots, type Paper, type PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { parseFields, type Stored } from './entry.ts'
import { parseSnapshotEntry, printSnapshot, snapshotEntryKey } from './snapshot.ts'

interface PaperStore {
  get(root: string, key: string): unknown
  keep(root: string, key: string, value: Stored): void
}

/**
 * Stores snapshots, each under its source. What the same source said before and does not say now is kept: knowing
 * less is no correction.
 */
export const keepSnapshots = (
  store: PaperStore,
  key: PaperKey,
  snapshots: readonly PaperSnapshot[],
): void => {
  for (const snapshot of snapshots) {
    const name = snapshotEntryKey(key, snapshot.source)
    const stored = store.get('papers', name)
    const before = parseSnapshotEntry(name, stored)?.snapshot
    const printed = printSnapshot(before ? joinSaid([snapshot, before]) : snapshot)
    if (printed === null) continue
    // A newer version of Carrel may have written fields this one does not know: they are kept.
    const merged = JSON.stringify({ ...parseFields(stored), ...parseFields(printed) })
    if (stored !== merged) store.keep('papers', name, merged)
  }
}

/** Merges snapshots into papers and hands out the same object as before where nothing about a paper changed. */
export const createPaperMerge = (): ((
  snapshots: Iterable<{ readonly key: PaperKey; readonly snapshot: PaperSnapshot }>,
  resolve: (key: PaperKey) => PaperKey,
) => ReadonlyMap<PaperKey, Paper>) => {
  let known = new Map<PaperKey, { readonly from: readonly PaperSnapshot[]; readonly paper: Paper }>()
  return (snapshots, resolve) => {
    const groups = new Map<PaperKey, PaperSnapshot[]>()
    for (const { key, snapshot } of snapshots) {
      const last = resolve(key)
      const group = groups.get(last)
      if (group) group.push(snapshot)
      else groups.set(last, [snapshot])
    }
    const next: typeof known = new Map()
    const papers = new Map<PaperKey, Paper>()
    for (const [key, from] of groups) {
      const before = known.get(key)
      const same = before?.from.length === from.length && before.from.every((one, i) => one === from[i])
      const paper = same ? before.paper : mergeSnapshots(key, from)
      if (!paper) continue
      next.set(key, { from, paper })
      papers.set(key, paper)
    }
    known = next
    return papers
  }
}
