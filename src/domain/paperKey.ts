/**
 * Names one paper in every document: `arxiv:2501.04697`, `doi:10.1000/xyz` or `title:<hash>`. Lower case, without
 * white space, so that "<key> <rest>" splits at the first space.
 */
export type PaperKey = string & { readonly __paperKey: unique symbol }

const NEW_ARXIV_ID = /^(\d{2})(\d{2})\.(\d{4,5})(?:v\d+)?$/
const OLD_ARXIV_ID = /^([a-z][a-z-]*)(?:\.[a-z]{2})?\/(\d{7})(?:v\d+)?$/
const ARXIV_PREFIX =
  /^(?:https?:\/\/)?(?:www\.|export\.|[a-z]{2}\.)?(?:(?:arxiv\.org|xxx\.lanl\.gov)\/(?:abs|pdf|html|ps|e-print)\/|huggingface\.co\/papers\/|alphaxiv\.org\/(?:abs|pdf|overview)\/)|^arxiv:\s*/
const DOI = /^10\.\d{4,9}\/\S+$/
const DOI_PREFIX = /^(?:https?:\/\/)?(?:dx\.|www\.)?doi\.org\/|^doi:\s*/
/** Longer keys would bloat every entry about a paper; the longest registered DOIs are near 250. */
export const MAX_KEY_LENGTH = 300
const SHAPE = /^(?:arxiv|doi|title):[!-~]+$/

/** The base arXiv id named by `text` (an id, an `arXiv:` form, an address), without version; `null` otherwise. */
export const parseArxivId = (text: string): string | null => {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(ARXIV_PREFIX, '')
    .replace(/[?#].*$/, '')
    .replace(/\.pdf$/, '')
    .replace(/\/$/, '')
  const modern = NEW_ARXIV_ID.exec(bare)
  if (modern) {
    const month = Number(modern[2])
    return month >= 1 && month <= 12 ? `${modern[1]}${modern[2]}.${modern[3]}` : null
  }
  const old = OLD_ARXIV_ID.exec(bare)
  return old ? `${old[1]}/${old[2]}` : null
}

/** The DOI named by `text`, lower case, without resolver; `null` otherwise. */
export const parseDoi = (text: string): string | null => {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(DOI_PREFIX, '')
    .replace(/[.,;]+$/, '')
  return DOI.test(bare) ? bare : null
}

/**
 * A title reduced to what two sources agree on: compatibility forms folded, marks dropped, LaTeX commands and
 * punctuation gone, lower case, single spaces. Letters of every script stay.
 */
export const normaliseTitle = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/\\[a-zA-Z]+/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** `text` as the key it is known to be. */
export const brandKey = (text: string): PaperKey => {
  // reason: the one place where the brand is put on; every caller built the text to the shape above
  return text as PaperKey
}

export const arxivKey = (id: string): PaperKey => brandKey(`arxiv:${id}`)

/** `text` as a key where it has a key's shape, from an address or a document; `null` otherwise. */
export const parsePaperKey = (text: string): PaperKey | null =>
  SHAPE.test(text) && text.length <= MAX_KEY_LENGTH && text === text.toLowerCase() ? brandKey(text) : null
