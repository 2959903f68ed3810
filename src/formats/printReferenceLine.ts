import { plainText } from '../domain/latexText.ts'
import { hasOthers, type Paper } from '../domain/paper.ts'
import { placeWords } from '../domain/placeWords.ts'
import { safeUrl } from '../lib/safeUrl.ts'
import { squeeze } from '../lib/text.ts'

/** More names than this stop with the first and “et al.”, as most styles have it. */
const MAX_NAMES = 6

const namesOf = (paper: Paper): string => {
  const { authors = [], details } = paper
  const edited = authors.length === 0 || details?.authortype === 'editor'
  const names = (authors.length > 0 ? authors : (details?.editors ?? [])).map((name) =>
    squeeze(plainText(name)),
  )
  const [first = ''] = names
  const more = hasOthers(paper, authors.length > 0 ? 'author' : 'editor')
  const all =
    names.length > MAX_NAMES || (first && more)
      ? `${first} et al.`
      : names.length < 2
        ? first
        : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
  return all && edited ? `${all} (${all === first ? 'ed.' : 'eds.'})` : all
}

const ended = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)

const lineOf = (paper: Paper): string => {
  const { arxivId, details } = paper
  const doi = paper.doi ?? details?.doi
  const year = (paper.date ?? paper.issued ?? '').slice(0, 4)
  const address = doi
    ? `https://doi.org/${doi}`
    : arxivId
      ? `https://arxiv.org/abs/${arxivId}`
      : (safeUrl(paper.pageUrl) ?? '')
  const by = [namesOf(paper), year && `(${year})`].filter(Boolean).join(' ')
  const parts = [
    by,
    squeeze(plainText(paper.title)),
    ...placeWords(paper),
    arxivId && !doi ? `arXiv:${arxivId}` : '',
  ]
  return [...parts.filter(Boolean).map(ended), address].filter(Boolean).join(' ')
}

/** Papers as a list of references in plain text: a line for each, in their order. */
export const printReferenceLines = (papers: readonly Paper[]): string =>
  papers.map((paper) => `${lineOf(paper)}\n`).join('')
