import { RAISED, SYMBOLS } from './latexSymbols.ts'
import { normaliseTitle } from './paperKey.ts'

/** Words that titles share without being about the same. */
const FILLING = new Set(
  'the and for with from into over under about are its their this that der die das und von für mit ein eine les des une par pour sur dans del los las una con para'.split(
    ' ',
  ),
)
/** Scripts without blanks are compared letter by letter. */
const WORD = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]+/gu

const tellingWords = (title: string): ReadonlySet<string> => {
  const words = normaliseTitle(title).match(WORD) ?? []
  const telling = words.filter(
    (word) => (word.length > 2 || /[^\x20-\x7f]/.test(word)) && !FILLING.has(word) && !/^\d+$/.test(word),
  )
  return new Set(telling.length > 0 ? telling : words)
}
const numbersOf = (title: string): readonly string[] => normaliseTitle(title).match(/(?<!\S)\d+(?!\S)/g) ?? []

/** Whether two titles say the same in other words: half of the shorter one's, and no other number. */
export const shareWords = (a: string, b: string): boolean => {
  const [one, other] = [tellingWords(a), tellingWords(b)]
  const shared = [...one].filter((word) => other.has(word)).length
  const [numbers, others] = [numbersOf(a), numbersOf(b)]
  const isOtherPart =
    numbers.length > 0 && others.length > 0 && !numbers.some((number) => others.includes(number))
  return shared > 0 && shared * 2 >= Math.min(one.size, other.size) && !isOtherPart
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['+', 'plus'],
  ['-', 'minus'],
  ['\u2212', 'minus'],
  ['*', 'star'],
  ['\u2217', 'star'],
  ['#', 'sharp'],
])
const spell = (signs: string): string => ` ${[...signs].map((sign) => SIGNS.get(sign) ?? '').join(' ')} `
const RAISED_SIGNS = new Map(
  [...RAISED].filter(([sign]) => sign === '+' || sign === '-').map(([sign, raised]) => [raised, sign]),
)

/** A capital is another symbol than its small letter. */
const spellLetter = (letter: string): string =>
  ` ${letter}${letter === letter.toLowerCase() ? '' : ' capital'} `

const spellFormula = (tex: string): string =>
  tex
    .replace(/\\([A-Za-z]+)/g, (_whole, name: string) => {
      const symbol = SYMBOLS.get(name) ?? ''
      if (SIGNS.has(symbol)) return symbol
      return /^\p{sc=Greek}$/u.test(symbol) ? spellLetter(symbol) : ' '
    })
    // A minus between two letters may be a hyphen; where it is raised or lowered it is none.
    .replace(/[\^_]\s*(?:\{([^{}]*)\}|([+\-*\u2212\u2217]))/g, (_whole, group: string, sign: string) =>
      (group ?? sign).replace(/[+\-*\u2212\u2217]/g, spell),
    )
    .replace(/[+*\u2217]/g, spell)

/**
 * A title with the signs put into words that {@link normaliseTitle} leaves out though they tell papers apart: `C++`,
 * `A*`, `$B^+$`, `$\Xi_c$`. Hyphens, dashes and marks of footnotes stay what they are.
 */
export const spellSigns = (title: string): string =>
  title
    .replace(/\$\$?([^$]{1,2000})\$\$?/g, (_whole, tex: string) => spellFormula(tex))
    .replace(/[\u207A\u207B]/g, (raised) => spell(RAISED_SIGNS.get(raised) ?? ''))
    .replace(/(?<![\p{L}\p{N}])\p{sc=Greek}(?![\p{L}\p{N}])/gu, spellLetter)
    .replace(/(?<=[\p{L}\p{N}]\^?\{?)\++/gu, spell)
    .replace(
      /(?<=(?<![\p{L}\p{N}])\p{L}\^?\{?)[#*-](?![\p{L}\p{N}-])|(?<=(?<![\p{L}\p{N}])\p{L})[#*]/gu,
      spell,
    )

/** Whether two titles that read alike without their signs are told apart by them. */
export const differInSigns = (a: string, b: string): boolean =>
  a !== b &&
  normaliseTitle(a) === normaliseTitle(b) &&
  normaliseTitle(spellSigns(a)) !== normaliseTitle(spellSigns(b))
