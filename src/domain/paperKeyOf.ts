import { digest } from 'lib0/hash/sha256'
import { printHex, utf8 } from '../lib/bytes.ts'
import type { PaperSnapshot } from './paper.ts'
import {
  arxivKey,
  brandKey,
  MAX_KEY_LENGTH,
  normaliseTitle,
  parseArxivId,
  type PaperKey,
} from './paperKey.ts'

const ARXIV_DOI = /^10\.48550\/arxiv\.(.+)$/

const escapeKey = (text: string): string =>
  text.replace(/[^!-$&-~]/gu, (letter) => encodeURIComponent(letter).toLowerCase())

/** The key under which a title without any id is kept: 80 bits of SHA-256 of the normalised title. */
export const titleKey = (title: string): PaperKey =>
  brandKey(`title:${printHex(digest(utf8(normaliseTitle(title))).subarray(0, 10))}`)

/** The key of a paper: base arXiv id, else DOI (arXiv's own DOIs become arXiv ids), else hash of the title. */
export const paperKeyOf = (paper: Pick<PaperSnapshot, 'arxivId' | 'doi' | 'title'>): PaperKey => {
  if (paper.arxivId) return arxivKey(paper.arxivId)
  if (paper.doi) {
    const inner = ARXIV_DOI.exec(paper.doi)?.[1]
    const arxivId = inner ? parseArxivId(inner) : null
    if (arxivId) return arxivKey(arxivId)
    const key = `doi:${escapeKey(paper.doi)}`
    if (key.length <= MAX_KEY_LENGTH) return brandKey(key)
  }
  return titleKey(paper.title)
}
