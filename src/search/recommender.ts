import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { FREQUENT_SHARE, MAX_ASKED_TERMS, MAX_DISLIKED, MAX_LIKED } from './limits.ts'
import { inSlices, type Pace } from './slices.ts'
import { weighTerms } from './terms.ts'

/** What is read of a paper. */
export type RankablePaper = Pick<Paper, 'key' | 'title' | 'abstract' | 'summary'>

/** What a person kept and what they passed over, the newest first. */
export interface Taste {
  readonly liked: readonly PaperKey[]
  readonly disliked: readonly PaperKey[]
}

/**
 * Likeness of papers by the words of their titles and abstracts. Every answer is a promise and everything that goes in
 * and out is plain data, so that a worker can stand here one day. The same papers give the same answers, in whichever
 * order they came.
 */
export interface Recommender {
  /** Takes over what there is now: what is new or has changed is read, what is gone is forgotten. */
  update(papers: readonly RankablePaper[]): Promise<void>
  /** At most `limit` papers that are most like this one, best first; none where nothing is like it. */
  related(key: PaperKey, limit: number): Promise<readonly PaperKey[]>
  /** How much each of `keys` is to this taste; a paper nothing is known of counts as 0. */
  rank(keys: readonly PaperKey[], taste: Taste): Promise<ReadonlyMap<PaperKey, number>>
}

/** A paper as it was read. Numbers in plain arrays: thousands of maps would keep the memory's tidying busy. */
interface Entry {
  readonly key: PaperKey
  readonly title: string
  readonly body: string
  /** Numbers of its terms, and how much each counts in it. */
  readonly terms: readonly number[]
  readonly weights: readonly number[]
  readonly length: number
}

/** Rocchio's weight of what was passed over beside what was kept: a skip says less than a save. */
const DISLIKE = 0.25
/** BM25's own: how soon a repeated word stops to count, and how much a long text is discounted. */
const K1 = 1.2
const B = 0.6
/** Papers that share less than this with what was asked for have a word in common by chance. */
const LEAST_LIKENESS = 0.12
/** Equal to this many places is equal: adding up in another order gives other last digits. */
const PLACES = 1e6

const bodyOf = (paper: RankablePaper): string => paper.abstract ?? paper.summary ?? ''
const rounded = (value: number): number => Math.round(value * PLACES) / PLACES

/** A recommender on the page's own thread, which it never holds for longer than a slice. */
export const createRecommender = (pace: Pace): Recommender => {
  const entries = new Map<PaperKey, Entry>()
  const numbers = new Map<string, number>()
  const names: string[] = []
  /** By the number of a term: the papers that have it, also such as are gone, and how many are not. */
  const holders: Entry[][] = []
  const having: number[] = []
  let totalLength = 0
  let gone = 0
  /** One piece of work after the other: each waits in the middle, and none may see the index half changed. */
  let busy: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = busy.then(work)
    busy = turn.catch(() => undefined)
    return turn
  }
  const isHere = (entry: Entry): boolean => entries.get(entry.key) === entry

  const numberOf = (term: string): number => {
    const known = numbers.get(term)
    if (known !== undefined) return known
    const number = names.length
    numbers.set(term, number)
    names.push(term)
    holders.push([])
    having.push(0)
    return number
  }
  const forget = (key: PaperKey): void => {
    const entry = entries.get(key)
    if (!entry) return
    entries.delete(key)
    gone += 1
    totalLength -= entry.length
    for (const term of entry.terms) having[term] = (having[term] ?? 0) - 1
  }
  const read = (paper: RankablePaper): void => {
    const known = entries.get(paper.key)
    const body = bodyOf(paper)
    if (known?.title === paper.title && known.body === body) return
    forget(paper.key)
    const counts = weighTerms(paper.title, body)
    const terms: number[] = []
    const weights: number[] = []
    let length = 0
    for (const [term, weight] of counts) {
      terms.push(numberOf(term))
      weights.push(weight)
      length += weight
    }
    const entry: Entry = { key: paper.key, title: paper.title, body, terms, weights, length }
    for (const term of terms) {
      holders[term]?.push(entry)
      having[term] = (having[term] ?? 0) + 1
    }
    totalLength += length
    entries.set(paper.key, entry)
  }
  /** Lets go of papers that are gone once they are as many as those that are here. */
  const tidy = async (): Promise<void> => {
    if (gone <= entries.size) return
    gone = 0
    await inSlices(names.keys(), pace, (term) => {
      holders[term] = (holders[term] ?? []).filter(isHere)
    })
  }

  /** How much a term tells papers apart; 0 for what many have, or one alone. */
  const rarity = (term: number): number => {
    const number = having[term] ?? 0
    if (number < 2 || number > Math.max(2, entries.size * FREQUENT_SHARE)) return 0
    return Math.log(1 + (entries.size - number + 0.5) / (number + 0.5))
  }
  const saturated = (entry: Entry, at: number): number => {
    const weight = entry.weights[at] ?? 0
    const mean = totalLength / Math.max(1, entries.size)
    return (weight * (K1 + 1)) / (weight + K1 * (1 - B + (B * entry.length) / mean))
  }

  const related = async (key: PaperKey, limit: number): Promise<readonly PaperKey[]> => {
    const asked = entries.get(key)
    if (!asked) return []
    const terms = [...asked.terms]
      .map((term, at) => ({ term, rare: rarity(term), value: rarity(term) * saturated(asked, at) }))
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value || ((names[a.term] ?? '') < (names[b.term] ?? '') ? -1 : 1))
      .slice(0, MAX_ASKED_TERMS)
    const best = terms.reduce((sum, { value }) => sum + value * value, 0)
    const values = new Map<Entry, number>()
    await inSlices(terms, pace, ({ term, rare, value }) => {
      for (const entry of holders[term] ?? [])
        if (entry !== asked && isHere(entry))
          values.set(
            entry,
            (values.get(entry) ?? 0) + value * rare * saturated(entry, entry.terms.indexOf(term)),
          )
    })
    const found: { readonly key: PaperKey; readonly value: number }[] = []
    for (const [entry, value] of values)
      if (value / best >= LEAST_LIKENESS) found.push({ key: entry.key, value: rounded(value / best) })
    return found
      .sort((a, b) => b.value - a.value || (a.key < b.key ? -1 : 1))
      .slice(0, limit)
      .map((one) => one.key)
  }

  /** Hands out a paper's terms as a vector of length 1. */
  const eachTerm = (entry: Entry, work: (term: number, weight: number) => void): void => {
    const weights = new Float64Array(entry.terms.length)
    let squares = 0
    for (let at = 0; at < weights.length; at++) {
      const weight = rarity(entry.terms[at] ?? 0) * saturated(entry, at)
      weights[at] = weight
      squares += weight * weight
    }
    if (squares === 0) return
    const norm = Math.sqrt(squares)
    for (let at = 0; at < weights.length; at++) work(entry.terms[at] ?? 0, (weights[at] ?? 0) / norm)
  }

  const rank = async (keys: readonly PaperKey[], taste: Taste): Promise<ReadonlyMap<PaperKey, number>> => {
    const profile = new Float64Array(names.length)
    const add = async (side: readonly PaperKey[], share: number): Promise<void> => {
      const known = side.flatMap((key) => entries.get(key) ?? [])
      await inSlices(known, pace, (entry) =>
        eachTerm(entry, (term, weight) => {
          profile[term] = (profile[term] ?? 0) + (weight * share) / known.length
        }),
      )
    }
    await add(taste.liked.slice(0, MAX_LIKED), 1)
    await add(taste.disliked.slice(0, MAX_DISLIKED), -DISLIKE)
    const values = new Map<PaperKey, number>()
    await inSlices(keys, pace, (key) => {
      const entry = entries.get(key)
      let value = 0
      if (entry)
        eachTerm(entry, (term, weight) => {
          value += weight * (profile[term] ?? 0)
        })
      values.set(key, rounded(value))
    })
    return values
  }

  return {
    update: (papers) =>
      inTurn(async () => {
        await inSlices(papers, pace, read)
        if (entries.size > papers.length) {
          const present = new Set(papers.map((paper) => paper.key))
          await inSlices(
            [...entries.keys()].filter((key) => !present.has(key)),
            pace,
            forget,
          )
        }
        await tidy()
      }),
    related: (key, limit) => inTurn(() => related(key, limit)),
    rank: (keys, taste) => inTurn(() => rank(keys, taste)),
  }
}
