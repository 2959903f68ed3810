import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { parseDay, type Day } from '../lib/day.ts'
import { namesOf } from './aliases.ts'
import type { ActId, Desk } from './desk.ts'
import { parseFields, parseItems } from './entry.ts'
import { MAX_PACKED_SKIPS } from './limits.ts'
import type { SharedDoc } from './sharedText.ts'
import { openSchema } from './upgrade.ts'

/**
 * Skips are packed: "<day> <device>" → JSON of keys, written by that device alone and by nothing else in the same
 * transaction, so that the overwritten values melt into one (SPEC.md D4). A skip is therefore its own act, and its
 * act id carries its inverse.
 */
export const SKIP_ACT = 'skip '

export const parsePackedKey = (key: string): { readonly day: Day; readonly device: string } | null => {
  const day = parseDay(key.slice(0, 10))
  const device = key.slice(11)
  return day && key[10] === ' ' && device !== '' && !device.includes(' ') ? { day, device } : null
}

/** Keys of a packed entry; what is no key is left out. `null` where the whole entry is none. */
export const parsePacked = (value: unknown): readonly PaperKey[] | null =>
  parseItems(value)
    ?.slice(0, MAX_PACKED_SKIPS)
    .flatMap((item) => {
      const key = typeof item === 'string' ? parsePaperKey(item) : null
      return key ? [key] : []
    }) ?? null

export const skipTombstoneKey = (key: PaperKey): string => `skip ${key}`

/** Names of the packed entries in which a tombstone takes its key back; other entries' skips of it stand. */
export const parseSkipTombstone = (value: unknown): readonly string[] => {
  const of = parseFields(value)?.['of']
  return Array.isArray(of) ? of.filter((name): name is string => typeof name === 'string') : []
}

/** Names of the entries in which each of `keys` is skipped right now. */
export const findSkips = (
  doc: SharedDoc,
  keys: readonly PaperKey[],
): ReadonlyMap<PaperKey, readonly string[]> => {
  const wanted = new Set<string>(keys)
  const found = new Map<PaperKey, string[]>()
  const removed = doc.getMap('removed')
  doc.getMap('skipped').forEach((value, name) => {
    if (typeof value !== 'string' || !parsePackedKey(name)) return
    // Reading JSON of three years for one key would be felt; most entries do not even hold its letters.
    if (![...wanted].some((key) => value.includes(JSON.stringify(key)))) return
    for (const key of parsePacked(value) ?? []) {
      if (!wanted.has(key)) continue
      if (parseSkipTombstone(removed.get(skipTombstoneKey(key))).includes(name)) continue
      const names = found.get(key)
      if (names) names.push(name)
      else found.set(key, [name])
    }
  })
  return found
}

/** Marks papers as skipped on a day of the feed; those skipped already are left alone. */
export const skipPapers = (desk: Desk, day: Day, keys: readonly PaperKey[]): ActId | null => {
  const { doc, by } = desk
  if (openSchema(doc) === 'newer') return null
  const papers = new Map(keys.map((key) => namesOf(doc, key)).map((names) => [names[0], names]))
  const known = findSkips(doc, [...papers.values()].flat())
  const fresh = [...papers].filter(([, names]) => !names.some((one) => known.has(one))).map(([key]) => key)
  const name = `${day} ${by}`
  const packed = parsePacked(doc.getMap('skipped').get(name)) ?? []
  const added = fresh.filter((key) => !packed.includes(key))
  if (fresh.length === 0 || packed.length + added.length > MAX_PACKED_SKIPS) return null
  doc.transact(() => {
    if (added.length > 0) doc.getMap('skipped').set(name, JSON.stringify([...packed, ...added]))
    for (const key of fresh) {
      const tombstone = skipTombstoneKey(key)
      if (parseSkipTombstone(doc.getMap('removed').get(tombstone)).includes(name))
        doc.getMap('removed').delete(tombstone)
    }
  })
  return `${SKIP_ACT}${name} ${fresh.join(' ')}`
}

/**
 * Lets an old tombstone of a skip go: a device clears the key from its own entries, and the tombstone goes once no
 * entry it names holds the key. Entries of a device that never comes back keep theirs.
 */
export const purgeSkip = (desk: Desk, tombstone: string): void => {
  const { doc, by } = desk
  const removed = doc.getMap('removed')
  const key = tombstone.slice(SKIP_ACT.length)
  let held = false
  for (const name of parseSkipTombstone(removed.get(tombstone))) {
    const skipped = doc.getMap('skipped')
    const packed = parsePacked(skipped.get(name)) ?? []
    if (!packed.some((one) => one === key)) continue
    if (parsePackedKey(name)?.device === by)
      skipped.set(name, JSON.stringify(packed.filter((one) => one !== key)))
    else held = true
  }
  if (!held) removed.delete(tombstone)
}
