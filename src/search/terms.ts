import { foldText } from '../domain/fold.ts'
import { plainText } from '../domain/latexText.ts'
import { MAX_WEIGHED_LENGTH } from './limits.ts'

/** Words that every abstract has. What is merely frequent weighs little by itself; these would only cost time. */
const STOP_WORDS = new Set(
  (
    'a about above across after all also although among an and any are as at based be been being between both but by ' +
    'can cannot could did do does done due each either en et etc even ever for from further given had has have how ' +
    'however if in into is it its itself la le less like made make many may might more most much must near no nor not ' +
    'of often on one only or other our out over own per same she should show shown since so some such than that the ' +
    'their them then there thereby therefore these they this those through thus to too two under until up upon us use ' +
    'used using via was we well were what when where whether which while who whose why will with within without would ' +
    'yet you your paper propose proposed present presented results approach method methods novel new existing work'
  ).split(' '),
)
const PLAIN_WORD = /[a-z0-9]+(?:['-][a-z0-9]+)*/g
const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu
const PLAIN = /^[ -~\s]*$/
/** A title says in ten words what an abstract says in two hundred. */
const TITLE_WEIGHT = 3

/** One form for one and many, and for the commonest endings; crude, and the same for every paper. */
const stem = (word: string): string => {
  if (word.length > 5 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (word.length > 6 && word.endsWith('ing')) return word.slice(0, -3)
  if (word.length > 5 && word.endsWith('ed')) return word.slice(0, -2)
  if (word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1)
  return word
}

const addWords = (counts: Map<string, number>, text: string, weight: number): void => {
  const folded = foldText(plainText(text.slice(0, MAX_WEIGHED_LENGTH)))
  // The same words, found sooner where there are no others.
  for (const word of folded.match(PLAIN.test(folded) ? PLAIN_WORD : WORD) ?? []) {
    if (word.length < 2 || STOP_WORDS.has(word) || /^\d+$/.test(word)) continue
    const term = stem(word)
    counts.set(term, (counts.get(term) ?? 0) + weight)
  }
}

/** How much each term of a paper counts in it. */
export const weighTerms = (title: string, body: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  addWords(counts, title, TITLE_WEIGHT)
  addWords(counts, body, 1)
  return counts
}
