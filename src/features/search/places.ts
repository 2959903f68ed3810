import { findWord, foldText, queryWords } from '../../domain/fold.ts'

/** A link to a list's door, whole or as a scanner left it, or the bare code behind it. */
const LIST_LINK = /\/join\/?(?:#|%23)([\w.-]{20,})/
const BARE_CODE = /^[\w-]{40,200}$/

/** The code of a list's link in pasted text; whether it opens anything is for the joining page to say. */
export const parseListCode = (text: string): string | null => {
  const trimmed = text.trim()
  return LIST_LINK.exec(trimmed)?.[1] ?? (BARE_CODE.test(trimmed) ? trimmed : null)
}

/** Things whose name holds every word of `query` (all of them where there is none), those that begin with it first. */
export const findNamed = <T>(
  things: readonly T[],
  nameOf: (thing: T) => string,
  query: string,
  limit: number,
): readonly T[] => {
  const words = queryWords(query)
  const phrase = words.join(' ')
  return things
    .map((thing, at) => ({ thing, at, name: foldText(nameOf(thing)) }))
    .filter(({ name }) => words.every((word) => findWord(name, word) >= 0))
    .sort((a, b) => Number(b.name.startsWith(phrase)) - Number(a.name.startsWith(phrase)) || a.at - b.at)
    .slice(0, limit)
    .map(({ thing }) => thing)
}
