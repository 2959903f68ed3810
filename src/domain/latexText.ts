import { plainMath } from './plainMath.ts'
import { restoreLostCommands } from './lostCommands.ts'
import { ACCENTS, SYMBOLS } from './latexSymbols.ts'

/** A title or abstract, cut into what is shown differently. Text parts hold no LaTeX any more. */
export type TextPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'math'; readonly tex: string; readonly display: boolean }
  | { readonly type: 'styled'; readonly style: TextStyle; readonly parts: readonly TextPart[] }
  | { readonly type: 'link'; readonly url: string; readonly text: string }

export type TextStyle = 'emphasis' | 'strong' | 'code'

/** Deeper nesting is somebody's joke; its braces are shown plain. */
const MAX_DEPTH = 20
/** A formula longer than this is a stray dollar sign. */
export const MAX_MATH_LENGTH = 2_000

/** Nothing to resolve: most text, and found without a parser. */
const PLAIN = /^(?:(?!https?:\/\/|--|``|[A-Za-z]_[A-Z]| (?:gg|ll|leq|geq|neq|approx) )[^\\$~{}])*$/

const STYLES: ReadonlyMap<string, TextStyle | null> = new Map<string, TextStyle | null>([
  ['textit', 'emphasis'],
  ['emph', 'emphasis'],
  ['textsl', 'emphasis'],
  ['it', 'emphasis'],
  ['em', 'emphasis'],
  ['sl', 'emphasis'],
  ['textbf', 'strong'],
  ['bf', 'strong'],
  ['bfseries', 'strong'],
  ['itshape', 'emphasis'],
  ['texttt', 'code'],
  ['tt', 'code'],
  ['ttfamily', 'code'],
  ...[
    'textrm textsf textsc textup textmd textnormal text mbox hbox underline uline rm sf sc normalfont ensuremath',
    'textcolor scriptsize small footnotesize large Large xspace noindent mathrm mathbf mathcal mathbb mathsf mathit',
    'operatorname boldsymbol bm textsuperscript textsubscript',
  ]
    .join(' ')
    .split(' ')
    .map((name): [string, null] => [name, null]),
])
/** Switches that hold to the end of their group, rather than taking an argument. */
const SWITCHES = new Set(
  'it em sl bf tt rm sf sc bfseries itshape ttfamily normalfont small large Large'.split(' '),
)
/** Commands that point somewhere a reader of the abstract cannot go. */
const REFERENCES =
  /^(?:cite[a-z]*|ref|eqref|label|cref|Cref|footnote|footnotemark|thanks|vspace|hspace|index)$/
const SPACES: ReadonlyMap<string, string> = new Map([
  [',', '\u2009'],
  [';', ' '],
  [':', ' '],
  ['!', ''],
  ['/', ''],
  [' ', ' '],
  ['\n', ' '],
  ['\\', ' '],
  ['-', ''],
  ['(', '('],
  [')', ')'],
  ['[', '['],
  [']', ']'],
])

/** Cuts `source` into parts, with LaTeX's accents, escapes, quotes and dashes resolved. Never throws. */
export const parseLatexText = (source: string): readonly TextPart[] =>
  PLAIN.test(source) ? [{ type: 'text', text: source }] : new Reader(restoreLostCommands(source)).read(0)

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
  private readonly source: string

  constructor(source: string) {
    this.source = source
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
        if (depth > 0) break
        continue
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

  /** `$x$` and `$$x$$`; a dollar sign before a number is money unless its partner fits (as pandoc decides). */
  private math(): readonly TextPart[] | null {
    const found =
      /^\$\$([^$]+)\$\$/.exec(this.rest()) ??
      /^\$((?![\s$])(?:[^$\\]|\\[\s\S])*?(?<!\s))\$(?!\d)/.exec(this.rest())
    const tex = found?.[1]
    if (!found || tex === undefined || tex.length > MAX_MATH_LENGTH || /\n\s*\n/.test(tex)) return null
    this.at += found[0].length
    return [{ type: 'math', tex: tex.trim(), display: found[0].startsWith('$$') }]
  }

  /** `\(x\)` and `\[x\]`. */
  private bracketMath(): readonly TextPart[] | null {
    const found = /^\\\(([\s\S]+?)\\\)/.exec(this.rest()) ?? /^\\\[([\s\S]+?)\\\]/.exec(this.rest())
    const tex = found?.[1]
    if (!found || tex === undefined || tex.length > MAX_MATH_LENGTH) return null
    this.at += found[0].length
    return [{ type: 'math', tex: tex.trim(), display: found[0].startsWith('\\[') }]
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
    return [{ type: 'text', text: '“' }, ...parseLatexText(inner), { type: 'text', text: '”' }]
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
    const math = /^\\[([]/.test(this.rest()) ? this.bracketMath() : null
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
    const style = STYLES.get(name)
    if (SWITCHES.has(name)) {
      this.skipSpace()
      const parts = this.readGroupRest(depth)
      return style ? [{ type: 'styled', style, parts }] : parts
    }
    if (style !== undefined) {
      const parts = this.argument(depth)
      return style ? [{ type: 'styled', style, parts }] : parts
    }
    const symbol = SYMBOLS.get(name)
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
    this.at--
    return parts
  }

  private argument(depth: number): readonly TextPart[] {
    this.skipSpace()
    if (this.source.charAt(this.at) !== '{' || depth >= MAX_DEPTH) return []
    this.at++
    return this.read(depth + 1)
  }

  private rawArgument(open: string, close: string): string | null {
    if (this.source.charAt(this.at) !== open) return null
    const end = this.source.indexOf(close, this.at)
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

  /** `\"o`, `\'{e}`, `\v{s}`, `\c c`, `{\'\i}`: the letter with its mark, composed where Unicode has it. */
  private accent(depth: number): string | null {
    const found =
      /^\\([`'^"~=.])\s*(?:\{\\?(\p{L}+)\}|\\([ij])(?![A-Za-z])(?:\{\})?|(\p{L}))/u.exec(this.rest()) ??
      /^\\([uvHcdbkrt])(?:\s*\{\\?(\p{L}+)\}|\s+\\([ij])(?![A-Za-z])|\s+(\p{L})(?!\p{L}))/u.exec(this.rest())
    const mark = found?.[1] === undefined ? undefined : ACCENTS.get(found[1])
    if (!found || mark === undefined || depth > MAX_DEPTH) return null
    this.at += found[0].length
    const letters = found[2] ?? found[3] ?? found[4] ?? ''
    const [first = '', ...others] = [...letters]
    return `${first}${mark}${others.join('')}`.normalize('NFC')
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
