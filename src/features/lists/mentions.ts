import type { Called } from './memberNames.ts'

/** A comment's text, cut where it speaks to somebody. */
export interface SaidPart {
  readonly text: string
  /** Id of the member; `null`: plain words. */
  readonly member: string | null
}

/** Where a name that is being typed begins: behind the "@" before the caret, at the start of a word. */
export const mentionAt = (
  text: string,
  caret: number,
): { readonly from: number; readonly query: string } | null => {
  const found = /(?:^|[\s([{"'“‘])@([^\n@]{0,40})$/u.exec(text.slice(0, caret))
  if (!found) return null
  const query = found[1] ?? ''
  // Two spaces, or a space right behind the sign: the person goes on with something else.
  return /^\s|\s{2}/u.test(query) ? null : { from: caret - query.length - 1, query }
}

/** Longest first, so that "Ada Lovelace" is not taken for "Ada". */
const byLength = (a: readonly [string, string], b: readonly [string, string]): number =>
  b[0].length - a[0].length

const isLetter = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}]/u.test(sign)

/** `text` in parts; only members among `ids` are looked for, by how the list calls them now. */
export const partsOf = (
  text: string,
  ids: readonly string[],
  names: ReadonlyMap<string, Called>,
): readonly SaidPart[] => {
  const wanted = ids
    .flatMap((id): (readonly [string, string])[] => {
      const name = names.get(id)?.full
      return name ? [[`@${name}`, id]] : []
    })
    .sort(byLength)
  const parts: SaidPart[] = []
  let plainFrom = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '@' || isLetter(text[at - 1])) continue
    const found = wanted.find(([name]) => text.startsWith(name, at) && !isLetter(text[at + name.length]))
    if (!found) continue
    if (at > plainFrom) parts.push({ text: text.slice(plainFrom, at), member: null })
    parts.push({ text: found[0], member: found[1] })
    plainFrom = at + found[0].length
    at = plainFrom - 1
  }
  if (plainFrom < text.length) parts.push({ text: text.slice(plainFrom), member: null })
  return parts
}

/** The members whom a text that is about to be sent speaks to. */
export const mentionedIn = (text: string, names: ReadonlyMap<string, Called>): readonly string[] => [
  ...new Set(
    partsOf(text, [...names.keys()], names).flatMap(({ member }) => (member === null ? [] : [member])),
  ),
]
