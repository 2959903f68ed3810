import { isSurelyMath, parseLatexText, type TextPart } from '../../domain/latexText.ts'
import { stripMarkup } from '../../domain/markupText.ts'
import { squeeze } from '../../lib/text.ts'
import { BIBTEX_DIALECT } from './bibtexDialect.ts'
import { MAX_NAMES, MAX_VALUE } from './limits.ts'
import { printName, turnName } from './reference.ts'

/** Nothing a BibTeX file would write in another way. */
const PLAIN = /^[^\\{}$~&\-`'<]*$/
/** A formula, or what stands up to the next one; a dollar without a partner is by itself. */
const STRETCHES = /(\$\$[^$]+\$\$|\$(?:[^$\\]|\\[\s\S])+?\$)|(?:\\[\s\S]|[^$\\])+|[\s\S]/g
/** What sets type and has an argument of its own, or only sorts. */
const UNSHOWN =
  /\\(?:foreignlanguage\s*\{[a-z]*\}|hspace\*?\s*\{[^{}]*\}|(?:noopsort|SortNoop|sortnoop|NOOPSORT)\s*\{[^{}]*\}|(?:kern-?[\d.]+(?:em|ex|pt)|penalty\d*|mathsurround\s*=?\s*0?pt)(?![A-Za-z]))\s*/g
/** What a formula may say that nobody who sets it by itself understands. */
const UNSET =
  /\\(?:mathsurround\s*=?\s*0?pt|(?:protect|ignorespaces|unskip|selectfont|autocap|NoCaseChange)(?![A-Za-z]))\s*/g
/** What programs made of `&amp;` that they took for text. */
const AMPERSAND = /\{?\\&\}?amp(?![A-Za-z])\$?\\?(?:mathsemicolon)?\$?;?/g
/** Tags and entities as Zotero and JabRef escape them. */
const ESCAPED_ENTITY = /\\&\\?(#?\w{2,8};)/g
const ANGLES: readonly (readonly [RegExp, string])[] = [
  [/\{\\textless\}|\\textless(?![A-Za-z])(?:\{\}|\s)?|\{<\}|&lt;/g, '<'],
  [/\{\\textgreater\}|\\textgreater(?![A-Za-z])(?:\{\}|\s)?|\{>\}|&gt;/g, '>'],
]

/** `text` with its formulas as they are, and the stretches between them made anew. */
const outsideFormulas = (text: string, make: (stretch: string) => string): string =>
  text.replace(STRETCHES, (stretch, formula: string | undefined) => formula ?? make(stretch))

/** `text` with the angle brackets of tags as such, however they were written. */
const plainAngles = (text: string): string =>
  ANGLES.reduce(
    (made, [pattern, sign]) => made.replace(pattern, sign),
    text.replace(STRETCHES, (stretch) => (/^\$[<>]\$$/.test(stretch) ? stretch.charAt(1) : stretch)),
  )

const escapeMarks = (text: string): string =>
  text.replace(/[\\{}$]/g, (mark) => `\\${mark === '\\' ? 'textbackslash{}' : mark}`)

const mathText = (source: string, display: boolean, next: TextPart | undefined): string => {
  const tex = source.replace(UNSET, ' ').trim()
  // Letters and numbers need no setting, nor does a relation that stands alone.
  if (/^(?:[\p{L}\p{N}\s.,+-]*|[<>=±×~])$/u.test(tex)) return tex
  if (display) return `$$${tex}$$`
  const isBeforeText = !next || (next.type === 'text' && !/^\d/.test(next.text))
  // Where this is shown dollars may be money: what would be taken for that is put into brackets.
  return isBeforeText || isSurelyMath(tex) ? `$${tex}$` : `\\(${tex}\\)`
}

const partText = (part: TextPart, at: number, parts: readonly TextPart[]): string => {
  switch (part.type) {
    case 'text':
      return escapeMarks(part.text)
    case 'math':
      return mathText(part.tex, part.display, parts[at + 1])
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
  const unescaped = plainAngles(short.replace(AMPERSAND, '\\&').replace(ESCAPED_ENTITY, '&$1'))
  const text = outsideFormulas(unescaped, (stretch) =>
    // A tie is a blank; behind a slash it is somebody's home page.
    stripMarkup(stretch.replace(UNSHOWN, '').replace(/(?<![\\/])~/g, ' ')),
  )
  // A percent sign opens no comment here, and two apostrophes close a quotation that began elsewhere.
  const plain = parseLatexText(text, BIBTEX_DIALECT).map(partText).join('')
  return squeeze(plain.replace(/''/g, '”').replace(/\u00A0/g, ' '))
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
  // Single blanks: of a run of them each would be tried with all behind it.
  const short = squeeze(value.slice(0, MAX_VALUE * 4))
  let names = splitOutside(short, / and(?= )/iy, MAX_NAMES)
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
