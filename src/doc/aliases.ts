import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import type { SharedDoc } from './sharedText.ts'

const KINDS = ['title:', 'doi:', 'arxiv:']
const strength = (key: PaperKey): number => KINDS.findIndex((kind) => key.startsWith(kind))

/**
 * An alias as stored: it leads from a weaker kind of key to a stronger one (title → DOI → arXiv), so that chains end
 * after two steps and two arXiv ids are never made one.
 */
export const parseAlias = (from: string, to: unknown): readonly [from: PaperKey, to: PaperKey] | null => {
  const weak = parsePaperKey(from)
  const strong = typeof to === 'string' ? parsePaperKey(to) : null
  return weak && strong && strength(weak) < strength(strong) ? [weak, strong] : null
}

/** The key under which a paper is known at last. */
export const resolveAlias = (aliases: ReadonlyMap<PaperKey, PaperKey>, key: PaperKey): PaperKey => {
  const once = aliases.get(key)
  return once === undefined ? key : (aliases.get(once) ?? once)
}

export const readAliases = (doc: SharedDoc): ReadonlyMap<PaperKey, PaperKey> => {
  const aliases = new Map<PaperKey, PaperKey>()
  doc.getMap('aliases').forEach((to, from) => {
    const alias = parseAlias(from, to)
    if (alias) aliases.set(...alias)
  })
  return aliases
}

/** Every key one paper goes by in this document, the one that counts first. */
export const namesOf = (doc: SharedDoc, key: PaperKey): readonly [PaperKey, ...PaperKey[]] => {
  const aliases = readAliases(doc)
  const last = resolveAlias(aliases, key)
  const others = [...aliases.keys()].filter((from) => resolveAlias(aliases, from) === last)
  return [last, ...others]
}
