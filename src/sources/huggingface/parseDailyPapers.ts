import type { PaperSnapshot } from '../../domain/paper.ts'
import { normaliseTitle, parseArxivId } from '../../domain/paperKey.ts'
import { paperKeyOf } from '../../domain/paperKeyOf.ts'
import type { Day } from '../../lib/day.ts'
import { err, ok, type Result } from '../../lib/result.ts'
import { clip } from '../../lib/text.ts'
import {
  MAX_ABSTRACT_LENGTH,
  MAX_AUTHOR_LENGTH,
  MAX_AUTHORS,
  MAX_COUNT,
  MAX_SKIPPED,
  MAX_SKIPPED_TEXT,
  MAX_SOURCE_PAPERS,
  MAX_TITLE_LENGTH,
} from '../limits.ts'
import { fieldsOf, readDay, readText, readUrl } from '../readField.ts'
import type { SkippedLine, SourcedPaper } from '../sourcedPaper.ts'
import { HUGGING_FACE_ORIGIN } from './dailyPapersUrl.ts'

export interface DailyPaper extends SourcedPaper {
  /** The feed day on which it was submitted; `null` where the server does not say. */
  readonly day: Day | null
}

export interface DailyPapers {
  /** In the server's order, each paper once. */
  readonly papers: readonly DailyPaper[]
  /** Entries that hold no paper; `line` is their place in the array, counted from 1. */
  readonly skipped: readonly SkippedLine[]
}

const readCount = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT ? value : null

/** Names in order, those the site hides from its page among them: they signed the paper all the same. */
const readAuthors = (value: unknown): Pick<PaperSnapshot, 'authors' | 'authorCount'> => {
  if (!Array.isArray(value)) return {}
  const names = value.slice(0, MAX_AUTHORS + 1).flatMap((author) => {
    const fields = fieldsOf(author)
    return readText(fields?.['name'] ?? author, MAX_AUTHOR_LENGTH) ?? []
  })
  if (names.length === 0) return {}
  return value.length > MAX_AUTHORS
    ? { authorCount: value.length }
    : { authors: names, authorCount: names.length }
}

const readEntry = (value: unknown): DailyPaper | string => {
  const entry = fieldsOf(value)
  // An entry is the paper and what the day says of it; older answers hold everything in one object.
  const paper = fieldsOf(entry?.['paper']) ?? entry
  if (!entry || !paper) return 'This entry is not an object.'
  const title = readText(paper['title'] ?? entry['title'], MAX_TITLE_LENGTH)
  if (title === null || normaliseTitle(title) === '') return 'This entry has no readable title.'
  const arxivId = typeof paper['id'] === 'string' ? parseArxivId(paper['id']) : null
  const abstract = readText(paper['summary'] ?? entry['summary'], MAX_ABSTRACT_LENGTH)
  const date = readDay(paper['publishedAt']) ?? readDay(entry['publishedAt'])
  const codeUrl = readUrl(paper['githubRepo'])
  const projectUrl = readUrl(paper['projectPage'])
  const votes = readCount(paper['upvotes'])
  const comments = readCount(entry['numComments'])
  const snapshot: PaperSnapshot = {
    source: 'huggingface',
    title,
    ...(abstract === null ? {} : { abstract }),
    ...readAuthors(paper['authors']),
    ...(date === null ? {} : { date }),
    ...(arxivId === null ? {} : { arxivId, pageUrl: `${HUGGING_FACE_ORIGIN}/papers/${arxivId}` }),
    ...(codeUrl === null ? {} : { codeUrl }),
    ...(projectUrl === null ? {} : { projectUrl }),
  }
  return {
    snapshot,
    ...(votes === null ? {} : { votes }),
    ...(comments === null ? {} : { comments }),
    day: readDay(paper['submittedOnDailyAt']) ?? readDay(entry['submittedOnDailyAt']),
  }
}

/**
 * Reads what `huggingface.co/api/daily_papers` answers: an array of `{paper: {id, title, summary, authors, upvotes, …},
 * numComments, …}` (seen in answers of 2023 to 2026; the format is not documented). Everything in it is untrusted: an
 * entry that holds no paper is skipped, a field that is not what it should be is left out. The error is a sentence.
 */
export const parseDailyPapers = (json: unknown): Result<DailyPapers, string> => {
  if (!Array.isArray(json)) {
    const said = readText(fieldsOf(json)?.['error'], MAX_TITLE_LENGTH)
    return err(`Hugging Face did not answer with a list of papers${said === null ? '' : `: ${said}`}.`)
  }
  const papers: DailyPaper[] = []
  const skipped: SkippedLine[] = []
  const seen = new Set<string>()
  for (const [index, value] of json.entries()) {
    const read = papers.length < MAX_SOURCE_PAPERS ? readEntry(value) : 'More papers than one day can hold.'
    if (typeof read === 'string') {
      const text = clip(JSON.stringify(value) ?? '', MAX_SKIPPED_TEXT)
      if (skipped.length < MAX_SKIPPED) skipped.push({ line: index + 1, text, reason: read })
      continue
    }
    const key = paperKeyOf(read.snapshot)
    if (!seen.has(key)) papers.push(read)
    seen.add(key)
  }
  return ok({ papers, skipped })
}
