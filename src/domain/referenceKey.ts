import { plainText } from './latexText.ts'
import { normaliseTitle, paperKeyOf, titleKey, type PaperKey } from './paperKey.ts'

/** What names a paper in a file of references. */
export interface NamedReference {
  readonly title: string
  readonly authors: readonly string[]
  /** `2017`, `2017-05` or `2017-05-12`. */
  readonly issued: string | null
  readonly arxivId: string | null
  readonly doi: string | null
}

/** Shorter titles are many papers': "Introduction", "Editorial", "Reply to Smith". */
const MIN_WORDS = 4
const MIN_LETTERS = 16

/** Whether a title says by itself which paper it is. */
export const isTelling = (title: string): boolean => {
  const normal = normaliseTitle(title)
  return (
    normal.length >= MIN_LETTERS && (normal.split(' ').length >= MIN_WORDS || /[^\x20-\x7f]{8}/.test(normal))
  )
}

/** The first author's family name, as it is compared; empty where nobody is named. */
export const familyOf = (authors: readonly string[]): string => {
  const words = normaliseTitle(plainText(authors[0] ?? '').replace(/,.*$/, '')).split(' ')
  return words.filter((word) => !/^(?:jr|sr|i{2,3}|iv)$/.test(word)).at(-1) ?? ''
}

export const yearOf = (issued: string | null | undefined): number | null =>
  issued ? Number(issued.slice(0, 4)) : null

/** Whether two records with one title may be one paper: nothing they say of author and year speaks against it. */
export const mayBeOne = (
  a: Pick<NamedReference, 'authors' | 'issued'>,
  b: Pick<NamedReference, 'authors' | 'issued'>,
): boolean => {
  const [one, other] = [familyOf(a.authors), familyOf(b.authors)]
  const [year, otherYear] = [yearOf(a.issued), yearOf(b.issued)]
  return (
    (one === '' || other === '' || one === other) &&
    // What appeared at the turn of a year is dated either way.
    (year === null || otherYear === null || Math.abs(year - otherYear) <= 1)
  )
}

/** The key of a record that its title alone does not name: by title, first author and year together. */
const fullKey = (reference: NamedReference): PaperKey =>
  titleKey(`${reference.title} / ${familyOf(reference.authors)} / ${yearOf(reference.issued) ?? ''}`)

const keyOf = (reference: NamedReference): PaperKey => {
  if (reference.arxivId !== null || reference.doi !== null)
    return paperKeyOf({
      title: reference.title,
      ...(reference.arxivId === null ? {} : { arxivId: reference.arxivId }),
      ...(reference.doi === null ? {} : { doi: reference.doi }),
    })
  return isTelling(reference.title) ? titleKey(reference.title) : fullKey(reference)
}

const areAlike = (a: string, b: string): boolean => {
  const [one, other] = [normaliseTitle(a), normaliseTitle(b)]
  return one === other || one.startsWith(other) || other.startsWith(one)
}

/** A reference with the key it is kept under. */
export interface KeyedReference<T extends NamedReference> {
  readonly key: PaperKey
  readonly reference: T
  /** Its id is another paper's of the same file (the book's on each chapter), and is not kept. */
  readonly sharesId: boolean
}

/**
 * Gives the references of one file their keys (SPEC.md D47), in its order; the same whenever and wherever the file is
 * read. Two references under one key are one paper unless title, author and year say otherwise: then the later one is
 * named by all three.
 */
export const createReferenceKeys = <T extends NamedReference>(): ((reference: T) => KeyedReference<T>) => {
  const firstUnder = new Map<PaperKey, T>()
  return (reference) => {
    const key = keyOf(reference)
    const first = firstUnder.get(key)
    if (!first) {
      firstUnder.set(key, reference)
      return { key, reference, sharesId: false }
    }
    const isOne = key.startsWith('title:')
      ? mayBeOne(first, reference)
      : areAlike(first.title, reference.title) || mayBeOneById(first, reference)
    if (isOne) return { key, reference, sharesId: false }
    return { key: fullKey(reference), reference, sharesId: !key.startsWith('title:') }
  }
}

/** Under one id, other words in the title are a slip where the first author is the same. */
const mayBeOneById = (a: NamedReference, b: NamedReference): boolean =>
  familyOf(a.authors) !== '' && familyOf(a.authors) === familyOf(b.authors)
