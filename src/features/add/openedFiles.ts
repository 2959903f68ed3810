/** What the system offers first where a person opens a file; the manifest names the same endings. */
export const OPENED_FILES =
  '.txt,.text,.md,.carrel,.bib,.bibtex,.ris,.nbib,.json,.xml,.opml,text/plain,application/json,text/xml'
