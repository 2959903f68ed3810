import { parseArxivId, parseDoi, type PaperKey } from '../../domain/paperKey.ts'
import { paperKeyOf } from '../../domain/paperKeyOf.ts'
import { sniffReferences } from '../../formats/references/sniffReferences.ts'
import type { Day } from '../../lib/day.ts'
import { clip, squeeze } from '../../lib/text.ts'
import { parsePapersPage, type PapersPage } from '../../sources/page/parsePapersPage.ts'
import { MAX_HAND_TITLE, MAX_IDS, MAX_IDS_TEXT, MAX_ODD, MAX_ODD_LENGTH } from './limits.ts'

/** A paper somebody named by its id. */
export interface NamedPaper {
  readonly key: PaperKey
  readonly arxivId?: string
  readonly doi?: string
  /** `arXiv 2501.04697` or `DOI 10.…`, for the person. */
  readonly label: string
}

/** What a text turned out to be. */
export type Recognised =
  | { readonly type: 'nothing' }
  | { readonly type: 'page'; readonly page: PapersPage }
  /** `title` is what stood around a single id, where that reads like a title. */
  | {
      readonly type: 'ids'
      readonly papers: readonly NamedPaper[]
      /** How many more the text names than are shown at once. */
      readonly left: number
      /** What was meant as an id, by its looks, and is none that is known. */
      readonly odd: readonly string[]
      /** How many more of those there are. */
      readonly moreOdd: number
      readonly title: string | null
    }
  | { readonly type: 'list'; readonly code: string }
  /** BibTeX, RIS and the like, to be read by what knows them. */
  | { readonly type: 'references' }
  | { readonly type: 'refusal'; readonly sentence: string }

const LIST_LINK = /\/join\/?(?:#|%23)([\w.-]{20,})/
/** What arXiv and Hugging Face put around a title when a page is shared. */
const SHARED_EXTRAS = /\[\s*\]|^\s*paper page\s*-\s*|\s*[|·]\s*(?:arxiv|hugging face).*$/gi
const MIN_TITLE = 8
const ONE_PAPER =
  'The arXiv id, the address or the DOI of a paper is understood as well, and so are BibTeX and RIS.'

const bareOf = (token: string): string => token.replace(/^[<([{"'“‘]+|[>)\]}"'”’,;.]+$/g, '')

const nameId = (token: string): NamedPaper | null => {
  const bare = bareOf(token)
  const arxivId = parseArxivId(bare)
  if (arxivId !== null) return { key: paperKeyOf({ arxivId, title: '' }), arxivId, label: `arXiv ${arxivId}` }
  const doi = parseDoi(bare)
  return doi === null ? null : { key: paperKeyOf({ doi, title: '' }), doi, label: `DOI ${doi}` }
}

/** Five digits, as in every id there is, or the beginning of an address; days have digits too. */
const looksMeant = (token: string): boolean =>
  /^(?:https?:|www\.|doi[:./]|arxiv[:./])/i.test(token) ||
  (token.replace(/\D/g, '').length >= 5 && !/^\d{4}[-/.]\d\d?[-/.]\d\d?$/.test(token))

const readIds = (text: string): Recognised | null => {
  if (text.length > MAX_IDS_TEXT) return null
  const papers = new Map<PaperKey, NamedPaper>()
  const left = new Set<PaperKey>()
  const around: string[] = []
  const odd = new Set<string>()
  // "arXiv: 2501.04697" is one id written with a space.
  for (const token of text.replace(/\b(arxiv|doi):\s+/gi, '$1:').split(/\s+/)) {
    const named = nameId(token)
    if (!named) {
      around.push(token)
      const bare = bareOf(token)
      if (looksMeant(bare)) odd.add(clip(bare, MAX_ODD_LENGTH))
    } else if (papers.size < MAX_IDS) papers.set(named.key, named)
    else if (!papers.has(named.key)) left.add(named.key)
  }
  if (papers.size === 0) return null
  const words = squeeze(around.join(' ').replace(SHARED_EXTRAS, ' '))
  const isTitle = papers.size === 1 && words.length >= MIN_TITLE && words.length <= MAX_HAND_TITLE
  return {
    type: 'ids',
    papers: [...papers.values()],
    left: left.size,
    odd: [...odd].slice(0, MAX_ODD),
    moreOdd: Math.max(0, odd.size - MAX_ODD),
    title: isTitle ? words : null,
  }
}

/** Tells what `text` is; never throws, and takes time in proportion to its length. */
export const recognise = (
  text: string,
  options: { readonly today: Day; readonly year?: number },
): Recognised => {
  if (text.trim() === '') return { type: 'nothing' }
  const code = text.length <= MAX_IDS_TEXT ? LIST_LINK.exec(text)?.[1] : undefined
  if (code !== undefined) return { type: 'list', code }
  if (sniffReferences(text) !== null) return { type: 'references' }
  const page = parsePapersPage(text, options)
  if (page.ok) return { type: 'page', page: page.value }
  const ids = readIds(text)
  if (ids) return ids
  return {
    type: 'refusal',
    sentence: page.error.code === 'too-long' ? page.error.sentence : `${page.error.sentence} ${ONE_PAPER}`,
  }
}

/** The text of a share: what a phone hands over may stand in any of the three fields, or twice. */
export const sharedText = (share: {
  readonly title?: unknown
  readonly text?: unknown
  readonly url?: unknown
}): string => {
  const parts: string[] = []
  for (const part of [share.title, share.text, share.url])
    if (typeof part === 'string' && part.trim() !== '' && !parts.some((other) => other.includes(part.trim())))
      parts.push(part.trim())
  return parts.join('\n')
}
