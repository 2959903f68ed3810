import { err, ok, type Result } from '../../lib/result.ts'
import { unifyLines } from './lines.ts'
import { parseBibtex } from './parseBibtex.ts'
import { parseMedline } from './parseMedline.ts'
import { parseReferenceJson } from './parseReferenceJson.ts'
import { parseReferenceXml } from './parseReferenceXml.ts'
import { parseRis } from './parseRis.ts'
import type { ReferenceFile, Steps } from './reference.ts'
import { sniffReferences } from './sniffReferences.ts'

const UNKNOWN =
  'No references were found in this: BibTeX, RIS, PubMed’s text, CSL-JSON, Zotero’s JSON and EndNote’s XML are understood.'

/** Reads `text` as whichever kind of reference file it is; the error is a sentence for the person. */
export function* readReferences(text: string): Steps<Result<ReferenceFile, string>> {
  const kind = sniffReferences(text)
  if (kind === 'json') return yield* parseReferenceJson(text)
  if (kind === 'xml') return yield* parseReferenceXml(text)
  if (kind === null) return err(text.trim() === '' ? 'There is nothing in this file.' : UNKNOWN)
  const file =
    kind === 'bibtex'
      ? yield* parseBibtex(unifyLines(text))
      : kind === 'medline'
        ? yield* parseMedline(text)
        : yield* parseRis(text)
  return file.references.length === 0 && file.skippedCount === 0 ? err(UNKNOWN) : ok(file)
}
