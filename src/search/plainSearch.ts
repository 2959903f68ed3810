import { endsWord, findWord, foldText, queryWords } from '../domain/fold.ts'
import { NOTHING_FOUND } from '../domain/found.ts'
import { parseArxivId, parseDoi, type PaperKey } from '../domain/paperKey.ts'
import { plainText } from '../domain/latexText.ts'
import type { PaperSearch, SearchablePaper } from './paperSearch.ts'
import { inSlices, type Pace } from './slices.ts'

interface Entry {
  readonly title: string
  readonly authors: string
  readonly ids: string
  readonly body: string
  readonly tags: string
}

/** The fields of a search by weight: a word in the title says most, one in the abstract least. */
const WEIGHTS = { ids: 40, title: 20, tags: 14, authors: 12, body: 3 } as const
const WHOLE_WORD = 1.4
const PHRASE_IN_TITLE = 30
const TITLE_BEGINS = 10

const fold = (text: string | undefined): string => (text ? foldText(plainText(text)) : '')

const toEntry = ({ paper, tags }: SearchablePaper): Entry => ({
  title: fold(paper.title),
  authors: fold(paper.authors?.join(' \u00B7 ')),
  ids: [paper.arxivId, paper.doi].filter((id) => id !== undefined).join(' '),
  body: `${fold(paper.abstract)} ${fold(paper.summary)}`,
  tags: tags.map(foldText).join(' \u00B7 '),
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

const score = (entry: Entry, words: readonly string[], phrase: string): number => {
  let sum = 0
  for (const word of words) {
    const best = Math.max(
      weigh(entry.title, word, WEIGHTS.title),
      weigh(entry.ids, word, WEIGHTS.ids),
      weigh(entry.authors, word, WEIGHTS.authors),
      weigh(entry.tags, word, WEIGHTS.tags),
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

/**
 * Searches plainly: every word of the query must begin a word of the title, abstract, authors, tags or ids. Each paper
 * is folded once, by the first question that comes to it.
 */
export const createPlainSearch = (pace: Pace): PaperSearch => {
  const known = new Map<PaperKey, { readonly searched: SearchablePaper; entry: Entry | null }>()
  return {
    put(papers) {
      for (const searched of papers) known.set(searched.paper.key, { searched, entry: null })
    },
    drop(keys) {
      for (const key of keys) known.delete(key)
    },
    async find(query, limit, signal) {
      const words = toWords(query)
      if (words.length === 0) return NOTHING_FOUND
      const phrase = words.join(' ')
      const found: { readonly paper: SearchablePaper['paper']; readonly value: number }[] = []
      await inSlices(
        // As they are now: what comes or goes in a rest is for the next question.
        [...known.values()],
        pace,
        (one) => {
          one.entry ??= toEntry(one.searched)
          const value = score(one.entry, words, phrase)
          if (value > 0) found.push({ paper: one.searched.paper, value })
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
