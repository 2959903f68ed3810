import type { Paper } from '../domain/paper.ts'
import { printBibliography } from '../formats/bibtex.ts'
import { count } from '../lib/text.ts'

/** What is put on the clipboard. */
export const printCitations = (papers: readonly Paper[]): string => printBibliography(papers)

/** What came of copying so many papers. */
export const citedSentence = (papers: number, copied: boolean): string => {
  if (papers === 0) return 'Too little is known to cite this yet'
  const what = papers === 1 ? 'Citation' : count(papers, 'citation', 'citations')
  return copied ? `${what} copied as BibTeX` : `${what} not copied: this browser does not allow it`
}
