export interface Option {
  readonly id: string
  readonly label: string
  /** Said behind the label: how many papers, whose list. */
  readonly hint?: string
}

/** More would not be read. */
export const MAX_OPTIONS = 8

/** A name as it is compared: case and accents do not count. */
export const foldLabel = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .trim()

/**
 * Options that `query` may mean, best first: the same word, then those that begin with it, then those with a word
 * that does, then those that hold it. Case and accents do not count. An empty query keeps the given order.
 */
export const matchOptions = (options: readonly Option[], query: string): readonly Option[] => {
  const wanted = foldLabel(query)
  if (!wanted) return options.slice(0, MAX_OPTIONS)
  const rank = (label: string): number => {
    if (label === wanted) return 0
    if (label.startsWith(wanted)) return 1
    if (label.split(/[\s\-_/]+/).some((word) => word.startsWith(wanted))) return 2
    return label.includes(wanted) ? 3 : 4
  }
  return options
    .map((option, index) => ({ option, index, rank: rank(foldLabel(option.label)) }))
    .filter((found) => found.rank < 4)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, MAX_OPTIONS)
    .map((found) => found.option)
}

/** Whether an option is called exactly `query`, so that nothing new need be made. */
export const isNamed = (options: readonly Option[], query: string): boolean =>
  options.some((option) => foldLabel(option.label) === foldLabel(query))
