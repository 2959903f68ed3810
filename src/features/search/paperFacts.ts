import { authorCountOf, type Paper } from '../../domain/paper.ts'
import { count } from '../../lib/text.ts'
import type { Carrel } from '../../state/carrel.ts'
import { printDay } from '../../ui/dates.ts'
import { plainText } from '../../ui/latexText.ts'
import { findWord, foldText } from './fold.ts'
import { EXCERPT_LENGTH } from './limits.ts'
import { excerptAround } from './marks.ts'

/** `Lucas Prieto and 3 more`, or the number where no name is known; empty where nothing is. */
export const printAuthors = (paper: Paper): string => {
  const [first, ...others] = paper.authors ?? []
  if (first !== undefined) return others.length === 0 ? first : `${first} and ${others.length} more`
  const number = authorCountOf(paper)
  return number === null ? '' : count(number, 'author', 'authors')
}

/** The line under a found title: where the words are in the abstract, else who wrote it. */
export const printContext = (paper: Paper, words: readonly string[]): string => {
  const title = foldText(plainText(paper.title))
  const authors = paper.authors?.find((name) =>
    words.some((word) => findWord(foldText(name), word) >= 0 && findWord(title, word) < 0),
  )
  if (authors !== undefined) return paper.authors?.length === 1 ? authors : `${authors} and others`
  const body = plainText(paper.abstract ?? paper.summary ?? '')
  const folded = foldText(body)
  return words.some((word) => findWord(folded, word) >= 0)
    ? excerptAround(body, words, EXCERPT_LENGTH)
    : printAuthors(paper)
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
