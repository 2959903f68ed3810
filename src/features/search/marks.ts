import { findWord, foldWithPlaces } from '../../domain/fold.ts'

export interface MarkedPart {
  readonly text: string
  readonly marked: boolean
}

/** `text` cut where the folded `words` begin words of it; joined again the parts are `text`. */
export const markWords = (text: string, words: readonly string[]): readonly MarkedPart[] => {
  if (text === '') return []
  const { folded, places } = foldWithPlaces(text)
  const spans: [number, number][] = []
  for (const word of words)
    for (let at = findWord(folded, word); at >= 0; at = findWord(folded, word, at + word.length))
      spans.push([places[at] ?? 0, places[at + word.length] ?? text.length])
  spans.sort((a, b) => a[0] - b[0] || b[1] - a[1])

  const parts: MarkedPart[] = []
  let done = 0
  for (const [start, end] of spans) {
    if (end <= done) continue
    const from = Math.max(start, done)
    if (from > done) parts.push({ text: text.slice(done, from), marked: false })
    const last = parts.at(-1)
    if (last?.marked === true)
      parts[parts.length - 1] = { text: last.text + text.slice(from, end), marked: true }
    else parts.push({ text: text.slice(from, end), marked: true })
    done = end
  }
  if (done < text.length) parts.push({ text: text.slice(done), marked: false })
  return parts
}

/**
 * About `length` units of `text` around the first of the folded `words` in it, cut between words and with an ellipsis
 * at a cut end; from the beginning where no word stands in it.
 */
export const excerptAround = (text: string, words: readonly string[], length: number): string => {
  if (text.length <= length) return text
  const { folded, places } = foldWithPlaces(text)
  const found = words.map((word) => findWord(folded, word)).filter((at) => at >= 0)
  const first = found.length > 0 ? (places[Math.min(...found)] ?? 0) : 0
  // A third of the room before the word shows what it belongs to.
  const wish = Math.min(first - Math.floor(length / 3), text.length - length)
  const start = wish <= 0 ? 0 : text.indexOf(' ', wish) + 1
  const cut = text.lastIndexOf(' ', start + length)
  const end = start + length >= text.length ? text.length : cut > start ? cut : start + length
  const tidy = text.slice(start, end).replace(/[\uD800-\uDBFF]$/, '')
  return `${start > 0 ? '… ' : ''}${tidy}${end < text.length ? ' …' : ''}`
}
