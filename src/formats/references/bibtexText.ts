import { parseLatexText, type TextPart } from '../../domain/latexText.ts'
import { squeeze } from '../../lib/text.ts'
import { MAX_NAMES, MAX_VALUE } from './limits.ts'
import { decodeEntities, printName, turnName } from './reference.ts'

/** Nothing a BibTeX file would write in another way. */
const PLAIN = /^[^\\{}$~&\-`'<]*$/
/** Commands of styles around text that stays, which a reader of formulas does not know. */
const WRAPPERS =
  /\\(?:mkbib[a-z]+|autocap|NoCaseChange|foreignlanguage\s*\{[a-z]*\}|textins|uppercase|lowercase|MakeUppercase|MakeLowercase|protect|relax|ignorespaces|unskip|nobreak|allowbreak|bgroup|egroup|selectfont|hspace\*?\{[^{}]*\}|kern-?[\d.]+(?:em|ex|pt)|penalty\d*|small|footnotesize|normalsize|mathsurround\s*=?\s*0?pt)(?![A-Za-z])\s*/g
/** What only sorts. */
const SORTED = /\\(?:noopsort|SortNoop|sortnoop|NOOPSORT)\s*\{[^{}]*\}\s*/g
const EXTRA: readonly (readonly [RegExp, string])[] = [
  [/\\(?:enquote|mkbibquote|textquote)\s*\{([^{}]*)\}/g, '“$1”'],
  [/\\textbraceleft(?![A-Za-z])\s*(?:\{\})?/g, '\\{'],
  [/\\textbraceright(?![A-Za-z])\s*(?:\{\})?/g, '\\}'],
  // TeX takes the space behind a command.
  [/(\\[`'^"~=.])\s*\\([ij])\s+(?=\p{L})/gu, '$1{\\$2}'],
  [/\\slash(?![A-Za-z])\s*/g, '/'],
  [/\\(?:textquotesingle|textquotedbl)(?![A-Za-z])\s*(?:\{\})?/g, "'"],
  [/\\guillemotleft(?![A-Za-z])\s*(?:\{\})?/g, '«'],
  [/\\guillemotright(?![A-Za-z])\s*(?:\{\})?/g, '»'],
  [/\\(?:textsuperscript|textsubscript|ensuremath|mbox|hbox|text[a-z]{2})\s*\{([^{}\\$]*)\}/g, '$1'],
  [/\{?\\&\}?amp\$?\\?(?:mathsemicolon)?\$?;?/g, '\\&'],
  // A tie; behind a slash it is somebody's home page.
  [/(?<![\\/])~/g, ' '],
]

const escapeMarks = (text: string): string =>
  text.replace(/[\\{}$]/g, (mark) => `\\${mark === '\\' ? 'textbackslash{}' : mark}`)

const partText = (part: TextPart): string => {
  switch (part.type) {
    case 'text':
      return escapeMarks(part.text)
    case 'math':
      return /^[\p{L}\p{N}\s.,+-]*$/u.test(part.tex)
        ? part.tex
        : part.display
          ? `$$${part.tex}$$`
          : `$${part.tex}$`
    case 'styled':
      return part.parts.map(partText).join('')
    case 'link':
      return escapeMarks(part.text)
  }
}

/**
 * A BibTeX value as text that snapshots keep: accents, symbols, quotes and dashes as characters, braces gone,
 * formulas as they are.
 */
export const bibtexText = (value: string): string => {
  const short = value.slice(0, MAX_VALUE)
  if (PLAIN.test(short)) return squeeze(short)
  let text = short.replace(SORTED, '').replace(WRAPPERS, '')
  for (const [pattern, made] of EXTRA) text = text.replace(pattern, made)
  // A percent sign opens no comment here, and two apostrophes close a quotation that began elsewhere.
  text = parseLatexText(decodeEntities(text)).map(partText).join('')
  return squeeze(text.replace(/''/g, '”').replace(/\u00A0/g, ' '))
}

/** Cuts `text` where `cut` matches outside of braces. */
const splitOutside = (text: string, cut: RegExp, most = Infinity): readonly string[] => {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length && parts.length < most; at++) {
    const letter = text.charAt(at)
    if (letter === '\\') at++
    else if (letter === '{') depth++
    else if (letter === '}') depth = Math.max(0, depth - 1)
    else if (depth === 0) {
      cut.lastIndex = at
      const found = cut.exec(text)
      if (!found) continue
      parts.push(text.slice(start, at))
      at += found[0].length - 1
      start = at + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

const isWhole = (name: string): boolean => {
  if (!name.startsWith('{') || !name.endsWith('}')) return false
  let depth = 0
  for (let at = 0; at < name.length; at++) {
    const letter = name.charAt(at)
    if (letter === '\\') at++
    else if (letter === '{') depth++
    else if (letter === '}' && --depth === 0) return at === name.length - 1
  }
  return false
}

const EXTENDED = /^\s*(?:family|given|prefix|suffix|useprefix|id)(?:-i)?\s*=/i

/** biblatex's own way: `family=Humboldt, given=Alexander, prefix=von`. */
const extendedName = (name: string): string => {
  const parts = new Map(
    splitOutside(name, /,/y).map((part): [string, string] => {
      const equals = part.indexOf('=')
      return [part.slice(0, equals).trim().toLowerCase(), bibtexText(part.slice(equals + 1))]
    }),
  )
  return printName(parts.get('given'), parts.get('prefix'), parts.get('family'), parts.get('suffix'))
}

const printedName = (name: string): string => {
  if (isWhole(name)) return bibtexText(name)
  if (EXTENDED.test(name)) return extendedName(name)
  const parts = splitOutside(name, /,/y).map(bibtexText)
  if (parts.length === 1) return parts[0] ?? ''
  // A comma in braces is part of a name: it must not be one that turns it.
  if (parts.some((part) => part.includes(','))) {
    const [family = '', second = '', third] = parts
    return third === undefined ? printName(second, family) : printName(third, family, second)
  }
  const [family = '', second = '', third] = parts
  if (third === undefined) return turnName(`${family}, ${second}`)
  return printName(third, family, second)
}

/** The names of an author field as printed; "others" is nobody. */
export const bibtexNames = (value: string): readonly string[] => {
  const short = value.slice(0, MAX_VALUE * 4)
  let names = splitOutside(short, /\s+and(?=\s)/iy, MAX_NAMES)
  if (names.length === 1) {
    const [only = ''] = names
    const commas = splitOutside(only, /,/y)
    if (/;/.test(only) && splitOutside(only, /;/y).length > 1) names = splitOutside(only, /;/y)
    // Names in one row, as people type them; a family name alone between two commas is a turned name.
    else if (commas.length > 3 && commas.every((name) => /\S\s+\S/.test(name.trim()))) names = commas
  }
  return names
    .map((name) => name.trim())
    .filter((name) => name !== '' && !/^(?:others|et\.?\s+al\.?)$/i.test(name))
    .map(printedName)
}
