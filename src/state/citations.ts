import type { Paper } from '../domain/paper.ts'
import { printBibliography } from '../formats/bibtex.ts'
import { count } from '../lib/text.ts'

/** What is put on the clipboard. */
export const printCitations = (papers: readonly Paper[]): string => printBibliography(papers)

/** What came of copying so many papers. */
export const citedSentence = (papers: readonly Paper[], copied: boolean): string => {
  if (papers.length === 0) return 'Too little is known to cite this yet'
  const what = papers.length === 1 ? 'Citation' : count(papers.length, 'citation', 'citations')
  if (!copied) return `${what} not copied: this browser does not allow it`
  const nameless = papers.filter(
    ({ authors, details }) => !authors?.length && !details?.editors?.length,
  ).length
  const lacking =
    papers.length === 1
      ? 'without authors: their names are not known here'
      : `${nameless} of them without authors: their names are not known here`
  return `${what} copied as BibTeX${nameless === 0 ? '' : `, ${lacking}`}`
}
