import { resolveEntities } from './htmlEntities.ts'
import { LOWERED, RAISED } from './latexSymbols.ts'

/** Elements that begin and end a paragraph, in JATS and HTML. */
const BLOCKS =
  /^(?:p|sec|title|list|list-item|disp-quote|disp-formula|break|br|hr|div|ul|ol|li|h\d|abstract)$/
/** All of HTML and JATS that stands in titles and abstracts; a word in angle brackets may be anything else. */
const KNOWN = new Set(
  (
    'a abbr abstract b big bold break br cite code del div em emph ext-link fn font hr i img inline-formula ins ' +
    'italic kbd label li list list-item mark monospace named-content nlm ol overline p q roman s samp sans-serif ' +
    'sc scp sec section small span strike strong styled-content sub sup table tbody td th tr tt u ul underline ' +
    'uri var xref alternatives disp-formula disp-quote graphic inline-graphic inline-equation tex-math title ' +
    'h1 h2 h3 h4 h5 h6 math'
  ).split(' '),
)
/** Of MathML; its own names begin alike. */
const MATHML =
  /^(?:math|semantics|m(?:i|n|o|s|text|space|row|frac|sqrt|root|style|error|padded|phantom|fenced|enclose|sub|sup|subsup|under|over|underover|multiscripts|prescripts|table|tr|td|action)|none|annotation|annotation-xml)$/
/** A tag as it must be written: behind the name nothing but attributes with their values. */
const TAG =
  /<(\/?)(?:(jats|mml|m|xhtml|html|ns\d):)?([a-z][a-z\d-]{0,20})(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+))*\s*\/?>/gi
/** One letter, number or sign of a formula, maybe in a row of its own. */
const TOKEN =
  '(?:<(?:mml:|m:)?mrow>\\s*)?<(?:mml:|m:)?m[ino](?:\\s[^<>]{0,200})?>([^<>]{0,20})</(?:mml:|m:)?m[ino]>(?:\\s*</(?:mml:|m:)?mrow>)?'
const MATH_SHIFT = new RegExp(
  `<(?:mml:|m:)?msu([bp])>\\s*${TOKEN}\\s*${TOKEN}\\s*</(?:mml:|m:)?msu[bp]>`,
  'gi',
)
const SHIFT = /<(?:jats:)?su([bp])>([^<>]{1,40})<\/(?:jats:)?su\1>/gi
/** A heading that says only what follows. */
const HEADING = /^(?:abstract|summary)\s*[:.]?$/i
/** Small print that databases escape once more, as nobody who means the letters themselves does in pairs. */
const ESCAPED = /^(?:i|b|u|em|strong|sub|sup|sc|scp|italic|bold)$/

/** `text` without the stretches from `open` to `close`. */
const without = (text: string, open: string, close: string): string => {
  const parts: string[] = []
  for (let at = 0; ;) {
    const from = text.indexOf(open, at)
    const to = from < 0 ? -1 : text.indexOf(close, from)
    if (to < 0) return parts.join('') + text.slice(at)
    parts.push(text.slice(at, from))
    at = to + close.length
  }
}

/** Raised or lowered where Unicode has the characters, else as it is. */
const shifted = (where: string, text: string): string => {
  const letters = where.toLowerCase() === 'p' ? RAISED : LOWERED
  const made = [...text.replace(/[−–]/g, '-')].map((letter) => letters.get(letter))
  // Letters alone are an abbreviation or an ordinal: 1st, not 1ˢᵗ.
  return /\d/.test(text) && made.every((letter) => letter !== undefined) ? made.join('') : text
}

const readTags = (text: string, isEscaped: boolean): string => {
  if (!text.includes('<')) return text
  const closed = new Set(
    [...text.matchAll(/<\/(?:\w{1,8}:)?([a-z][a-z\d-]{0,20})\s*>/gi)].map(([, name = '']) =>
      name.toLowerCase(),
    ),
  )
  return text
    .replace(MATH_SHIFT, (_whole, where: string, base: string, index: string) => base + shifted(where, index))
    .replace(SHIFT, (_whole, where: string, inner: string) => shifted(where, inner))
    .replace(TAG, (whole, slash: string, prefix: string | undefined, written: string) => {
      const name = written.toLowerCase()
      const isKnown = KNOWN.has(name) || MATHML.test(name) || prefix?.toLowerCase() === 'jats'
      // `a<b>c` compares.
      const isLone = slash === '' && !closed.has(name) && (isEscaped || /^[abiqsu]$/.test(name))
      if (!isKnown || isLone || (isEscaped && !ESCAPED.test(name))) return whole
      return BLOCKS.test(name) ? '\n\n' : ''
    })
}

/** `text` without the tags and entities that programs left in it, its blanks and lines as they are. */
export const stripMarkup = (markup: string): string => {
  if (!/[<&]/.test(markup)) return markup
  const once = markup.includes('tex-math>') ? without(markup, '<mml:math', '</mml:math>') : markup
  const shown = without(without(once, '<!--', '-->'), '<annotation', '</annotation>')
  const text = resolveEntities(readTags(shown, false).replace(/&(?:amp;){2,}/gi, '&amp;'))
  return shown.includes('&lt;') ? readTags(text, true) : text
}

/**
 * The text of a title or abstract in which publishers left JATS or HTML: paragraphs with an empty line between them,
 * no markup. A formula that is there twice, in TeX and in MathML, stays in TeX. Takes time in proportion to its length.
 */
export const markupToText = (markup: string): string => {
  const paragraphs = stripMarkup(markup)
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/gu, ' ').trim())
    .filter((paragraph) => paragraph !== '')
  return (HEADING.test(paragraphs[0] ?? '') ? paragraphs.slice(1) : paragraphs).join('\n\n')
}

/**
 * Text that was written as HTML and nothing else, as notes are: every tag is one, and what ends a paragraph ends a line.
 * What was escaped is meant as it stands.
 */
export const htmlToLines = (html: string): string =>
  resolveEntities(
    html.replace(/<(?:br|\/p|\/li|\/h\d|\/div)\b[^>]*>/gi, '\n').replace(/<\/?[a-z][^<>]*>/gi, ''),
  )
