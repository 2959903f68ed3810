export type ReferenceKind = 'bibtex' | 'ris' | 'medline' | 'json' | 'xml'

/** Comments at the head of a BibTeX file can be pages long. */
const HEAD = 200_000
const BIBTEX =
  /^[ \t]*@[ \t]*(?:[A-Za-z][\w-]*\s*(?:\{|\(\s*[^\s,{}()]+\s*,)|(?:string|comment|preamble)\s*[({])/im
const MEDLINE = /^PMID- ?\d/m
const RIS = /^\s{0,3}(?:TY\s{1,3}|ty\s{2})-/m
const RIS_LINE = /^\s{0,3}(?:TI|T1|AU|A1|ER|PY|DO)\s{1,2}-\s/m

/** Which kind of reference file `text` may be, by how it looks; `null` where it looks like none. */
export const sniffReferences = (text: string): ReferenceKind | null => {
  const head = text.slice(0, HEAD).replace(/^\uFEFF/, '')
  const first = head.trimStart().charAt(0)
  if (first === '<')
    return /^\s*<(?:\?xml|!--|!DOCTYPE (?!html)|xml|opml|records|PubmedArticle|feed[\s>]|rss[\s>]|rdf:RDF[\s>])/i.test(
      head,
    )
      ? 'xml'
      : null
  if (RIS.test(head.replace(/\r\n?/g, '\n'))) return 'ris'
  // A list in brackets may be anybody's sentence; what is JSON all through is found out by reading it.
  if ((first === '[' && /^\s*\[\s*(?:\{|\])/.test(head)) || (first === '{' && /^\s*\{\s*(?:"|\})/.test(head)))
    return 'json'
  const lines = head.replace(/\r\n?/g, '\n')
  const [medline, bibtex] = [lines.search(MEDLINE), lines.search(BIBTEX)]
  // Either may be quoted in an abstract of the other: what comes first is the file's own.
  if (medline >= 0 && (bibtex < 0 || medline < bibtex)) return 'medline'
  if (bibtex >= 0) return 'bibtex'
  return RIS_LINE.test(lines) && (lines.match(/^[A-Z][A-Z0-9]\s{1,2}-\s/gm) ?? []).length > 2 ? 'ris' : null
}

const NAME = /\.(?:bib|bibtex|biblatex|ris|nbib|json|xml|opml)$/i

/** Whether a file says by its name that it is a reference file. */
export const isReferenceName = (name: string): boolean => NAME.test(name)
