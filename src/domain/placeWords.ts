import { count, squeeze } from '../lib/text.ts'
import { plainText } from './latexText.ts'
import type { Paper, PaperDetails } from './paper.ts'

/** Kinds of publications in words; one of which few have heard is called as BibTeX calls it. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['article', 'journal article'],
  ['inproceedings', 'conference paper'],
  ['conference', 'conference paper'],
  ['incollection', 'chapter'],
  ['inbook', 'part of a book'],
  ['proceedings', 'proceedings'],
  ['collection', 'edited book'],
  ['phdthesis', 'PhD thesis'],
  ['mastersthesis', 'master’s thesis'],
  ['techreport', 'report'],
  ['online', 'web page'],
  ['misc', 'other'],
])

/** What a kind of publication is called on the screen. */
export const kindWords = (type: string): string => KINDS.get(type) ?? type

/** Editors that are named; of more it says how many. */
const SHOWN_EDITORS = 3

/** `12(3)`, or which of both is known. */
const issueOf = ({ volume, number }: PaperDetails): string =>
  volume && number ? `${volume}(${number})` : (volume ?? (number ? `no. ${number}` : ''))

const editorsOf = ({ editors = [] }: PaperDetails): string => {
  const more = editors.length - SHOWN_EDITORS
  if (editors.length === 0) return ''
  return more > 1
    ? `edited by ${editors.slice(0, SHOWN_EDITORS).join(', ')} and ${count(more, 'other', 'others')}`
    : `edited by ${editors.join(', ')}`
}

/** `2` is the second edition to whoever knows BibTeX; a word as it is said. */
const editionOf = ({ edition }: PaperDetails): string =>
  edition ? (/edition|ed\.|auflage/i.test(edition) ? edition : `edition ${edition}`) : ''

/**
 * Where a paper appeared, as a reader says it: `Journal of X 12(3), 45–67`, then who published it. Each is one fact of
 * a line; nothing where nothing is known.
 */
export const placeWords = (paper: Pick<Paper, 'venue' | 'details' | 'authors'>): readonly string[] => {
  const { details, venue } = paper
  if (!details) return venue ? [venue] : []
  const { type = '', journal, booktitle, series, pages, eid, publisher, institution, genre } = details
  const isThesis = type.endsWith('thesis')
  const made = publisher ?? institution
  const container = journal ?? booktitle ?? (venue === made ? undefined : venue)
  // The number of a volume belongs to the series where there is one, and to the journal otherwise.
  const inSeries = series && !journal
  const issue = issueOf(details)
  const where = [
    isThesis ? (genre ?? kindWords(type)) : type === 'techreport' ? (genre ?? '') : '',
    inSeries ? (container ?? '') : [container ?? '', issue].filter(Boolean).join(' '),
    inSeries ? [series, issue].filter(Boolean).join(' ') : (series ?? ''),
    paper.authors?.length && details.authortype !== 'editor' ? editorsOf(details) : '',
    editionOf(details),
    pages ?? eid ?? '',
    made ?? '',
  ]
  const words = where.map((part) => squeeze(plainText(part))).filter((part) => part !== '')
  return words.length === 0 ? [] : [words.join(', ')]
}
