import type { TagName } from '../../state/library.ts'

export const TAG_SORTS = ['name', 'count', 'used'] as const
export type TagSort = (typeof TAG_SORTS)[number]

/** Tags in an order; those that stand alike in it by name, as they come. `used`: when each was last given. */
export const sortTags = (
  tags: readonly TagName[],
  sort: TagSort,
  used: ReadonlyMap<string, number>,
): readonly TagName[] => {
  if (sort === 'name') return tags
  const weight = (tag: TagName): number => (sort === 'count' ? tag.count : (used.get(tag.id) ?? 0))
  return [...tags].sort((a, b) => weight(b) - weight(a))
}
