import type { XmlElement } from '@rgrove/parse-xml'
import type { PaperSnapshot } from '../../domain/paper.ts'
import { normaliseTitle, parseArxivId, parseDoi } from '../../domain/paperKey.ts'
import { err, ok, type Result } from '../../lib/result.ts'
import {
  MAX_ABSTRACT_LENGTH,
  MAX_AUTHOR_LENGTH,
  MAX_AUTHORS,
  MAX_IDS_AT_ONCE,
  MAX_TITLE_LENGTH,
} from '../limits.ts'
import { readDay, readText } from '../readField.ts'
import { childrenOf, parseXmlRoot, textUnder } from '../xml.ts'
import { readCategories } from '../categories.ts'

/** Beyond the largest collaboration: authors after these are not even counted. */
const MAX_COUNTED_AUTHORS = 6_000

const readAuthors = (entry: XmlElement): Pick<PaperSnapshot, 'authors' | 'authorCount'> => {
  const authors = childrenOf(entry, 'author').slice(0, MAX_COUNTED_AUTHORS)
  if (authors.length > MAX_AUTHORS) return { authorCount: authors.length }
  const names = authors.flatMap((author) => readText(textUnder(author, 'name'), MAX_AUTHOR_LENGTH) ?? [])
  return names.length === 0 ? {} : { authors: names, authorCount: names.length }
}

const readEntry = (entry: XmlElement): PaperSnapshot | null => {
  const arxivId = parseArxivId(textUnder(entry, 'id') ?? '')
  const title = readText(textUnder(entry, 'title'), MAX_TITLE_LENGTH)
  if (arxivId === null || title === null || normaliseTitle(title) === '') return null
  const abstract = readText(textUnder(entry, 'summary'), MAX_ABSTRACT_LENGTH)
  // Of the first version: that is when the paper came out.
  const date = readDay(textUnder(entry, 'published'))
  // Papers that came out in several places name several, with spaces between.
  const doi = parseDoi((textUnder(entry, 'arxiv:doi') ?? '').trim().split(/\s+/)[0] ?? '')
  const named = [...childrenOf(entry, 'arxiv:primary_category'), ...childrenOf(entry, 'category')]
  return {
    source: 'arxiv',
    title,
    ...(abstract === null ? {} : { abstract }),
    ...readAuthors(entry),
    ...(date === null ? {} : { date }),
    arxivId,
    ...(doi === null ? {} : { doi }),
    ...readCategories(named.map(({ attributes }) => attributes['term'])),
  }
}

/**
 * Reads what arXiv answers when it is asked by id: an Atom feed with an entry for each paper it knows, in any order; an
 * id it does not know is left out, and one it takes for malformed makes a single entry under `/api/errors` of the whole
 * (its API User's Manual; both also come with status 200). By base id. The error says which of two things it is:
 * `refused`, or `strange` for what is no such feed.
 */
export const parseArxivAnswer = (
  text: string,
): Result<ReadonlyMap<string, PaperSnapshot>, 'refused' | 'strange'> => {
  const root = parseXmlRoot(text)
  if (root?.name !== 'feed') return err('strange')
  const papers = new Map<string, PaperSnapshot>()
  for (const entry of childrenOf(root, 'entry').slice(0, MAX_IDS_AT_ONCE)) {
    if (/\/api\/errors(?:#|$)/.test(textUnder(entry, 'id')?.trim() ?? '')) return err('refused')
    const paper = readEntry(entry)
    if (paper?.arxivId && !papers.has(paper.arxivId)) papers.set(paper.arxivId, paper)
  }
  return ok(papers)
}
