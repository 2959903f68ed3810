import { authorCountOf, type Paper } from '../../domain/paper.ts'
import { count, joinNames } from '../../lib/text.ts'
import type { Carrel } from '../../state/carrel.ts'
import { printDay } from '../../ui/dates.ts'
import { plainText } from '../../domain/latexText.ts'
import { findWord, foldText } from '../../domain/fold.ts'
import { EXCERPT_LENGTH, MAX_NAMED_AUTHORS, SHORT_EXCERPT_LENGTH } from './limits.ts'
import { excerptAround } from './marks.ts'

const holds = (text: string, words: readonly string[]): boolean => {
  const folded = foldText(text)
  return words.some((word) => findWord(folded, word) >= 0)
}

/**
 * `Lucas Prieto and 3 more`; with words, the authors that have them are named too. The number where no name is known;
 * empty where nothing is.
 */
export const printAuthors = (paper: Paper, words: readonly string[] = []): string => {
  const names = paper.authors ?? []
  const named = names.filter((name, at) => at === 0 || holds(name, words)).slice(0, MAX_NAMED_AUTHORS)
  const rest = names.length - named.length
  if (named.length > 0) return rest === 0 ? joinNames(named) : `${joinNames(named)} and ${rest} more`
  const number = authorCountOf(paper)
  return number === null ? '' : count(number, 'author', 'authors')
}

/** About `length` units of the abstract around the first of the words; empty where none stands in it. */
export const printExcerpt = (paper: Paper, words: readonly string[], length = EXCERPT_LENGTH): string => {
  const body = plainText(paper.abstract ?? paper.summary ?? '')
  return holds(body, words) ? excerptAround(body, words, length) : ''
}

/** One line on why a paper was found: the id, tag, author or place in the abstract that its title does not show. */
export const printReason = (paper: Paper, words: readonly string[], tags: readonly string[]): string => {
  const title = foldText(plainText(paper.title))
  const others = words.filter((word) => findWord(title, word) < 0)
  if (others.length === 0) return printAuthors(paper)
  const id = [paper.arxivId && `arXiv ${paper.arxivId}`, paper.doi && `DOI ${paper.doi}`].find(
    (one) => one && holds(one, others),
  )
  const tag = tags.find((name) => holds(name, others))
  const authors = paper.authors?.some((name) => holds(name, others)) ? printAuthors(paper, others) : ''
  return (
    [id, tag && `Tag: ${tag}`, authors].filter(Boolean).join(' · ') ||
    printExcerpt(paper, others, SHORT_EXCERPT_LENGTH) ||
    printAuthors(paper)
  )
}

/** When it appeared and where the person has it: `10 Jun · saved · in Journal club`. */
export const printPlace = (carrel: Carrel, paper: Paper): string =>
  [
    ...(paper.date ? [printDay(paper.date, 'compact')] : paper.issued ? [paper.issued.slice(0, 4)] : []),
    ...(carrel.library.isSaved(paper.key) ? ['saved'] : []),
    ...carrel.lists
      .holding(paper.key)
      .slice(0, 1)
      .map((list) => `in ${list.title}`),
  ].join(' · ')
