import { MAX_QUERY_LENGTH, MAX_QUERY_WORDS } from './limits.ts'

/** Letters that carry their mark inside, and so survive Unicode's decomposition. */
const WHOLE_LETTERS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ħ', 'h'],
  ['ı', 'i'],
  ['‐', '-'],
  ['‑', '-'],
  ['–', '-'],
  ['’', "'"],
])
const ASCII = /^[ -~\s]*$/
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u
const WORD_LETTER = /[\p{L}\p{N}]/u

const foldLetter = (letter: string): string => {
  const lower = letter.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return [...lower].map((part) => WHOLE_LETTERS.get(part) ?? part).join('')
}

/** `text` as it is compared: lower case, without accents, compatibility forms resolved. */
export const foldText = (text: string): string =>
  ASCII.test(text) ? text.toLowerCase() : [...text].map(foldLetter).join('')

/** The folded text, and for each of its units the place in `text` where its letter begins; ends with the length. */
export const foldWithPlaces = (
  text: string,
): { readonly folded: string; readonly places: readonly number[] } => {
  let folded = ''
  const places: number[] = []
  let at = 0
  for (const letter of text) {
    const part = foldLetter(letter)
    folded += part
    for (let unit = 0; unit < part.length; unit++) places.push(at)
    at += letter.length
  }
  places.push(at)
  return { folded, places }
}

/** The folded words of a query, each once, without the punctuation around them. */
export const queryWords = (query: string): readonly string[] => {
  const words = foldText(query.slice(0, MAX_QUERY_LENGTH))
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}+]+$/gu, ''))
    .filter((word) => word !== '')
  return [...new Set(words)].slice(0, MAX_QUERY_WORDS)
}

const isWordLetter = (letter: string): boolean => WORD_LETTER.test(letter)

/**
 * Where `word` begins a word of `folded`, from `from` on; -1 where it does not. In scripts written without spaces
 * any place will do.
 */
export const findWord = (folded: string, word: string, from = 0): number => {
  const anywhere = SPACELESS.test(word)
  for (let at = folded.indexOf(word, from); at >= 0; at = folded.indexOf(word, at + 1))
    if (at === 0 || anywhere || !isWordLetter(folded.charAt(at - 1))) return at
  return -1
}

/** Whether the word found at `at` ends there too. */
export const endsWord = (folded: string, word: string, at: number): boolean =>
  !isWordLetter(folded.charAt(at + word.length))
