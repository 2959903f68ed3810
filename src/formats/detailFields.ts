/**
 * Names of details that are plain text, in the order in which BibTeX prints them; what stands behind a name is what
 * biblatex or others call the same. `type`, `key`, `editors` and `doi` have rules of their own.
 */
export const TEXT_FIELDS: readonly (readonly [name: string, ...others: readonly string[]])[] = [
  ['journal', 'journaltitle'],
  ['journalsubtitle'],
  ['shortjournal'],
  ['issuetitle'],
  ['issue'],
  ['maintitle'],
  ['mainsubtitle'],
  ['booktitle'],
  ['booksubtitle'],
  ['booktitleaddon'],
  ['titleaddon'],
  ['shorttitle'],
  ['eventtitle'],
  ['venue'],
  ['eventdate'],
  ['year'],
  ['origdate', 'origyear'],
  ['volume'],
  ['part'],
  ['volumes'],
  ['number'],
  ['series'],
  ['edition'],
  ['version'],
  ['chapter'],
  ['pages'],
  ['eid'],
  ['pagetotal'],
  ['genre', 'type'],
  ['howpublished'],
  ['organization'],
  ['institution', 'school'],
  ['publisher'],
  ['address', 'location'],
  ['isbn'],
  ['issn'],
  ['eprinttype'],
  ['eprint'],
  ['eprintclass', 'primaryclass'],
  ['language'],
  ['origlanguage'],
  ['origtitle'],
  ['editoratype'],
  ['editorbtype'],
  ['langid'],
  ['pubstate'],
  ['addendum'],
  ['note'],
  ['urldate'],
]

/** Names of people beside authors and editors: kept as text, with semicolons between them. */
export const NAME_FIELDS = [
  'bookauthor',
  'translator',
  'editora',
  'editorb',
  'annotator',
  'commentator',
  'introduction',
  'foreword',
  'afterword',
  'holder',
] as const

/** Which kind of entry has its container under which name. */
export const containerOf = (type: string): 'journal' | 'booktitle' | null => {
  if (/^(?:article|suppperiodical|review)$/.test(type)) return 'journal'
  return /^(?:in[a-z]+|conference|suppbook|suppcollection)$/.test(type) ? 'booktitle' : null
}
