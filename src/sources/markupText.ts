/** Elements that begin and end a paragraph, in JATS and HTML. */
const BLOCKS = /^(?:p|sec|title|list|list-item|disp-quote|break|br|div|ul|ol|li|h\d)$/i
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
])
/** A heading that says only what follows. */
const HEADING = /^(?:abstract|summary)\s*[:.]?$/i

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

const letterOf = (code: number): string =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ''

const resolveEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,5}));/gi, (whole, decimal, hex, name) =>
    decimal
      ? letterOf(Number(decimal))
      : hex
        ? letterOf(Number.parseInt(hex, 16))
        : (ENTITIES.get(String(name).toLowerCase()) ?? whole),
  )

/**
 * The text of a title or abstract in which publishers left JATS or HTML: paragraphs with an empty line between them,
 * no markup. A formula that is there twice, in TeX and in MathML, stays in TeX. Takes time in proportion to its length.
 */
export const markupToText = (markup: string): string => {
  const once = markup.includes('tex-math>') ? without(markup, '<mml:math', '</mml:math>') : markup
  const marked = without(once, '<!--', '-->').replace(/<\/?([a-z][\w.:-]*)[^<>]*>/gi, (_tag, name) =>
    BLOCKS.test(String(name).replace(/^.*:/, '')) ? '\n\n' : '',
  )
  const paragraphs = resolveEntities(marked)
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/gu, ' ').trim())
    .filter((paragraph) => paragraph !== '')
  return (HEADING.test(paragraphs[0] ?? '') ? paragraphs.slice(1) : paragraphs).join('\n\n')
}
