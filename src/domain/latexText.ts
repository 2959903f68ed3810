import { plainMath } from './plainMath.ts'
import { closing, restoreLostCommands } from './lostCommands.ts'
import { REFERENCES, SPACES, STYLES, SWITCHES, type TextStyle } from './latexCommands.ts'
import { ACCENTS, SYMBOLS } from './latexSymbols.ts'

/** A title or abstract, cut into what is shown differently. Text parts hold no LaTeX any more. */
export type TextPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'math'; readonly tex: string; readonly display: boolean }
  | { readonly type: 'styled'; readonly style: TextStyle; readonly parts: readonly TextPart[] }
  | { readonly type: 'link'; readonly url: string; readonly text: string }

/** How files of TeX write, beyond what abstracts do: every dollar opens a formula, and more commands have a meaning. */
export interface TexDialect {
  /** What stands for a command; `undefined` where it is not known. */
  readonly symbol: (name: string) => string | undefined
  /** Commands that put a combining character on the letter behind them. */
  readonly accents: ReadonlyMap<string, string>
  /** Commands that put marks around their argument. */
  readonly quotes: ReadonlyMap<string, readonly [open: string, close: string]>
}

/** Deeper nesting is somebody's joke; its braces are shown plain. */
const MAX_DEPTH = 20
/** A formula longer than this is a stray dollar sign. */
export const MAX_MATH_LENGTH = 2_000
/** Blanks between an accent and its letter: further away it is another's. */
const MAX_ACCENT_GAP = 20
const LAST_LETTER = /^\s+\p{L}(?!\p{L})/u

/** Nothing to resolve: most text, and found without a parser. */
const PLAIN = /^(?:(?!https?:\/\/|--|``|[A-Za-z]_[A-Z]| (?:gg|ll|leq|geq|neq|approx) )[^\\$~{}])*$/

/** What nothing but a formula has in it; a relation may also stand alone. */
const MATH_ONLY = /[\\^_]|^\s*[<>=]\s*$/
/** From one sum to the next: `$5 in the morning and $` before `10`. */
const BETWEEN_SUMS = /^\d(?![^]*\\[A-Za-z])[^]*\s[^]*$/

/** Whether dollars around `tex` mean a formula wherever they stand; of others it depends on what is around them. */
export const isSurelyMath = (tex: string): boolean => MATH_ONLY.test(tex) && !BETWEEN_SUMS.test(tex)

/** Cuts `source` into parts, with LaTeX's accents, escapes, quotes and dashes resolved. Never throws. */
export const parseLatexText = (source: string, dialect: TexDialect | null = null): readonly TextPart[] =>
  PLAIN.test(source)
    ? [{ type: 'text', text: source }]
    : new Reader(dialect ? source : restoreLostCommands(source), dialect).read(0)

/** `source` as one line of plain text: for a window's title, a label, a search index. */
export const plainText = (source: string): string => parseLatexText(source).map(partText).join('')

const partText = (part: TextPart): string => {
  switch (part.type) {
    case 'text':
      return part.text
    case 'math':
      return plainMath(part.tex)
    case 'styled':
      return part.parts.map(partText).join('')
    case 'link':
      return part.text
  }
}

class Reader {
  private at = 0
  /** Whether the group that was read last came to its brace. */
  private wasClosed = false
  private readonly source: string
  private readonly dialect: TexDialect | null

  constructor(source: string, dialect: TexDialect | null) {
    this.source = source
    this.dialect = dialect
  }

  /** Reads to the end, or to the brace that closes the group at `depth`. */
  read(depth: number): readonly TextPart[] {
    const parts: TextPart[] = []
    let text = ''
    const flush = (): void => {
      if (text) parts.push({ type: 'text', text })
      text = ''
    }
    while (this.at < this.source.length) {
      const letter = this.source.charAt(this.at)
      if (letter === '}') {
        this.at++
        if (depth === 0) continue
        flush()
        this.wasClosed = true
        return joinText(parts)
      }
      const part = this.part(letter, depth)
      if (typeof part === 'string') {
        text += part
        continue
      }
      flush()
      parts.push(...part)
    }
    flush()
    this.wasClosed = false
    return joinText(parts)
  }

  private rest(): string {
    return this.source.slice(this.at)
  }

  private part(letter: string, depth: number): string | readonly TextPart[] {
    switch (letter) {
      case '\\':
        return this.command(depth)
      case '$':
        return this.math() ?? this.take(1)
      case '{':
        this.at++
        return depth < MAX_DEPTH ? this.read(depth + 1) : ''
      case '~':
        return this.tie()
      case '-':
        return this.dash()
      case '`':
        return this.quote()
      case 'h':
        return this.address() ?? this.take(1)
      default: {
        // Everything up to the next letter that may mean something.
        const plain = /^[^\\${}~\-`h]+/.exec(this.rest())?.[0] ?? letter
        return this.take(plain.length)
      }
    }
  }

  private take(length: number): string {
    const text = this.source.slice(this.at, this.at + length)
    this.at += length
    return text
  }

  /**
   * `$x$` and `$$x$$`. Where dollars may be money, one that stands as money does (as pandoc decides) opens a formula
   * only if nothing else can be meant by what follows.
   */
  private math(): readonly TextPart[] | null {
    const found = /^\$\$([^$]+)\$\$/.exec(this.rest()) ?? /^\$((?:[^$\\]|\\[\s\S])+?)\$/.exec(this.rest())
    const tex = found?.[1]
    if (!found || tex === undefined || tex.length > MAX_MATH_LENGTH || /\n\s*\n/.test(tex)) return null
    const display = found[0].startsWith('$$')
    const isBeforeDigit = /\d/.test(this.source.charAt(this.at + found[0].length))
    if (!display && isBeforeDigit && BETWEEN_SUMS.test(tex)) return null
    const isLikeMoney = !display && (isBeforeDigit || /^\s|\s$/.test(tex))
    if (isLikeMoney && !this.dialect && !MATH_ONLY.test(tex)) return null
    this.at += found[0].length
    return [{ type: 'math', tex: tex.trim(), display }]
  }

  /** `\(x\)` and `\[x\]`. */
  private bracketMath(): readonly TextPart[] | null {
    const opened = /^\\([([])/.exec(this.source.slice(this.at, this.at + 2))?.[1]
    if (opened === undefined) return null
    // No further than a formula may reach: each of many that stay open would look to the end.
    const ahead = this.source.slice(this.at + 2, this.at + 4 + MAX_MATH_LENGTH)
    const end = ahead.indexOf(opened === '(' ? '\\)' : '\\]')
    if (end < 1) return null
    this.at += end + 4
    return [{ type: 'math', tex: ahead.slice(0, end).trim(), display: opened === '[' }]
  }

  /** The argument of `\ensuremath`. */
  private ensuredMath(): readonly TextPart[] {
    const tex = this.rawArgument('{', '}', true)?.trim()
    return tex ? [{ type: 'math', tex, display: false }] : []
  }

  /** `Fig.~3` holds together; in `~50` the tilde is a tilde. */
  private tie(): string {
    const before = this.source.charAt(this.at - 1)
    const after = this.source.charAt(this.at + 1)
    this.at++
    return /[\p{L}.,)\]}]/u.test(before) && /[\p{L}\p{N}\\$({[]/u.test(after) ? '\u00A0' : '~'
  }

  private dash(): string {
    const run = /^-+/.exec(this.rest())?.[0].length ?? 1
    const isFlag = /^\s?$/.test(this.source.charAt(this.at - 1)) && /^-+\p{L}/u.test(this.rest())
    const text = this.take(run)
    if (isFlag) return text
    return run === 2 ? '–' : run === 3 ? '—' : text
  }

  private quote(): string | readonly TextPart[] {
    const found = /^``([\s\S]{0,2000}?)(?:''|")/.exec(this.rest())
    if (!found) return this.take(1)
    const inner = found[1] ?? ''
    this.at += found[0].length
    return [{ type: 'text', text: '“' }, ...parseLatexText(inner, this.dialect), { type: 'text', text: '”' }]
  }

  private address(): readonly TextPart[] | null {
    if (/[\p{L}\p{N}]$/u.test(this.source.charAt(this.at - 1))) return null
    const found = /^https?:\/\/[^\s<>"{}|\\^`]+/.exec(this.rest())?.[0].replace(/[.,;:!?'")\]]+$/, '')
    if (!found || !URL.canParse(found)) return null
    this.at += found.length
    // A link whose command was lost on the way: `https://host/path{name}`.
    const label = /^\{[^{}]*\}/.test(this.rest()) ? this.rawArgument('{', '}') : null
    return [{ type: 'link', url: found, text: label ? plainText(label) : found.replace(/^https?:\/\//, '') }]
  }

  private command(depth: number): string | readonly TextPart[] {
    const math = this.bracketMath()
    if (math) return math
    const accent = this.accent(depth)
    if (accent !== null) return accent
    const name = /^\\([A-Za-z]+)\*?/.exec(this.rest())
    if (!name) {
      const symbol = this.source.charAt(this.at + 1)
      this.at += 2
      return SPACES.get(symbol) ?? symbol
    }
    this.at += name[0].length
    return this.named(name[1] ?? '', depth)
  }

  private named(name: string, depth: number): string | readonly TextPart[] {
    if (REFERENCES.test(name)) {
      this.skipSpace()
      this.rawArgument('[', ']')
      this.rawArgument('{', '}')
      return ''
    }
    if (name === 'url') return this.link(this.rawArgument('{', '}') ?? '', null)
    if (name === 'href') {
      const url = this.rawArgument('{', '}') ?? ''
      return this.link(url, this.rawArgument('{', '}'))
    }
    if (name === 'textcolor' || name === 'color') this.rawArgument('{', '}')
    if (name === 'ensuremath') return this.ensuredMath()
    const marks = this.dialect?.quotes.get(name)
    if (marks)
      return [{ type: 'text', text: marks[0] }, ...this.argument(depth), { type: 'text', text: marks[1] }]
    const style = STYLES.get(name)
    if (SWITCHES.has(name)) {
      this.skipSpace()
      const parts = this.readGroupRest(depth)
      return style ? [{ type: 'styled', style, parts }] : parts
    }
    if (style !== undefined) {
      const parts = this.argument(depth)
      // Its second argument says the same for bookmarks.
      if (name === 'texorpdfstring') this.argument(depth)
      return style ? [{ type: 'styled', style, parts }] : parts
    }
    const symbol = this.dialect?.symbol(name) ?? SYMBOLS.get(name)
    this.skipSpace(symbol === undefined)
    if (this.rest().startsWith('{}')) this.at += 2
    return symbol ?? name
  }

  /** TeX swallows the space after a command; after an unknown one, shown by its name, a space must stay. */
  private skipSpace(keep = false): void {
    if (!keep) this.at += /^[ \t]+(?=\p{L}|\{)/u.exec(this.rest())?.[0].length ?? 0
  }

  /** The parts up to the end of the group we are in, leaving its brace to the caller. */
  private readGroupRest(depth: number): readonly TextPart[] {
    if (depth === 0) return []
    const parts = this.read(depth)
    if (this.wasClosed) this.at--
    return parts
  }

  private argument(depth: number): readonly TextPart[] {
    this.skipSpace()
    if (this.source.charAt(this.at) !== '{' || depth >= MAX_DEPTH) return []
    this.at++
    return this.read(depth + 1)
  }

  /** A formula has braces of its own, which are counted; addresses have none that match. */
  private rawArgument(open: string, close: string, counted = false): string | null {
    if (this.source.charAt(this.at) !== open) return null
    const end = counted ? closing(this.source, this.at, MAX_MATH_LENGTH) : this.source.indexOf(close, this.at)
    if (end < 0) return null
    const text = this.source.slice(this.at + 1, end)
    this.at = end + 1
    return text
  }

  private link(url: string, label: string | null): string | readonly TextPart[] {
    const tidy = url.replaceAll('\\', '').trim()
    const text = label === null ? tidy.replace(/^https?:\/\//, '') : plainText(label)
    const full = /^https?:\/\//.test(tidy) ? tidy : `https://${tidy}`
    return tidy && URL.canParse(full) ? [{ type: 'link', url: full, text }] : text
  }

  /** `\"o`, `\'{e}`, `\v{s}`, `\c c`, `\~{\^e}`, `{\'\i}`: the letter with its mark, composed where Unicode has it. */
  private accent(depth: number): string | null {
    const [command = '', sign, name = ''] = /^\\(?:([`'^"~=.])\s*|([A-Za-z]+))/.exec(this.rest()) ?? []
    const mark = ACCENTS.get(sign ?? name) ?? this.dialect?.accents.get(name)
    if (mark === undefined || depth > MAX_DEPTH) return null
    const after = this.source.slice(this.at + command.length, this.at + command.length + MAX_ACCENT_GAP)
    // In prose `\d the` is somebody's own command, or a regular expression; `\c ca` and `\v ra` are letters of a name.
    const letter =
      sign !== undefined ? /^\p{L}/u : this.dialect || /[cvHk]/.test(name) ? /^\s+\p{L}/u : LAST_LETTER
    const gap = /^\s*(?=[{\\])/.exec(after) ?? (letter.test(after) ? /^\s*/.exec(after) : null)
    if (!gap) return null
    const start = this.at
    this.at += command.length + gap[0].length
    const base = this.accented(depth)
    const [first] = /^\p{L}\p{M}*/u.exec(base) ?? []
    if (first !== undefined) return `${first}${mark}${base.slice(first.length)}`.normalize('NFC')
    // A mark on nothing is the sign itself, as in `\~{}`.
    if (base !== '') return base
    this.at = start
    return null
  }

  /** What an accent stands on: a group, a letter, or a command for one, which may be an accent again. */
  private accented(depth: number): string {
    const letter = this.source.charAt(this.at)
    const parts =
      letter === '{' || letter === '\\'
        ? this.part(letter, depth + 1)
        : this.take(String.fromCodePoint(this.source.codePointAt(this.at) ?? 0).length)
    const text = typeof parts === 'string' ? parts : parts.map(partText).join('')
    // A mark takes the place of the dot.
    return text.normalize('NFC').replace(/^[ıȷ]/, (dotless) => (dotless === 'ı' ? 'i' : 'j'))
  }
}

const joinText = (parts: readonly TextPart[]): readonly TextPart[] => {
  const joined: TextPart[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part.type === 'text' && last?.type === 'text')
      joined[joined.length - 1] = { type: 'text', text: last.text + part.text }
    else joined.push(part)
  }
  return joined
}
