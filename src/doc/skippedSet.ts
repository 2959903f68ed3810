import type { PaperKey } from '../domain/paperKey.ts'
import type { Entries } from './docReader.ts'
import { skipTombstoneKey } from './skips.ts'

/**
 * Skipped papers of all packed entries. One skip changes one entry of a day, so what tens of thousands of skips cost
 * is paid once: the index is kept and only that entry is counted anew, or those that a tombstone names. Each answer is
 * a new object, all of them looking at the same, newest index.
 */
export const createSkippedSet = (
  packed: Entries<readonly PaperKey[]>,
  tombstones: Entries<{ readonly of: readonly string[] }>,
  resolve: (key: PaperKey) => PaperKey,
): { rebuild(): void; update(): ReadonlySet<PaperKey> } => {
  /** In how many entries a paper is skipped. */
  const counts = new Map<PaperKey, number>()
  const counted = new Map<string, { readonly raw: readonly PaperKey[]; readonly keys: readonly PaperKey[] }>()
  /** Which entries each tombstone named when they were counted. */
  const named = new Map<string, readonly string[]>()

  const uncount = (name: string): void => {
    for (const key of counted.get(name)?.keys ?? []) {
      const left = (counts.get(key) ?? 0) - 1
      if (left > 0) counts.set(key, left)
      else counts.delete(key)
    }
    counted.delete(name)
  }
  const uncountNamed = (): void => {
    for (const key of new Set([...named.keys(), ...tombstones.entries.keys()])) {
      const [before, now] = [named.get(key), tombstones.entries.get(key)?.of]
      if (before === now) continue
      for (const name of [...(before ?? []), ...(now ?? [])]) uncount(name)
      if (now) named.set(key, now)
      else named.delete(key)
    }
  }
  const count = (name: string, raw: readonly PaperKey[]): void => {
    // Most libraries have few tombstones or none: a name for each of fifty thousand papers is not made for nothing.
    const stand =
      tombstones.entries.size === 0
        ? raw
        : raw.filter((key) => !tombstones.entries.get(skipTombstoneKey(key))?.of.includes(name))
    const keys = stand.map((key) => resolve(key))
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
    counted.set(name, { raw, keys })
  }

  return {
    /** After this, everything is counted anew: a key may have another name. */
    rebuild() {
      counts.clear()
      counted.clear()
    },
    update() {
      uncountNamed()
      for (const name of [...counted.keys()]) if (!packed.entries.has(name)) uncount(name)
      for (const [name, raw] of packed.entries) {
        if (counted.get(name)?.raw === raw) continue
        uncount(name)
        count(name, raw)
      }
      return {
        get size() {
          return counts.size
        },
        has: (key) => counts.has(key),
        // Walking it is rare, asking it is not: only a walk pays for a set of its own.
        keys: () => new Set(counts.keys()).values(),
        values: () => new Set(counts.keys()).values(),
        entries: () => new Set(counts.keys()).entries(),
        [Symbol.iterator]: () => new Set(counts.keys()).values(),
        forEach(callback, thisArg) {
          for (const key of counts.keys()) callback.call(thisArg, key, key, this)
        },
      }
    },
  }
}
