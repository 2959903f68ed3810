import { endsWord, findWord, foldText, queryWords } from '../domain/fold.ts'
import { NOTHING_FOUND, type Found } from '../domain/found.ts'
import type { Paper } from '../domain/paper.ts'
import { parseArxivId, parseDoi, type PaperKey } from '../domain/paperKey.ts'
import { plainText } from '../domain/latexText.ts'
import { inSlices, type Pace } from './slices.ts'

/** A paper with what the person added to it. */
export interface SearchablePaper {
  readonly paper: Paper
  /** Names. */
  readonly tags: readonly string[]
}

/**
 * Finds papers. Answers are promises and what goes in and out is plain data, so that a full-text index in a worker can
 * stand here one day.
 */
export interface PaperSearch {
  /** These are searched from now on. */
  update(papers: readonly SearchablePaper[]): void
  /**
   * Best first, at most `limit`; nothing for a query without words. A question that is aborted finds nothing, soon:
   * whoever goes on typing asks another.
   */
  find(query: string, limit: number, signal: AbortSignal): Promise<Found>
}

interface Entry {
  readonly paper: Paper
  readonly title: string
  readonly authors: string
  readonly ids: string
  readonly body: string
}

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
 * Searches plainly: every word of the query must begin a word of the title, abstract, authors, tags or ids. Each paper
 * is folded when it is first looked at, and again when its text changes.
 */
export const createPlainSearch = (pace: Pace): PaperSearch => {
  let searched: readonly SearchablePaper[] = []
  const entries = new Map<PaperKey, Entry>()

  const entryOf = (paper: Paper): Entry => {
    const known = entries.get(paper.key)
    if (known && sameText(known.paper, paper)) return known
    const entry = toEntry(paper)
    entries.set(paper.key, entry)
    return entry
  }
  const score = (entry: Entry, tags: string, words: readonly string[], phrase: string): number => {
    let sum = 0
    for (const word of words) {
      const best = Math.max(
        weigh(entry.title, word, WEIGHTS.title),
        weigh(entry.ids, word, WEIGHTS.ids),
        weigh(entry.authors, word, WEIGHTS.authors),
        weigh(tags, word, WEIGHTS.tags),
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
    update(papers) {
      searched = papers
    },
    async find(query, limit, signal) {
      const words = toWords(query)
      if (words.length === 0) return NOTHING_FOUND
      const phrase = words.join(' ')
      const found: { readonly paper: Paper; readonly value: number }[] = []
      await inSlices(
        searched,
        pace,
        ({ paper, tags }) => {
          const value = score(entryOf(paper), tags.map(foldText).join(' \u00B7 '), words, phrase)
          if (value > 0) found.push({ paper, value })
        },
        () => signal.aborted,
      )
      if (signal.aborted) return NOTHING_FOUND
      found.sort(
        (a, b) =>
          b.value - a.value ||
          (b.paper.date ?? '').localeCompare(a.paper.date ?? '') ||
          (a.paper.key < b.paper.key ? -1 : 1),
      )
      return { keys: found.slice(0, limit).map(({ paper }) => paper.key), total: found.length, words }
    },
  }
}
