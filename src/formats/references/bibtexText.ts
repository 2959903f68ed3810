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
/** `5${}^{\mbox{th}}$`: a box in braces of its own does nothing to letters that a line of plain text could show. */
const BOXED = /\{\\[mh]box\s*\{([\p{L}\p{N}]*)\}\}/gu
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
  const tex = source.replace(UNSET, ' ').replace(BOXED, '{$1}').trim()
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

const SUFFIX = /^(?:jr|sr|i{2,3}|iv)\.?$/i

const printedName = (name: string): string => {
  if (isWhole(name)) return bibtexText(name)
  if (EXTENDED.test(name)) return extendedName(name)
  const parts = splitOutside(name, /,/y)
    .map(bibtexText)
    .filter((part, at) => at === 0 || part !== '')
  const [family = '', second = '', third, ...more] = parts
  if (parts.length === 1) return family
  // No name has four parts: whatever it is, it stays as it was written.
  if (more.length > 0) return parts.join(', ')
  // "King, Jr., Martin", and "King, Martin, Jr." as others order it.
  if (third !== undefined)
    return SUFFIX.test(third) ? printName(second, family, third) : printName(third, family, second)
  // A comma in braces is part of a name: it must not be one that turns it.
  return parts.some((part) => part.includes(','))
    ? printName(second, family)
    : turnName(`${family}, ${second}`)
}

/** Initials of given names, as they stand behind a family name: `J.`, `J.-P.`, `JA`, `J. A.`. */
const INITIALS = /^(?:\p{Lu}\p{M}*\.?[\s-]?){1,4}$/u
/** A name that begins with a given one: of two words or more, with no small word first and no initial last. */
const WHOLE_NAME = /^(?!\p{Ll})\S.*\s\S*\p{L}\p{M}*\p{L}\p{M}*$/u

const piecesOf = (row: string): readonly string[] =>
  splitOutside(row, /,/y)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')

/** `Smith, J., Jones, A.` as its names, which no single name can be; anything else as it is. */
const turnedNames = (row: string): readonly string[] => {
  const pieces = piecesOf(row)
  const areTurned =
    pieces.length > 3 &&
    pieces.length % 2 === 0 &&
    pieces.map(bibtexText).every((piece, at) => (at % 2 === 1 ? INITIALS : /\p{L}{2}/u).test(piece))
  return areTurned
    ? pieces.flatMap((piece, at) => (at % 2 === 0 ? [`${piece}, ${pieces[at + 1] ?? ''}`] : []))
    : [row]
}

/**
 * `John Smith, Mary Jones and Bob Lee` as its names. Commas without any "and" part names where there are two of them;
 * one alone turns a name, unless an "and" follows with a name that is not turned.
 */
const namesInRow = (names: readonly string[]): readonly string[] => {
  const [first = '', last] = names
  const pieces = piecesOf(first)
  const isRow =
    names.length < 3 &&
    pieces.length > (last === undefined ? 2 : 1) &&
    [...pieces, ...(last === undefined ? [] : [last])].every((piece) =>
      WHOLE_NAME.test(isWhole(piece) ? '' : bibtexText(piece)),
    ) &&
    !(last ?? '').includes(',')
  return isRow ? [...pieces, ...(last === undefined ? [] : [last])] : names
}

/** Who stands in a list of names for those that it leaves out. */
const OTHERS = /^\{?(?:others|et\.? al\.?)\}?$/i
/** The same at the end, as a name or behind the last, `Smith, J. et al.`; `Jane Others` is somebody. */
const END_OTHERS = /[\s,;](?:and[\s,]+\{?others|(?:and[\s,]+)?\{?et\.?\s+al\.?)\}?[\s,;]*$/i
/** Longer than such an end with blanks in it. */
const END_LENGTH = 40

/** Where the names of an author field stop; -1 where they are all there. */
const othersAt = (value: string): number => {
  const from = Math.max(0, value.length - END_LENGTH)
  const at = value.slice(from).search(END_OTHERS)
  return at < 0 ? -1 : from + at
}

/** Whether the names of an author field stop before their end. */
export const bibtexHasOthers = (value: string): boolean => othersAt(value) >= 0

/** The names of an author field as they stand in it; "others" is nobody. */
const namesIn = (value: string): readonly string[] => {
  // Single blanks: of a run of them each would be tried with all behind it.
  const all = squeeze(value.slice(0, MAX_VALUE * 4))
  const end = othersAt(all)
  const short = end < 0 ? all : all.slice(0, end)
  let names = splitOutside(short, / and(?= )/iy, MAX_NAMES)
  const [only = ''] = names
  if (names.length === 1 && splitOutside(only, /;/y).length > 1) names = splitOutside(only, /;/y)
  else names = namesInRow(names).flatMap(turnedNames)
  return names.map((name) => name.trim()).filter((name) => name !== '' && !OTHERS.test(name))
}

/** The names of an author field as printed. */
export const bibtexNames = (value: string): readonly string[] => namesIn(value).map(printedName)

/** What a name ends with in braces of its own: `Brian {Hamilton Kelly}`. */
const LAST_IN_BRACES = /\s(\{[^{}]*\})$/

/** Family names in an author field, of those names that show them: turned, or the last word in braces. */
export const bibtexFamilies = (value: string): readonly string[] =>
  /[,{]/.test(value)
    ? namesIn(value).flatMap((name) => {
        if (isWhole(name) || EXTENDED.test(name)) return []
        const [family = '', ...given] = splitOutside(name, /,/y)
        const said =
          given.length === 0 ? LAST_IN_BRACES.exec(name)?.[1] : given.length === 1 ? family : undefined
        return said === undefined ? [] : [bibtexText(said)]
      })
    : []

/** Names in an author field that stand in braces as a whole: of groups, which have no parts. */
export const bibtexLiterals = (value: string): readonly string[] =>
  value.includes('{') ? namesIn(value).filter(isWhole).map(bibtexText) : []
