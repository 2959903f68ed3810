import { snapshotsOf, type Paper } from '../domain/paper.ts'
import { arxivKey, normaliseTitle, type PaperKey } from '../domain/paperKey.ts'
import { paperKeyOf } from '../domain/paperKeyOf.ts'
import { familiesOf, isTelling, yearOf, type SaidOfPaper } from '../domain/referenceKey.ts'
import type { Reference } from '../formats/references/reference.ts'

/** Of more papers under one title none is the one that is meant; each is looked at. */
const MAX_OF_ONE_TITLE = 20

/** A paper as references find it: one that is here, one that the file brings, or both. */
export interface IndexedPaper {
  /** The strongest of its names. */
  key: PaperKey
  readonly here: Paper | null
  /** What the file says of it so far. */
  reference: Reference | null
  /** Weaker names that are to lead to it. */
  readonly aliases: Set<PaperKey>
  /** Its first place in the file. */
  at: number
  /** Its id is another paper's, and is not kept. */
  sharesId: boolean
}

export const indexedPaper = (key: PaperKey, here: Paper | null, sharesId = false): IndexedPaper => ({
  key,
  here,
  reference: null,
  aliases: new Set(),
  at: Infinity,
  sharesId,
})

export interface PaperIndex {
  /** The paper under this key, or with this id. */
  find(key: PaperKey): IndexedPaper | undefined
  /** The only one with this telling title that may be meant. */
  findByTitle(title: string, mayBe: (paper: IndexedPaper) => boolean): IndexedPaper | null
  /** A paper without an id of the same short title, first author and year. */
  findByFacts(reference: Reference): IndexedPaper | undefined
  add(paper: IndexedPaper, names: readonly PaperKey[]): void
}

export const kindOf = (key: PaperKey): string => key.slice(0, key.indexOf(':'))

/** The DOI as a key, where there is one. */
export const doiKeyOf = (doi: string | null | undefined): PaperKey | null =>
  doi ? paperKeyOf({ doi, title: '' }) : null

/** What is said of a paper here, with the title of each source: the one that is shown may come from a look-up. */
const saidOfHere = (paper: Paper): readonly SaidOfPaper[] =>
  [paper, ...snapshotsOf(paper)].map((one) => ({
    title: one.title,
    authors: one.authors ?? paper.authors ?? [],
    issued: one.date ?? one.issued ?? paper.date ?? paper.issued ?? null,
  }))

/** Whether nothing that is here or in the file says that it is another paper. */
export const agrees = ({ here, reference }: IndexedPaper, mayBe: (paper: SaidOfPaper) => boolean): boolean =>
  (here === null || saidOfHere(here).some(mayBe)) && (reference === null || mayBe(reference))

/** Short title, first author and year together, for each way the name may be read. */
const factsOf = ({ title, authors, issued }: SaidOfPaper): readonly string[] => {
  const year = yearOf(issued)
  return year === null || isTelling(title)
    ? []
    : familiesOf(authors).map((family) => `${normaliseTitle(title)} / ${family} / ${year}`)
}

/** Finds the papers that are here, and those of the same file, by each of their names. */
export const createPaperIndex = (canonical: (key: PaperKey) => PaperKey): PaperIndex => {
  const byKey = new Map<PaperKey, IndexedPaper>()
  const byId = new Map<PaperKey, IndexedPaper>()
  const byTitle = new Map<string, IndexedPaper[]>()
  const byFacts = new Map<string, IndexedPaper>()

  const addTitle = (paper: IndexedPaper, title: string): void => {
    if (!isTelling(title)) return
    const normal = normaliseTitle(title)
    const papers = byTitle.get(normal)
    if (!papers) byTitle.set(normal, [paper])
    else if (papers.length <= MAX_OF_ONE_TITLE && !papers.includes(paper)) papers.push(paper)
  }

  return {
    find: (key) => byKey.get(key) ?? byKey.get(canonical(key)) ?? byId.get(key),
    findByTitle(title, mayBe) {
      const papers = isTelling(title) ? (byTitle.get(normaliseTitle(title)) ?? []) : []
      if (papers.length > MAX_OF_ONE_TITLE) return null
      const found = papers.filter(mayBe)
      return found.length === 1 ? (found[0] ?? null) : null
    },
    findByFacts: (reference) =>
      factsOf(reference)
        .map((facts) => byFacts.get(facts))
        .find((paper) => paper !== undefined),
    add(paper, names) {
      for (const name of names) if (!byKey.has(name)) byKey.set(name, paper)
      for (const said of [paper.here, paper.reference]) {
        if (!said) continue
        const doi = doiKeyOf(said.doi)
        if (said.arxivId) byId.set(arxivKey(said.arxivId), paper)
        if (doi !== null) byId.set(doi, paper)
        addTitle(paper, said.title)
      }
      if (!paper.here || kindOf(paper.key) !== 'title') return
      for (const facts of saidOfHere(paper.here).flatMap(factsOf))
        if (!byFacts.has(facts)) byFacts.set(facts, paper)
    },
  }
}
