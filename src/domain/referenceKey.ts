import { readIndexedName } from './indexedName.ts'
import { plainText } from './latexText.ts'
import { differInSigns, shareWords, spellSigns } from './likeTitles.ts'
import { normaliseTitle, type PaperKey } from './paperKey.ts'
import { paperKeyOf, titleKey } from './paperKeyOf.ts'

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

/** What speaks for or against two records being one paper. */
export type SaidOfPaper = Pick<NamedReference, 'title' | 'authors' | 'issued'>

/** The first author's family name as it may be meant: of `Smith JA`, as indexes print it, either word. */
export const familiesOf = (authors: readonly string[]): readonly string[] => {
  const family = familyOf(authors)
  const indexed = readIndexedName(plainText(authors[0] ?? ''))?.family ?? ''
  return [family, ...(/\p{Ll}/u.test(indexed) ? [familyOf([indexed])] : [])].filter((name) => name !== '')
}

type Agreement = 'same' | 'other' | 'unknown'

const compareAuthors = (a: SaidOfPaper, b: SaidOfPaper): Agreement => {
  const [one, other] = [familiesOf(a.authors), familiesOf(b.authors)]
  if (one.length === 0 || other.length === 0) return 'unknown'
  return one.some((name) => other.includes(name)) ? 'same' : 'other'
}

/** Whether two records with one title may be one paper: nothing they say of author and year speaks against it. */
export const mayBeOne = (a: SaidOfPaper, b: SaidOfPaper): boolean => {
  const authors = compareAuthors(a, b)
  const [year, otherYear] = [yearOf(a.issued), yearOf(b.issued)]
  // What appeared at the turn of a year is dated either way; where nobody is named it may be next year's volume.
  const most = authors === 'same' ? 1 : 0
  return (
    authors !== 'other' &&
    (year === null || otherYear === null || Math.abs(year - otherYear) <= most) &&
    !differInSigns(a.title, b.title)
  )
}

/** Whether two records with one DOI may be one paper: a book's is given to its chapters too. */
export const mayBeOneById = (a: SaidOfPaper, b: SaidOfPaper): boolean => {
  const authors = compareAuthors(a, b)
  const [short = '', long = ''] = [normaliseTitle(a.title), normaliseTitle(b.title)].sort(
    (one, other) => one.length - other.length,
  )
  if (short === long && isTelling(a.title)) return true
  // A subtitle that one of them leaves out, or a title that was cut.
  const isBeginning =
    short === long || long.startsWith(`${short} `) || (isTelling(short) && long.startsWith(short))
  if (isBeginning) return authors !== 'other'
  return authors === 'same' && shareWords(a.title, b.title)
}

const mayBeOneUnder = (key: PaperKey, a: SaidOfPaper, b: SaidOfPaper): boolean => {
  if (key.startsWith('arxiv:')) return true
  return key.startsWith('title:') ? mayBeOne(a, b) : mayBeOneById(a, b)
}

/** The key of a record that its title alone does not name: by title, first author and year together. */
const fullKey = (reference: NamedReference): PaperKey =>
  titleKey(`${reference.title} / ${familyOf(reference.authors)} / ${yearOf(reference.issued) ?? ''}`)

/** The key a reference has by itself. */
export const keyOf = (reference: NamedReference): PaperKey => {
  if (reference.arxivId !== null || reference.doi !== null)
    return paperKeyOf({
      title: reference.title,
      ...(reference.arxivId === null ? {} : { arxivId: reference.arxivId }),
      ...(reference.doi === null ? {} : { doi: reference.doi }),
    })
  return isTelling(reference.title) ? titleKey(reference.title) : fullKey(reference)
}

/** The keys it may get, the first that is no other paper's. Each is made when it is needed: most need one. */
const KEYS: readonly ((reference: NamedReference) => PaperKey)[] = [
  keyOf,
  fullKey,
  // The word makes it another key where there are no signs: “C” behind “C++”.
  (reference) => fullKey({ ...reference, title: `${spellSigns(reference.title)} spelled` }),
]

/** A reference with the key it is kept under. */
export interface KeyedReference<T extends NamedReference> {
  readonly key: PaperKey
  readonly reference: T
  /** Its id is another paper's of the same file (the book's on each chapter), and is not kept. */
  readonly sharesId: boolean
}

/**
 * Gives the references of one file their keys (SPEC.md D47), in its order. Two references under one key are one paper
 * unless title, author and year say otherwise: then the later one is named by all three, and by the signs in its title
 * where nothing else tells it apart. `isOthers` says whether the paper that is here under a key is another.
 */
export const createReferenceKeys = <T extends NamedReference>(
  isOthers: (key: PaperKey, mayBeOne: (paper: SaidOfPaper) => boolean) => boolean = () => false,
): ((reference: T) => KeyedReference<T>) => {
  /** All that was said of the paper under a key so far. */
  const saidUnder = new Map<PaperKey, SaidOfPaper>()
  return (reference) => {
    const own = keyOf(reference)
    let key = own
    for (const [at, make] of KEYS.entries()) {
      key = at === 0 ? own : make(reference)
      const one = key
      const before = saidUnder.get(one)
      if (before && !mayBeOneUnder(one, before, reference)) continue
      if (!isOthers(one, (paper) => mayBeOneUnder(one, paper, reference))) break
    }
    const said = saidUnder.get(key) ?? reference
    saidUnder.set(key, {
      title: said.title,
      authors: said.authors.length > 0 ? said.authors : reference.authors,
      issued: said.issued ?? reference.issued,
    })
    return { key, reference, sharesId: key !== own && !own.startsWith('title:') }
  }
}
