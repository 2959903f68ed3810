import type { Paper } from '../../domain/paper.ts'
import { parseArxivId, parseDoi, type PaperKey } from '../../domain/paperKey.ts'
import { plainText } from '../../domain/latexText.ts'
import { endsWord, findWord, foldText, queryWords } from './fold.ts'

/** A paper with what the person added to it. */
export interface SearchablePaper {
  readonly paper: Paper
  /** Names. */
  readonly tags: readonly string[]
}

export interface Found {
  readonly keys: readonly PaperKey[]
  /** How many there are, also beyond the limit. */
  readonly total: number
  /** The folded words that matched, for marking them. */
  readonly words: readonly string[]
}

/**
 * Finds papers. The answer is a promise so that an index in a worker can stand here one day; callers drop answers
 * that a later question has overtaken.
 */
export interface PaperSearch {
  /** How many papers are searched. */
  readonly size: number
  /** Best first, at most `limit`; nothing for a query without words. */
  find(query: string, limit: number): Promise<Found>
}

interface Entry {
  readonly paper: Paper
  readonly title: string
  readonly authors: string
  readonly ids: string
  readonly body: string
}

export interface PlainSearch extends PaperSearch {
  /** Folded papers, taken over by the next search so that a change costs only what changed. */
  readonly entries: ReadonlyMap<PaperKey, Entry>
}

export const NOTHING_FOUND: Found = { keys: [], total: 0, words: [] }

/** The fields of a search by weight: a word in the title says most, one in the abstract least. */
const WEIGHTS = { ids: 40, title: 20, tags: 14, authors: 12, body: 3 } as const
const WHOLE_WORD = 1.4
const PHRASE_IN_TITLE = 30
const TITLE_BEGINS = 10

const fold = (text: string | undefined): string => (text ? foldText(plainText(text)) : '')

const sameText = (a: Paper, b: Paper): boolean =>
  a === b ||
  (a.title === b.title &&
    a.abstract === b.abstract &&
    a.summary === b.summary &&
    a.arxivId === b.arxivId &&
    a.doi === b.doi &&
    a.date === b.date &&
    a.authors?.length === b.authors?.length &&
    (a.authors ?? []).every((name, at) => name === b.authors?.[at]))

const toEntry = (paper: Paper): Entry => ({
  paper,
  title: fold(paper.title),
  authors: fold(paper.authors?.join(' \u00B7 ')),
  ids: [paper.arxivId, paper.doi].filter((id) => id !== undefined).join(' '),
  body: `${fold(paper.abstract)} ${fold(paper.summary)}`,
})

/** A query that is an id or an address is looked up as that id, in whichever spelling it came. */
const toWords = (query: string): readonly string[] => {
  const id = parseArxivId(query) ?? parseDoi(query)
  return id === null ? queryWords(query) : [id]
}

const weigh = (field: string, word: string, weight: number): number => {
  const at = findWord(field, word)
  if (at < 0) return 0
  return endsWord(field, word, at) ? weight * WHOLE_WORD : weight
}

/**
 * Searches plainly: every word of the query must begin a word of the title, abstract, authors, tags or ids. Reads
 * `before`'s work where a paper's text is the same as it was.
 */
export const createPlainSearch = (papers: readonly SearchablePaper[], before?: PlainSearch): PlainSearch => {
  const entries = new Map<PaperKey, Entry>()
  const tags = new Map<PaperKey, string>()
  for (const { paper, tags: names } of papers) {
    const known = before?.entries.get(paper.key)
    entries.set(paper.key, known && sameText(known.paper, paper) ? known : toEntry(paper))
    if (names.length > 0) tags.set(paper.key, names.map(foldText).join(' \u00B7 '))
  }

  const score = (entry: Entry, words: readonly string[], phrase: string): number => {
    let sum = 0
    for (const word of words) {
      const best = Math.max(
        weigh(entry.title, word, WEIGHTS.title),
        weigh(entry.ids, word, WEIGHTS.ids),
        weigh(entry.authors, word, WEIGHTS.authors),
        weigh(tags.get(entry.paper.key) ?? '', word, WEIGHTS.tags),
      )
      // The abstract is long: it is read only where nothing better matched.
      const value = best > 0 ? best : weigh(entry.body, word, WEIGHTS.body)
      if (value === 0) return 0
      sum += value
    }
    if (words.length > 1 && entry.title.includes(phrase)) sum += PHRASE_IN_TITLE
    if (entry.title.startsWith(phrase)) sum += TITLE_BEGINS
    return sum
  }

  return {
    size: entries.size,
    entries,
    find(query, limit) {
      const words = toWords(query)
      if (words.length === 0) return Promise.resolve(NOTHING_FOUND)
      const phrase = words.join(' ')
      const found: { readonly paper: Paper; readonly value: number }[] = []
      for (const entry of entries.values()) {
        const value = score(entry, words, phrase)
        if (value > 0) found.push({ paper: entry.paper, value })
      }
      found.sort(
        (a, b) =>
          b.value - a.value ||
          (b.paper.date ?? '').localeCompare(a.paper.date ?? '') ||
          (a.paper.key < b.paper.key ? -1 : 1),
      )
      return Promise.resolve({
        keys: found.slice(0, limit).map(({ paper }) => paper.key),
        total: found.length,
        words,
      })
    },
  }
}
