import type { Paper } from '../domain/paper.ts'
import { count } from '../lib/text.ts'
import { copyLater } from '../ui/copyText.ts'
import { fetchCode } from './fetchCode.ts'

/** Puts papers on the clipboard as BibTeX; the answer is a sentence on what came of it. */
export const copyCitations = async (papers: readonly Paper[]): Promise<string> => {
  if (papers.length === 0) return 'Too little is known to cite this yet'
  const text = fetchCode(() => import('../formats/bibtex.ts')).then(({ printBibliography }) =>
    printBibliography(papers),
  )
  const copied = await copyLater(text)
  const what = papers.length === 1 ? 'Citation' : count(papers.length, 'citation', 'citations')
  return copied ? `${what} copied as BibTeX` : `${what} not copied: this browser does not allow it`
}
