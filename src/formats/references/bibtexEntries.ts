import { createLineCounter } from './lines.ts'
import { MAX_LOOKED_BEHIND, MAX_MACRO, MAX_VALUE, STEP_LETTERS } from './limits.ts'
import type { Steps } from './reference.ts'

/** An entry as it stands in the file, macros put in. */
export interface BibtexEntry {
  readonly line: number
  /** Lower case. */
  readonly type: string
  readonly key: string
  /** Names in lower case; of a name said twice the first counts, as in BibTeX. */
  readonly fields: ReadonlyMap<string, string>
}

export interface BibtexFault {
  readonly line: number
  readonly text: string
  readonly reason: string
}

export interface BibtexEntries {
  readonly entries: readonly BibtexEntry[]
  readonly faults: readonly BibtexFault[]
  /** What stands in `@comment`. */
  readonly comments: readonly string[]
}

const HEAD = /@[ \t]*([A-Za-z][\w-]*)\s*([{(])/y
/** An entry that begins on a line of its own: where one goes on after something that was not closed. */
const NEXT_ENTRY = /\n[ \t]*@[ \t]*[A-Za-z][\w-]*\s*[{(]\s*[^\s,{}()="#%\\]+\s*,/y
const KEY = /[^\s,{}="#%\\]*/y
const FIELD_NAME = /[^\s,{}()="#%\\]+/y
const BARE = /[^\s,{}()="#]+/y
const MONTHS: readonly (readonly [string, string])[] = [
  'January February March April May June July August September October November December'.split(' '),
]
  .flat()
  .map((name) => [name.slice(0, 3).toLowerCase(), name])

/** Fields of running text: an entry may be quoted there, as the README of a program does. */
const RUNNING_TEXT = new Set(['abstract', 'annotation', 'annote', 'comment', 'note', 'review'])

/** A percent sign further in front than this takes nothing out. */
const MAX_COMMENT = 300

type Fault = { readonly fault: string; readonly at: number }

/** Walks over one file. A fault ends its entry; reading goes on at the next. */
class Walk {
  at = 0
  readonly text: string
  readonly macros = new Map<string, string>(MONTHS)
  /** Whether entries in running text are taken for quoted. */
  isQuoting = false
  /** An entry began in running text, and ended it. */
  isCutShort = false
  /** Letters read once more to see whether what began there was quoted. */
  lookedBehind = 0

  constructor(text: string) {
    this.text = text
  }

  skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      // White space, and what btparse takes for a comment.
      if (code === 32 || (code >= 9 && code <= 13) || code === 160) this.at++
      else if (code === 37) {
        const end = this.text.indexOf('\n', this.at)
        this.at = end < 0 ? this.text.length : end
      } else return
    }
  }

  match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (!found) return null
    this.at += found[0].length
    return found[0]
  }

  isNextEntry(at: number): boolean {
    NEXT_ENTRY.lastIndex = at
    return NEXT_ENTRY.test(this.text)
  }

  /** From behind an opening mark to the closing one, which is taken too; `null` where it does not come. */
  balanced(close: string, stopAtEntry: boolean, isText = false): string | null {
    const start = this.at
    const isQuoting = isText && this.isQuoting
    let depth = 0
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at)
      if (code === 10) {
        if (isQuoting && this.at - start > MAX_VALUE) return null
        // Behind a brace that is still open it is no quotation.
        if (stopAtEntry && !(isQuoting && depth === 0) && this.isNextEntry(this.at)) {
          this.isCutShort = isText
          return null
        }
      } else if (code === 92) {
        // Braces count behind a backslash as well, but for \{ and \} that stand alone in files of other programs.
        const next = this.text.charCodeAt(this.at + 1)
        if (next === 92 || next === 34) this.at++
      } else if (depth === 0 && this.text.charAt(this.at) === close) {
        const inner = this.text.slice(start, this.at)
        this.at++
        return inner
      } else if (code === 123) depth++
      else if (code === 125) {
        if (depth === 0) return null
        depth--
      }
    }
    return null
  }

  /** One value: pieces joined by `#`. */
  value(isText: boolean): string | Fault {
    const pieces: string[] = []
    for (;;) {
      this.skipSpace()
      const from = this.at
      const mark = this.text.charAt(this.at)
      if (mark === '{' || mark === '"') {
        this.at++
        const inner = this.balanced(mark === '{' ? '}' : '"', true, isText && mark === '{')
        if (inner === null)
          return {
            fault: mark === '{' ? 'A brace is not closed.' : 'A quotation mark is not closed.',
            at: from,
          }
        pieces.push(inner)
      } else {
        const bare = this.match(BARE)
        if (bare === null) return pieces.length > 0 ? pieces.join('') : ''
        // An abbreviation nobody explained stands for itself.
        pieces.push(/^\d+$/.test(bare) ? bare : (this.macros.get(bare.toLowerCase()) ?? bare))
      }
      this.skipSpace()
      if (this.text.charAt(this.at) !== '#') return pieces.join('')
      this.at++
    }
  }

  /** The fields up to the mark that closes the entry, which is taken too. */
  fields(close: string, fields: Map<string, string>): Fault | null {
    for (;;) {
      this.skipSpace()
      const mark = this.text.charAt(this.at)
      if (mark === '') return { fault: 'The file ends before the entry does.', at: this.at }
      if (mark === ',') {
        this.at++
        continue
      }
      if (mark === close) {
        this.at++
        return null
      }
      const from = this.at
      if (mark === '@') return { fault: 'The entry is not closed before the next one begins.', at: from }
      const name = this.match(FIELD_NAME)
      if (name === null)
        return { fault: `“${mark}” stands where the name of a field was expected.`, at: from }
      this.skipSpace()
      if (this.text.charAt(this.at) !== '=')
        return { fault: `Behind “${name.slice(0, 40)}” no “=” follows.`, at: from }
      this.at++
      const lower = name.toLowerCase()
      const value = this.value(RUNNING_TEXT.has(lower))
      if (typeof value !== 'string') return value
      if (!fields.has(lower)) fields.set(lower, value)
    }
  }
}

/**
 * Reads the fields of an entry once more where another began in running text: it was quoted there if the whole entry
 * closes behind it, with no brace left over. `null` where it does not.
 */
const readQuoting = (walk: Walk, from: number, close: string): ReadonlyMap<string, string> | null => {
  if (walk.lookedBehind > MAX_LOOKED_BEHIND) return null
  const stopped = walk.at
  const fields = new Map<string, string>()
  walk.at = from
  walk.isQuoting = true
  const fault = walk.fields(close, fields)
  walk.isQuoting = false
  walk.lookedBehind += walk.at - from
  const end = walk.at
  walk.skipSpace()
  const isWhole = fault === null && walk.text.charAt(walk.at) !== '}'
  walk.at = isWhole ? end : stopped
  return isWhole ? fields : null
}

/** Whether the line up to `at` is one that its writer took out with a percent sign. */
const isTakenOut = (text: string, at: number): boolean => {
  const before = text.slice(Math.max(0, at - MAX_COMMENT), at)
  return /^\s*%/.test(before.slice(before.lastIndexOf('\n') + 1))
}

/** Reads the entries of a BibTeX file; what is broken is named, and the rest is read. */
export function* readBibtexEntries(text: string): Steps<BibtexEntries> {
  const walk = new Walk(text)
  const lineOf = createLineCounter(text)
  const entries: BibtexEntry[] = []
  const faults: BibtexFault[] = []
  const comments: string[] = []
  let told = 0
  /** Where nothing closes any more from here on: asked once, not for every comment that stays open. */
  let openFrom = Infinity
  for (;;) {
    const start = text.indexOf('@', walk.at)
    if (start < 0) return { entries, faults, comments }
    if (start - told > STEP_LETTERS) {
      told = start
      yield start / text.length
    }
    walk.at = start
    HEAD.lastIndex = start
    const head = HEAD.exec(text)
    if (!head || /[\w.]/.test(text.charAt(start - 1)) || isTakenOut(text, start)) {
      walk.at = start + 1
      continue
    }
    const type = (head[1] ?? '').toLowerCase()
    const close = head[2] === '(' ? ')' : '}'
    walk.at = start + head[0].length
    const inside = walk.at
    if (type === 'comment' || type === 'preamble') {
      const inner = inside < openFrom ? walk.balanced(close, false) : null
      if (inner === null) {
        if (walk.at >= text.length) openFrom = Math.min(openFrom, inside)
        walk.at = inside
      } else if (type === 'comment') comments.push(inner)
      continue
    }
    const fields = new Map<string, string>()
    let key = ''
    if (type !== 'string') {
      walk.skipSpace()
      const from = walk.at
      KEY.lastIndex = from
      key = walk.match(KEY) ?? ''
      // Keys with blanks, as some programs make them: up to the comma on the same line.
      const more = /[^,={}\n"#]*/y
      more.lastIndex = walk.at
      const rest = more.exec(text)?.[0] ?? ''
      const after = text.charAt(walk.at + rest.length)
      if (after === ',' || (after === close && rest.trim() === '')) {
        key = (key + rest).trim()
        walk.at += rest.length
      } else if (after === '=') {
        // No key at all, or no comma behind it.
        const words = (key + rest).trim().split(/\s+/)
        key = words.length > 1 ? (words[0] ?? '') : ''
        walk.at = words.length > 1 ? from + (words[0] ?? '').length : from
      }
      if (close === ')' && key.endsWith(')')) {
        walk.at = from + key.length - 1
        key = key.slice(0, -1)
      }
    }
    const behindKey = walk.at
    walk.isCutShort = false
    const fault = walk.fields(close, fields)
    if (type === 'string') {
      for (const [name, value] of fields) walk.macros.set(name, value.slice(0, MAX_MACRO))
      if (fault) walk.at = Math.max(inside, resumeAt(text, walk, inside))
      continue
    }
    const quoting = fault !== null && walk.isCutShort ? readQuoting(walk, behindKey, close) : null
    if (fault === null || quoting) entries.push({ line: lineOf(start), type, key, fields: quoting ?? fields })
    else {
      // Its braces do not say where it ends: what was read of it may be another's.
      walk.at = resumeAt(text, walk, inside)
      faults.push({ line: lineOf(start), text: text.slice(start, start + 200), reason: fault.fault })
    }
  }
}

/** The next entry behind a broken one. */
const resumeAt = (text: string, walk: Walk, inside: number): number => {
  const upTo = Math.max(walk.at, inside)
  for (let at = text.indexOf('\n', inside); at >= 0 && at <= upTo; at = text.indexOf('\n', at + 1))
    if (walk.isNextEntry(at)) return at
  return upTo
}
