import { MAX_COUNT, MAX_FACT_LINE } from '../limits.ts'
import { readPageDate, type PageDate } from './pageDate.ts'

/** What one line of a page is. `number` stands between labels: whether votes or comments, only its place tells. */
export type PageLine =
  | { readonly type: 'blank' }
  | { readonly type: 'dot' }
  | PageFacts
  | { readonly type: 'number'; readonly value: number; readonly text: string }
  | { readonly type: 'label'; readonly label: 'votes' | 'comments' | 'person' | 'stars' | 'nothing' }
  | { readonly type: 'text'; readonly text: string }

export interface PageFacts {
  readonly type: 'facts'
  readonly authors: number | null
  readonly date: PageDate | null
  /** Counts without a name, in the line's order. */
  readonly counts: readonly number[]
  readonly votes: number | null
  readonly comments: number | null
}

const BULLET = /[•·∙⋅●‧|]/
const BULLETS = /^[\s•·∙⋅●‧|*-]+$/
const AUTHORS = /^(\d{1,3}(?:,\d{3})+|\d{1,6}) authors?$/i
const COUNT = /^(\d{1,3}(?:,\d{3})+|\d{1,7})$/
const THOUSANDS = /^(\d{1,4}(?:\.\d)?)k$/i
const NAMED_COUNT = /^(\S{1,9}) (up ?votes?|votes?|likes?|comments?|replies|reply)$/i
const COUNT_NAMED = /^(up ?votes?|votes?|likes?|comments?):? (\S{1,9})$/i
const LABELS = new Map<string, 'votes' | 'comments' | 'person' | 'stars' | 'nothing'>([
  ['upvote', 'votes'],
  ['upvotes', 'votes'],
  ['votes', 'votes'],
  ['comments', 'comments'],
  ['submitted by', 'person'],
  ['github', 'stars'],
  ['github repo', 'stars'],
  ['arxiv page', 'nothing'],
  ['arxiv', 'nothing'],
  ['project page', 'nothing'],
  ['view pdf', 'nothing'],
  ['pdf', 'nothing'],
  ['paper page', 'nothing'],
  ['play video', 'nothing'],
  ['add to collection', 'nothing'],
  ['discuss', 'nothing'],
  ['abstract', 'nothing'],
  ['abstract:', 'nothing'],
])
/** A line that names its person behind the label, or the stars of the code. */
const LABELLED = /^(?:submitted by \S{1,60}|github (?:\d{1,4}(?:\.\d)?k?|\d{1,3},\d{3}))$/i
const SIGNS = /💬|▲|△|⬆|🔼|👍|❤|♥|🔥|\uFE0F/gu

const readCount = (text: string): number | null => {
  const plain = COUNT.exec(text)
  const thousands = THOUSANDS.exec(text)
  const value = plain ? Number(text.replaceAll(',', '')) : thousands ? Number(thousands[1]) * 1_000 : null
  return value !== null && value <= MAX_COUNT ? Math.round(value) : null
}

const readNamedCount = (
  text: string,
): { readonly name: 'votes' | 'comments'; readonly value: number } | null => {
  const behind = NAMED_COUNT.exec(text)
  const before = COUNT_NAMED.exec(text)
  const value = readCount(behind?.[1] ?? before?.[2] ?? '')
  const name = (behind?.[2] ?? before?.[1] ?? '').toLowerCase()
  if (value === null) return null
  return { name: /^(?:comment|repl)/.test(name) ? 'comments' : 'votes', value }
}

/** `text` read as nothing but authors, dates and counts between bullets; `null` when anything else is in it. */
const readFacts = (text: string): PageLine | null => {
  let authors: number | null = null
  let date: PageDate | null = null
  let votes: number | null = null
  let comments: number | null = null
  const counts: number[] = []
  for (const part of text
    .replace(SIGNS, ' ')
    .replace(/^[*-] /, '')
    .split(BULLET)) {
    let piece = part.trim()
    if (piece === '') continue
    const signed = AUTHORS.exec(piece)
    if (signed && authors === null) {
      authors = Number((signed[1] ?? '').replaceAll(',', ''))
      continue
    }
    const dated: ReturnType<typeof readPageDate> = date === null ? readPageDate(piece) : null
    if (dated) {
      date = dated.date
      piece = dated.rest
      if (piece === '') continue
    }
    const named = readNamedCount(piece)
    if (named?.name === 'votes') votes = named.value
    else if (named) comments = named.value
    else
      for (const word of piece.split(' ')) {
        const count = readCount(word)
        if (count === null) return null
        counts.push(count)
      }
  }
  const bare = authors === null && date === null && votes === null && comments === null
  if (bare) {
    const [value] = counts
    return value !== undefined && counts.length === 1 ? { type: 'number', value, text: text.trim() } : null
  }
  return { type: 'facts', authors, date, counts, votes, comments }
}

/** Reads one line whose white space has been squeezed. Takes time in proportion to at most {@link MAX_FACT_LINE}. */
export const readPageLine = (text: string): PageLine => {
  if (text === '') return { type: 'blank' }
  if (text.length > MAX_FACT_LINE) return { type: 'text', text }
  if (BULLETS.test(text)) return { type: 'dot' }
  const label = LABELS.get(text.toLowerCase())
  if (label) return { type: 'label', label }
  if (LABELLED.test(text)) return { type: 'label', label: 'nothing' }
  return readFacts(text) ?? { type: 'text', text }
}
