import { authorCountOf, type Paper } from '../../domain/paper.ts'
import { count } from '../../lib/text.ts'
import type { Carrel } from '../../state/carrel.ts'
import { printDay } from '../../ui/dates.ts'
import { plainText } from '../../domain/latexText.ts'
import { findWord, foldText } from './fold.ts'
import { EXCERPT_LENGTH, SHORT_EXCERPT_LENGTH } from './limits.ts'
import { excerptAround } from './marks.ts'

/** `Lucas Prieto and 3 more`, or the number where no name is known; empty where nothing is. */
export const printAuthors = (paper: Paper): string => {
  const [first, ...others] = paper.authors ?? []
  if (first !== undefined) return others.length === 0 ? first : `${first} and ${others.length} more`
  const number = authorCountOf(paper)
  return number === null ? '' : count(number, 'author', 'authors')
}

const holds = (text: string, words: readonly string[]): boolean => {
  const folded = foldText(text)
  return words.some((word) => findWord(folded, word) >= 0)
}

/** About `length` units of the abstract around the first of the words; empty where none stands in it. */
export const printExcerpt = (paper: Paper, words: readonly string[], length = EXCERPT_LENGTH): string => {
  const body = plainText(paper.abstract ?? paper.summary ?? '')
  return holds(body, words) ? excerptAround(body, words, length) : ''
}

/** One line on why a paper was found: the author or the place in the abstract that its title does not show. */
export const printReason = (paper: Paper, words: readonly string[]): string => {
  const title = foldText(plainText(paper.title))
  const others = words.filter((word) => findWord(title, word) < 0)
  const author = paper.authors?.find((name) => holds(name, others))
  if (author !== undefined)
    return paper.authors?.length === 1 || author === paper.authors?.[0]
      ? printAuthors(paper)
      : `${author} and others`
  return (others.length > 0 && printExcerpt(paper, others, SHORT_EXCERPT_LENGTH)) || printAuthors(paper)
}

/** When it appeared and where the person has it: `10 Jun · saved · in Journal club`. */
export const printPlace = (carrel: Carrel, paper: Paper): string =>
  [
    ...(paper.date ? [printDay(paper.date, 'compact')] : []),
    ...(carrel.library.isSaved(paper.key) ? ['saved'] : []),
    ...carrel.lists
      .holding(paper.key)
      .slice(0, 1)
      .map((list) => `in ${list.title}`),
  ].join(' · ')
