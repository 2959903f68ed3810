import type { Paper } from '../domain/paper.ts'
import { printBibliography } from '../formats/bibtex.ts'
import { printCslJson } from '../formats/printCslJson.ts'
import { printReferenceLines } from '../formats/printReferenceLine.ts'
import { printRis } from '../formats/printRis.ts'
import { count } from '../lib/text.ts'
import type { CitationFormat } from './carrel.ts'

const FORMATS: Readonly<
  Record<CitationFormat, { readonly print: (papers: readonly Paper[]) => string; readonly called: string }>
> = {
  bibtex: { print: printBibliography, called: 'BibTeX' },
  ris: { print: printRis, called: 'RIS' },
  csl: { print: printCslJson, called: 'CSL-JSON' },
  line: { print: printReferenceLines, called: 'plain text' },
}

/** What is put on the clipboard. */
export const printCitations = (papers: readonly Paper[], format: CitationFormat): string =>
  FORMATS[format].print(papers)

/** What came of copying so many papers. */
export const citedSentence = (
  papers: readonly Paper[],
  copied: boolean,
  format: CitationFormat = 'bibtex',
): string => {
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
  return `${what} copied as ${FORMATS[format].called}${nameless === 0 ? '' : `, ${lacking}`}`
}
