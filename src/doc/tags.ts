import { parseColour } from '../domain/member.ts'
import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { MAX_TAG_LENGTH } from '../domain/tag.ts'
import { keepSame, type Claimed, type Entries } from './docReader.ts'
import { parseFields, parseText } from './entry.ts'

export interface TagLabel {
  readonly name: string
  readonly colour: number
}

/** Lower case can be longer than what was typed: İ becomes two letters. */
const MAX_TAG_ID_LENGTH = MAX_TAG_LENGTH * 3

const parseTagId = (text: string): string | null =>
  text !== '' && text.length <= MAX_TAG_ID_LENGTH && !/\s/u.test(text) ? text : null

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

/** Tag ids by paper, in alphabetical order. */
export const groupTags = (
  tags: Entries<Claimed<{ readonly key: PaperKey; readonly tag: string }>>,
  resolve: (key: PaperKey) => PaperKey,
  before: ReadonlyMap<PaperKey, readonly string[]> | undefined,
): ReadonlyMap<PaperKey, readonly string[]> => {
  const groups = new Map<PaperKey, Set<string>>()
  for (const { value } of tags.entries.values()) {
    const key = resolve(value.key)
    const group = groups.get(key)
    if (group) group.add(value.tag)
    else groups.set(key, new Set([value.tag]))
  }
  const sorted = new Map<PaperKey, readonly string[]>()
  for (const [key, group] of groups) sorted.set(key, [...group].sort())
  return keepSame(before, sorted)
}
