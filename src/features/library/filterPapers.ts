import type { PaperFilter } from '../../domain/paperFilter.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { ReadingState } from '../../domain/reading.ts'
import { foldLabel } from '../../ui/matchOptions.ts'

/** What a filter asks of a paper. */
export interface PaperFacts {
  tagsOf(key: PaperKey): readonly string[]
  readingOf(key: PaperKey): ReadingState | null
  /** All its words, folded; asked for last, and only where words are looked for. */
  textOf(key: PaperKey): string
}

/** The papers that pass, in their order: every paper is looked at once, and no further than the first thing amiss. */
export const filterPapers = (
  keys: readonly PaperKey[],
  filter: PaperFilter,
  facts: PaperFacts,
): readonly PaperKey[] => {
  const words = foldLabel(filter.text).split(/\s+/u).filter(Boolean)
  return keys.filter((key) => {
    if (filter.tags.length > 0 || filter.not.length > 0) {
      const tags = facts.tagsOf(key)
      if (!filter.tags.every((tag) => tags.includes(tag)) || filter.not.some((tag) => tags.includes(tag)))
        return false
    }
    if (filter.reading !== null && (facts.readingOf(key) ?? 'none') !== filter.reading) return false
    if (words.length === 0) return true
    const text = facts.textOf(key)
    return words.every((word) => text.includes(word))
  })
}

/** One thing that a filter asks for, and the filter without it. */
export interface FilterPart {
  readonly type: 'tag' | 'not' | 'reading' | 'text'
  /** The tag's id, the reading state, the words. */
  readonly value: string
  readonly without: PaperFilter
}

export const partsOf = (filter: PaperFilter): readonly FilterPart[] => {
  const others = (ids: readonly string[], id: string): readonly string[] => ids.filter((one) => one !== id)
  return [
    ...filter.tags.map((id) => ({
      type: 'tag' as const,
      value: id,
      without: { ...filter, tags: others(filter.tags, id) },
    })),
    ...filter.not.map((id) => ({
      type: 'not' as const,
      value: id,
      without: { ...filter, not: others(filter.not, id) },
    })),
    ...(filter.reading === null
      ? []
      : [{ type: 'reading' as const, value: filter.reading, without: { ...filter, reading: null } }]),
    ...(filter.text.trim() === ''
      ? []
      : [{ type: 'text' as const, value: filter.text.trim(), without: { ...filter, text: '' } }]),
  ]
}

/** A filter under the ids that its tags are shown by; a tag that was merged into another is asked for once. */
export const shownFilter = (filter: PaperFilter, tagId: (id: string) => string): PaperFilter => ({
  ...filter,
  tags: [...new Set(filter.tags.map(tagId))],
  not: [...new Set(filter.not.map(tagId))],
})

export const READING_CHOICES: readonly (readonly [ReadingState | 'none', string])[] = [
  ['to-read', 'To read'],
  ['reading', 'Reading'],
  ['read', 'Read'],
  ['none', 'Not begun'],
]

/** What a part of a filter is called. */
export const namePart = ({ type, value }: FilterPart, tagName: (id: string) => string): string => {
  if (type === 'tag') return tagName(value)
  if (type === 'not') return `not ${tagName(value)}`
  if (type === 'text') return `“${value}”`
  return READING_CHOICES.find(([state]) => state === value)?.[1] ?? value
}
