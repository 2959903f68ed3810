import type { Paper } from '../domain/paper.ts'
import { squeeze } from '../lib/text.ts'
import { parseLatexText, plainText, type TextPart } from '../domain/latexText.ts'
import { safeUrl } from '../lib/safeUrl.ts'
import { familyBeforeInitials, isGroupName, isNameSuffix, isTurnedName } from './printedName.ts'

/** Macros that every style knows; they stand without braces. */
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** Words no key is made of. */
const SMALL_WORDS = new Set(
  'a an the on of for in to with and or from by via at is are do does how what why when towards toward'.split(
    ' ',
  ),
)
/** Braces count in BibTeX even behind a backslash, so they come as commands. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['{', '\\textbraceleft{}'],
  ['}', '\\textbraceright{}'],
  ['~', '\\textasciitilde{}'],
  ['^', '\\textasciicircum{}'],
  ...[...'&%$#_'].map((sign): [string, string] => [sign, `\\${sign}`]),
])

const escapeText = (text: string): string =>
  text.replace(/[\\{}~^&%$#_]/gu, (sign) => ESCAPES.get(sign) ?? sign)

/** A word that styles which write titles small must leave alone: capitals inside it (`LLM-based`, `ImageNet`, `X4`). */
const isFixed = (word: string): boolean =>
  word.split('-').some((piece) => /^.+\p{Lu}/u.test(piece) || /^\p{Lu}\P{L}*\d/u.test(piece))

/** Words escaped, those with capitals of their own in braces without the punctuation around them. */
const printWords = (text: string): string =>
  text
    .replace(/\p{Zs}/gu, ' ')
    .split(' ')
    .map((word) => {
      const [, before = '', core = '', after = ''] =
        /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/u.exec(word) ?? []
      const printed = escapeText(core)
      return escapeText(before) + (isFixed(core) ? `{${printed}}` : printed) + escapeText(after)
    })
    .join(' ')

/** Braces of a formula that do not match would take the rest of the file with them. */
const isBalanced = (tex: string): boolean => {
  let depth = 0
  for (const sign of tex) {
    if (sign === '{') depth++
    else if (sign === '}' && --depth < 0) return false
  }
  return depth === 0
}

const printParts = (parts: readonly TextPart[], words: (text: string) => string): string =>
  parts
    .map((part) => {
      if (part.type === 'math') return isBalanced(part.tex) ? `{$${part.tex}$}` : escapeText(part.tex)
      return part.type === 'styled' ? printParts(part.parts, words) : words(part.text)
    })
    .join('')

/** One line as BibTeX takes it; LaTeX in it stays what it means. */
const printField = (source: string, words: (text: string) => string): string =>
  squeeze(printParts(parseLatexText(source), words))

/** Names stand as they are printed; in braces where BibTeX would part them and they are a group's, or have a comma. */
const printName = (name: string): string => {
  const printed = printField(name, escapeText)
  const plain = squeeze(plainText(name))
  return isGroupName(plain) || (plain.includes(',') && !isTurnedName(plain)) ? `{${printed}}` : printed
}

const toAscii = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')

/** Family name as printed last, or first before a comma; without "Jr." and the like. */
const familyOf = (name: string): string => {
  const plain = squeeze(plainText(name))
  if (plain.includes(',')) return plain.split(',', 1)[0] ?? ''
  const turned = isGroupName(plain) ? null : familyBeforeInitials(plain)
  if (turned) return turned.family
  const words = plain.split(' ').filter((word) => !isNameSuffix(word))
  return words.at(-1) ?? ''
}

/** `vaswani2017attention`; where nothing can be spelled in ASCII, the paper's own id. */
const keyOf = (paper: Paper): string => {
  const family = toAscii(familyOf(paper.authors?.[0] ?? ''))
  const word = squeeze(plainText(paper.title))
    .split(/[\s\-–—:/]+/u)
    .map(toAscii)
    .find((one) => one.length > 1 && !SMALL_WORDS.has(one))
  const year = /^\d{4}/.exec(paper.date ?? paper.issued ?? '')?.[0] ?? ''
  const spelled = `${family}${year}${word ?? ''}`
  return family || word ? spelled : toAscii(paper.arxivId ?? paper.doi ?? paper.key) || 'paper'
}

/** A DOI or address goes as it is, where nothing in it would end the field. */
const asIs = (text: string): string | null => (/[{}\\\s]/u.test(text) ? null : text)

const fieldsOf = (paper: Paper): readonly (readonly [name: string, value: string])[] => {
  const fields: (readonly [string, string])[] = [['title', `{${printField(paper.title, printWords)}}`]]
  const add = (name: string, value: string | null | undefined): void => {
    if (value) fields.push([name, `{${value}}`])
  }
  add('author', (paper.authors ?? []).map(printName).join(' and '))
  const [, year, month] = /^(\d{4})(?:-(\d\d))?/.exec(paper.date ?? paper.issued ?? '') ?? []
  add('year', year)
  const macro = MONTHS[Number(month) - 1]
  if (macro) fields.push(['month', macro])
  if (paper.venue) add('howpublished', printField(paper.venue, printWords))
  if (paper.arxivId) {
    add('eprint', asIs(paper.arxivId))
    add('archiveprefix', 'arXiv')
  }
  add('doi', paper.doi && asIs(paper.doi))
  const page = paper.arxivId ? `https://arxiv.org/abs/${paper.arxivId}` : safeUrl(paper.pageUrl)
  if (paper.arxivId || !paper.doi) add('url', page && asIs(page))
  return fields
}

const printEntry = (key: string, paper: Paper): string => {
  const fields = fieldsOf(paper)
  const width = Math.max(...fields.map(([name]) => name.length))
  const lines = fields.map(([name, value]) => `  ${name.padEnd(width)} = ${value},`)
  // Where it appeared is not known, and `misc` is the one type that needs no more than this.
  return `@misc{${key},\n${lines.join('\n')}\n}\n`
}

/** `b`, `c` … `z`, then numbers: what tells the second, third … of one key apart. */
const suffix = (turn: number): string =>
  turn === 0 ? '' : turn < 26 ? String.fromCodePoint(97 + turn) : `-${turn}`

/** A key for each paper, in their order: what other formats call it by too. */
export const citationKeysOf = (papers: readonly Paper[]): readonly string[] => {
  const taken = new Set<string>()
  return papers.map((paper) => {
    const base = keyOf(paper)
    let turn = 0
    while (taken.has(base + suffix(turn))) turn++
    const key = base + suffix(turn)
    taken.add(key)
    return key
  })
}

/** BibTeX entries (UTF-8) of papers in their order, each under a key of its own. */
export const printBibliography = (papers: readonly Paper[]): string => {
  const keys = citationKeysOf(papers)
  return papers.map((paper, at) => printEntry(keys[at] ?? paper.key, paper)).join('\n')
}
