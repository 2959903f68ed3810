import type { PaperDetails } from '../../domain/paper.ts'
import { MAX_EDITORS, MAX_KEY, MAX_NAME, MAX_TITLE } from './limits.ts'
import { tidyLine } from './tidyLine.ts'

/** Details as a parser found them, untidied: names of `editors`, and text under all other names. */
export type SaidDetails = Readonly<Record<string, string | readonly string[] | null | undefined>>

/** What no entry of BibTeX is, whatever a file calls one. */
const NO_TYPE = new Set(['comment', 'preamble', 'string', 'xdata', 'set'])
/** What BibTeX takes for a key; `\cite` takes it too. */
const KEY = /^[^\s,{}"#%~\\'()=$^&]+$/u

/** A key of a program that gives its own numbers to references, where somebody may cite by it: not `4711` or `a/b`. */
export const wordKey = (text: string): string =>
  /^\p{L}[\p{L}\p{N}:._+-]+$/u.test(text.trim()) ? text.trim() : ''

const ROMAN = /^[ivxlcdm]+$/i
/** `45-67`, `S12-S15`, `xii-xv`; not `A-12`, which is one page, nor `12-1` with more hyphens around it. */
const RANGE = /^([^\s-]+)\s*-\s*([^\s-]+)$/

/** Pages as they are printed: an en dash between first and last, one blank behind each comma. */
export const tidyPages = (text: string): string =>
  text
    .replace(/\s*(?:-{2,}|[‐‑‒–—―−])\s*/g, '–')
    .split(/\s*[,;]\s*/)
    .map((piece) => {
      const [, first = '', last = ''] = RANGE.exec(piece) ?? []
      const isRange = (/\d/.test(first) && /\d/.test(last)) || (ROMAN.test(first) && ROMAN.test(last))
      return isRange && !piece.includes('–') ? `${first}–${last}` : piece
    })
    .filter((piece) => piece !== '')
    .join(', ')

const tidyField = (name: string, text: string): string => {
  const line = tidyLine(text, MAX_TITLE)
  if (name === 'pages') return tidyPages(line)
  if (name === 'type') return /^[a-z]{2,30}$/.test(line) && !NO_TYPE.has(line) ? line : ''
  return name === 'key' && (line.length > MAX_KEY || !KEY.test(line)) ? '' : line
}

/** Details as snapshots keep them; `null` where nothing is known. */
export const tidyDetails = (said: SaidDetails): PaperDetails | null => {
  const fields: [string, string | readonly string[]][] = []
  for (const [name, value] of Object.entries(said)) {
    if (typeof value === 'string') {
      const text = tidyField(name, value)
      if (text !== '') fields.push([name, text])
    } else if (value) {
      const names = value
        .slice(0, MAX_EDITORS)
        .map((one) => tidyLine(one, MAX_NAME))
        .filter((one) => one !== '')
      if (names.length > 0) fields.push([name, names])
    }
  }
  const shortJournal = fields.findIndex(([name]) => name === 'shortjournal')
  if (shortJournal >= 0 && fields[shortJournal]?.[1] === said['journal']) fields.splice(shortJournal, 1)
  // reason: parsers give names for `editors` alone and text for the rest, which is what details are
  return fields.length === 0 ? null : (Object.fromEntries(fields) as PaperDetails)
}

/** Family names of those `names` that stand as `Family, Given`. */
export const turnedFamilies = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => {
    const parts = name.split(',')
    return parts.length === 2 && parts[1]?.trim() ? [parts[0] ?? ''] : []
  })

/** Those `names` that end with a comma, as RIS and EndNote say that a name has no parts. */
export const unpartedNames = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => /^([^,]+),\s*$/.exec(name)?.[1] ?? [])

/** `first` where something is said there, else the others in their order. */
export const firstOf = (...texts: readonly string[]): string => texts.find((text) => text !== '') ?? ''

/** Whether a thesis says itself to be a master's. */
export const thesisType = (genre: string): 'mastersthesis' | 'phdthesis' =>
  /\bma(?:ster|gister|thesis\b)|\bm\.?\s?(?:sc|a|phil|eng)\b|diplom/i.test(genre)
    ? 'mastersthesis'
    : 'phdthesis'

const ISSN = /^(\d{4})-?(\d{3}[\dX])$/i

/** Numbers of a book or a journal, told apart by their length: programs keep both in one field, and say which it is. */
export const serialNumbers = (text: string): Pick<PaperDetails, 'isbn' | 'issn'> => {
  const numbers = text
    .slice(0, MAX_TITLE)
    .replace(/\([^()]*\)|\b[ep]?-?is[bs]n(?:-1[03])?\b:?/gi, ' ')
    .split(/[;,\s]+(?=[\dX-]{8})|[;,\n]/i)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const isbn = numbers.filter((part) => !ISSN.test(part))
  const issn = numbers.filter((part) => ISSN.test(part)).map((part) => part.replace(ISSN, '$1-$2'))
  return {
    ...(isbn.length > 0 ? { isbn: isbn.join(', ') } : {}),
    ...(issn.length > 0 ? { issn: issn.join(', ') } : {}),
  }
}
