import type { Paper } from '../domain/paper.ts'
import { copyLater } from '../ui/copyText.ts'
import type { CitationFormat } from './carrel.ts'
import { fetchCode } from './fetchCode.ts'

/** Puts papers on the clipboard, as BibTeX unless another format is asked for; the answer is a sentence on what came of it. */
export const copyCitations = async (
  papers: readonly Paper[],
  format: CitationFormat = 'bibtex',
): Promise<string> => {
  const code = fetchCode(() => import('./citations.ts'))
  // Asked for at once, while the key or click is still being handled.
  const copied =
    papers.length > 0 && (await copyLater(code.then(({ printCitations }) => printCitations(papers, format))))
  return (await code).citedSentence(papers, copied, format)
}
