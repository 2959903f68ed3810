import { SYMBOLS } from './latexSymbols.ts'

/** Copied from a page, a formula may come without its dollar signs and backslashes: `mathcal{O}`, `C_{Phi circ Psi}`. */
const LOST =
  /\bmath(?:cal|bb|bf|rm|frak|sf)\{|\b[A-Za-z][_^]\{|\b[A-Za-z]_[A-Z][a-z]+\b|\b[a-zA-Z] (?:gg|ll|leq|geq|neq|approx) [a-zA-Z0-9]\b/
const STYLE = /^(mathcal|mathbb|mathbf|mathrm|mathfrak|mathsf)\{/
const INDEXED = /^[A-Za-z][_^](?=\{)/
const NAMED_INDEX = /^([A-Za-z])_([A-Z][a-z]+)\b/
const RELATION = /^([a-zA-Z]) (gg|ll|leq|geq|neq|approx) ([a-zA-Z0-9])\b/

/** Index of the brace that closes the one at `open`, looked for in `length` letters; -1 without one. */
export const closing = (text: string, open: number, length = Infinity): number => {
  const end = Math.min(text.length, open + length)
  let depth = 0
  for (let at = open; at < end; at++) {
    if (text.charAt(at) === '{') depth++
    else if (text.charAt(at) === '}' && --depth === 0) return at
  }
  return -1
}

/** `Phicirc` is `Phi` and `circ`; a word that is no row of symbols stays. */
const reslash = (word: string): string => {
  if (word.length < 2) return word
  if (SYMBOLS.has(word)) return `\\${word} `
  for (let cut = word.length - 2; cut >= 2; cut--) {
    const rest = reslash(word.slice(cut))
    if (SYMBOLS.has(word.slice(0, cut)) && rest.startsWith('\\')) return `\\${word.slice(0, cut)} ${rest}`
  }
  return word
}

const restoreInside = (tex: string): string => tex.replace(/[A-Za-z]+/g, reslash)

/**
 * Gives formulas that lost their marks on the way `\(…\)` again. Text whose dollar signs or backslashed math survived
 * is left alone.
 */
export const restoreLostCommands = (source: string): string => {
  if (!LOST.test(source) || source.includes('$') || source.includes('\\(') || /\\math/.test(source))
    return source
  let text = ''
  let at = 0
  while (at < source.length) {
    const rest = source.slice(at)
    const atWord = at === 0 || !/[A-Za-z0-9\\]/.test(source.charAt(at - 1))
    const found = atWord ? formulaAt(rest) : null
    text += found?.tex ?? rest.charAt(0)
    at += found?.length ?? 1
  }
  return text
}

const formulaAt = (rest: string): { readonly tex: string; readonly length: number } | null => {
  const style = STYLE.exec(rest)
  if (style) {
    const end = closing(rest, style[0].length - 1)
    if (end < 0) return null
    const inner = restoreInside(rest.slice(style[0].length, end))
    // The script alphabets have capitals only; what follows the first letter is an index or more text.
    const tex = /^[A-Z]+$/.test(inner)
      ? `\\${style[1]}{${inner}}`
      : inner.replace(/^[A-Z]/, `\\${style[1]}{$&}`)
    return { tex: `\\(${tex}\\)`, length: end + 1 }
  }
  const indexed = INDEXED.exec(rest)
  if (indexed) {
    const end = closing(rest, indexed[0].length)
    return end < 0 ? null : { tex: `\\(${restoreInside(rest.slice(0, end + 1))}\\)`, length: end + 1 }
  }
  const named = NAMED_INDEX.exec(rest)
  if (named && SYMBOLS.has(named[2] ?? ''))
    return { tex: `\\(${named[1]}_\\${named[2]}\\)`, length: named[0].length }
  const relation = RELATION.exec(rest)
  return relation
    ? { tex: `\\(${relation[1]} \\${relation[2]} ${relation[3]}\\)`, length: relation[0].length }
    : null
}
