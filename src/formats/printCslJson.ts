import { plainText } from '../domain/latexText.ts'
import type { Paper } from '../domain/paper.ts'
import { safeUrl } from '../lib/safeUrl.ts'
import { squeeze } from '../lib/text.ts'
import { citationKeysOf } from './bibtex.ts'
import { familyBeforeInitials, isGroupName, isNameSuffix, isTurnedName } from './printedName.ts'

/** A name as CSL has it: in parts where they can be told, else as it is printed. */
interface CslName {
  readonly family?: string
  readonly given?: string
  readonly suffix?: string
  readonly 'non-dropping-particle'?: string
  readonly literal?: string
}

/** Words of scripts that write the family name last and with a capital. */
const CASED_WORD = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}.'’\-–]+$/u

/**
 * Parts of a printed name. `Family, Given` says them; of other names in scripts with capitals the last word is the
 * family, with small words in front of it as its particle, as BibTeX has it. Groups, single words and names of other
 * scripts, which may have the family first, stay whole.
 */
const nameOf = (source: string): CslName => {
  const name = squeeze(plainText(source))
  if (isGroupName(name) || name.includes('&')) return { literal: name }
  const turned = familyBeforeInitials(name)
  if (turned) return turned
  const parts = name.split(',').map((part) => part.trim())
  const [family = '', given = ''] = parts
  const last = parts.at(-1) ?? ''
  if (parts.length === 2 && family && given && isTurnedName(name)) return { family, given }
  if (parts.length === 3 && family && given && isNameSuffix(given))
    return { family, given: last, suffix: given }
  const words = (parts.length === 2 && isNameSuffix(given) ? family : name).split(' ')
  const said = parts.length === 2 && isNameSuffix(given) ? given : null
  const end = said === null && words.length > 2 && isNameSuffix(words.at(-1) ?? '') ? words.pop() : said
  if (
    (parts.length > 1 && said === null) ||
    words.length < 2 ||
    !words.every((word) => CASED_WORD.test(word))
  )
    return { literal: name }
  let at = words.length - 1
  while (at > 1 && /^\p{Ll}/u.test(words[at - 1] ?? '')) at--
  const particle = words.slice(at, -1).join(' ')
  return {
    family: words.at(-1) ?? '',
    given: words.slice(0, at).join(' '),
    ...(particle ? { 'non-dropping-particle': particle } : {}),
    ...(end ? { suffix: end } : {}),
  }
}

/** What arXiv itself gives its papers as a DOI. */
const ARXIV_DOI = /^10\.48550\/arxiv\./iu

const itemOf = (id: string, paper: Paper): Readonly<Record<string, unknown>> => {
  const { arxivId, doi, abstract, venue } = paper
  // Of many imported papers only the year is known.
  const issued = paper.date ?? paper.issued
  const page = safeUrl(paper.pageUrl)
  const url = arxivId ? `https://arxiv.org/abs/${arxivId}` : doi ? null : page
  const authors = (paper.authors ?? []).map(nameOf)
  return {
    id,
    'citation-key': id,
    // What kind of place it appeared in is not known: CSL calls a preprint, and anything else that is no page, an article.
    type: !arxivId && !doi && page ? 'webpage' : 'article',
    title: squeeze(plainText(paper.title)),
    ...(authors.length > 0 ? { author: authors } : {}),
    ...(issued ? { issued: { 'date-parts': [issued.split('-').map(Number)] } } : {}),
    ...(venue ? { 'container-title': squeeze(plainText(venue)) } : {}),
    ...(abstract ? { abstract: squeeze(plainText(abstract)) } : {}),
    ...(arxivId ? { archive: 'arXiv', archive_location: arxivId, number: `arXiv:${arxivId}` } : {}),
    ...(arxivId && (!doi || ARXIV_DOI.test(doi)) ? { publisher: 'arXiv' } : {}),
    ...(doi ? { DOI: doi } : {}),
    ...(url ? { URL: url } : {}),
  }
}

/** CSL-JSON of papers in their order, each under the key it has in BibTeX. */
export const printCslJson = (papers: readonly Paper[]): string => {
  const keys = citationKeysOf(papers)
  const items = papers.map((paper, at) => itemOf(keys[at] ?? paper.key, paper))
  return `${JSON.stringify(items, null, 2)}\n`
}
