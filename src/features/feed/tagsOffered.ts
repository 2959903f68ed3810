import { MAX_TAG_FILTERS } from './limits.ts'

/**
 * The tags a day can be filtered by, those of most papers first. The one that is chosen is always among them, so that it
 * can be let go of also where nothing, or little, is left under it.
 */
export const tagsOffered = (
  papersByTag: ReadonlyMap<string, number>,
  chosen: string | undefined,
): readonly string[] => {
  const most = [...papersByTag].sort((a, b) => b[1] - a[1]).map(([tag]) => tag)
  const offered = most.slice(0, MAX_TAG_FILTERS)
  if (chosen === undefined || offered.includes(chosen)) return offered
  return [...offered.slice(0, MAX_TAG_FILTERS - 1), chosen]
}
