import type { Found } from '../domain/found.ts'
import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'

/** What is read of a paper, with what the person added to it. */
export interface SearchablePaper {
  readonly paper: Pick<
    Paper,
    'key' | 'title' | 'abstract' | 'summary' | 'authors' | 'arxivId' | 'doi' | 'date'
  >
  /** Names. */
  readonly tags: readonly string[]
}

/** Finds papers. Answers are promises and what goes in and out is plain data: whoever answers may be in a worker. */
export interface PaperSearch {
  /** These are searched from now on, in place of what was known under their keys. */
  put(papers: readonly SearchablePaper[]): void
  /** These are not searched any more. */
  drop(keys: readonly PaperKey[]): void
  /**
   * Best first, at most `limit`; nothing for a query without words. A question that is aborted finds nothing, soon:
   * whoever goes on typing asks another.
   */
  find(query: string, limit: number, signal: AbortSignal): Promise<Found>
}
