import { parseColour } from '../domain/colour.ts'
import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { MAX_TAG_LENGTH, tagIdOf } from '../domain/tag.ts'
import { keepSame, type Claimed, type Entries } from './docReader.ts'
import { parseFields, parseText } from './entry.ts'

export interface TagLabel {
  readonly name: string
  readonly colour: number
}

/** Lower case can be longer than what was typed: İ becomes two letters. */
const MAX_TAG_ID_LENGTH = MAX_TAG_LENGTH * 3

/** Of a tag; anything else is `null`. */
export const parseTagId = (value: unknown): string | null => {
  const id = parseText(value, MAX_TAG_ID_LENGTH)
  return id && !/\s/u.test(id) ? id : null
}

export const parseTagName = (id: string, value: unknown): TagLabel | null => {
  const fields = parseFields(value)
  const name = parseText(fields?.['name'], MAX_TAG_LENGTH)
  return parseTagId(id) !== null && name ? { name, colour: parseColour(fields?.['colour']) } : null
}

/** The subject of a tag's claim, "<paper key> <tag id>". */
export const parseTagSubject = (subject: string): { readonly key: PaperKey; readonly tag: string } | null => {
  const space = subject.indexOf(' ')
  const key = parsePaperKey(subject.slice(0, space))
  const tag = parseTagId(subject.slice(space + 1))
  return key && tag !== null ? { key, tag } : null
}

/** Merges point straight at what stands, but for those made at once: no honest way is longer. */
const MAX_MERGE_STEPS = 32

/**
 * The ids that are shown as another tag, with that one's id: what was merged (SPEC.md D28), and of several tags with
 * one name all but the one whose id says it, or else the least (D29).
 */
export const joinTags = (
  used: Iterable<string>,
  names: ReadonlyMap<string, TagLabel>,
  merges: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> => {
  const follow = (id: string): string => {
    let at = id
    let least = id
    for (let step = 0; step < MAX_MERGE_STEPS * 2; step++) {
      const next = merges.get(at)
      if (next === undefined) return at
      at = next
      // Whoever still walks after the first half walks in a circle, whose least id stands.
      if (step < MAX_MERGE_STEPS || at < least) least = at
    }
    return least
  }
  const nameIdOf = (id: string): string => tagIdOf(names.get(id)?.name ?? id)
  const ids = new Set([...used, ...names.keys(), ...merges.keys()])
  const named = new Map<string, string>()
  for (const id of [...ids].map(follow).sort()) {
    const name = nameIdOf(id)
    if (name === id || !named.has(name)) named.set(name, id)
  }
  const joined = new Map<string, string>()
  for (const id of ids) {
    const shown = named.get(nameIdOf(follow(id))) ?? id
    if (shown !== id) joined.set(id, shown)
  }
  return joined
}

/** Tag ids by paper, in alphabetical order. */
export const groupTags = (
  tags: Entries<Claimed<{ readonly key: PaperKey; readonly tag: string }>>,
  resolve: (key: PaperKey) => PaperKey,
  joined: ReadonlyMap<string, string>,
  before: ReadonlyMap<PaperKey, readonly string[]> | undefined,
): ReadonlyMap<PaperKey, readonly string[]> => {
  const groups = new Map<PaperKey, Set<string>>()
  for (const { value } of tags.entries.values()) {
    const key = resolve(value.key)
    const tag = joined.get(value.tag) ?? value.tag
    const group = groups.get(key)
    if (group) group.add(tag)
    else groups.set(key, new Set([tag]))
  }
  const sorted = new Map<PaperKey, readonly string[]>()
  for (const [key, group] of groups) sorted.set(key, [...group].sort())
  return keepSame(before, sorted)
}
