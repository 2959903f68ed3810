export interface Called {
  /** The whole name; two of one name are numbered. */
  readonly full: string
  /** The first word of it, where no other member is called so. */
  readonly short: string
}

const NAMELESS = 'Someone'
const firstWord = (name: string): string => name.split(/\s+/u)[0] ?? name
const fold = (name: string): string => name.toLocaleLowerCase()

/** How a line about a member calls them, also where they are in the list no more. */
export const nameMember = (
  list: { member(id: string): { readonly name: string } | null },
  names: ReadonlyMap<string, Called>,
  id: string,
): string => names.get(id)?.short ?? (list.member(id)?.name || 'someone who left')

/**
 * How each member is called in this list, by id. Two of one name are told apart by a number that follows their ids, so
 * that it is the same on every device and does not change when somebody goes by another name.
 */
export const memberNames = (
  members: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, Called> => {
  const seen = new Map<string, number>()
  const firstWords = new Map<string, number>()
  const full = new Map<string, string>()
  for (const { id, name } of [...members].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const base = name.trim() || NAMELESS
    const nth = (seen.get(fold(base)) ?? 0) + 1
    seen.set(fold(base), nth)
    full.set(id, nth === 1 ? base : `${base} (${nth})`)
    const first = fold(firstWord(base))
    firstWords.set(first, (firstWords.get(first) ?? 0) + 1)
  }
  return new Map(
    [...full].map(([id, name]) => {
      const first = firstWord(name)
      return [id, { full: name, short: firstWords.get(fold(first)) === 1 ? first : name }]
    }),
  )
}
