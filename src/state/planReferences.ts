import { joinDetails, joinSaid, type Paper, type PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import {
  createReferenceKeys,
  keyOf,
  mayBeOne,
  mayBeOneById,
  type KeyedReference,
} from '../domain/referenceKey.ts'
import { MAX_KEYWORDS, MAX_NOTE } from '../formats/references/limits.ts'
import type { Reference } from '../formats/references/reference.ts'
import { clip } from '../lib/text.ts'
import {
  agrees,
  createPaperIndex,
  doiKeyOf,
  indexedPaper,
  kindOf,
  type IndexedPaper,
  type PaperIndex,
} from './paperIndex.ts'
import type { PlannedReference, ReadFile, ReferencePlan } from './references.ts'

/** Letters of JSON that one library holds and still opens, travels and is checked well: below what one update may be. */
export const MAX_LIBRARY_LETTERS = 24_000_000
/** Names that are offered as tags: of more the most used. */
export const MAX_OFFERED = 100
/** Fields beside title, names and abstract. */
const REST_LETTERS = 250
/** Papers looked at between two pauses. */
const SLICE = 2_000

type Pause = () => Promise<boolean>

const STRENGTH = ['title', 'doi', 'arxiv']
const strength = (key: PaperKey): number => STRENGTH.indexOf(kindOf(key))

const differ = (one: string | null | undefined, other: string | null): boolean =>
  Boolean(one) && other !== null && one !== other

/** The paper here or of the file that a reference is (SPEC.md D47), and its DOI where that is not another's. */
const findPaper = (
  index: PaperIndex,
  { key, reference, sharesId }: KeyedReference<Reference>,
): { readonly paper: IndexedPaper | null; readonly doi: PaperKey | null } => {
  const doi = sharesId ? null : doiKeyOf(reference.doi)
  const same = index.find(key)
  const other = doi === null || doi === key ? undefined : index.find(doi)
  const isOne = other !== undefined && agrees(other, (paper) => mayBeOneById(paper, reference))
  const rest = { doi: other === undefined || other === same || isOne ? doi : null }
  if (same) return { paper: same, ...rest }
  // Two ids of one kind are two papers, whatever they are called.
  if (other && isOne && kindOf(other.key) !== kindOf(key)) return { paper: other, ...rest }
  if (sharesId) return { paper: null, ...rest }
  const twin = index.findByTitle(
    reference.title,
    (paper) =>
      kindOf(paper.key) !== kindOf(key) &&
      !differ(paper.reference?.doi, reference.doi) &&
      agrees(paper, (said) => mayBeOne(said, reference)),
  )
  if (twin) return { paper: twin, ...rest }
  const told = kindOf(key) === 'title' ? index.findByFacts(reference) : undefined
  return { paper: told && agrees(told, (said) => mayBeOne(said, reference)) ? told : null, ...rest }
}

const eachOnce = (names: readonly string[]): readonly string[] => [...new Set(names)].slice(0, MAX_KEYWORDS)
const bothNotes = (first: string | null, other: string | null): string | null =>
  first === null || other === null || first.includes(other)
    ? (first ?? other)
    : clip(`${first}\n\n${other}`, MAX_NOTE)

const peopleOf = ({ authors, details }: Reference): Partial<PaperSnapshot> => ({
  ...(authors.length > 0 ? { authors } : {}),
  ...(details ? { details } : {}),
})

/** The names and details of one paper that is said twice. */
const joinedPeople = (first: Reference, other: Reference): Pick<Reference, 'authors' | 'details'> => {
  const { authors = [], details = null } = joinSaid([peopleOf(first), peopleOf(other)])
  return { authors, details }
}

/** One paper said twice: the first, with what only the others say. */
const joined = (first: Reference, other: Reference): Reference => ({
  ...first,
  ...joinedPeople(first, other),
  issued: first.issued ?? other.issued,
  arxivId: first.arxivId ?? other.arxivId,
  doi: first.doi ?? other.doi,
  url: first.url ?? other.url,
  abstract: first.abstract ?? other.abstract,
  venue: first.venue ?? other.venue,
  keywords: eachOnce([...first.keywords, ...other.keywords]),
  groups: eachOnce([...first.groups, ...other.groups]),
  note: bothNotes(first.note, other.note),
})

/** Puts a reference to the paper that it is, or makes it one of its own. */
const planOne = (index: PaperIndex, keyed: KeyedReference<Reference>, at: number): IndexedPaper => {
  const { key, sharesId } = keyed
  const { paper: found, doi } = findPaper(index, keyed)
  const reference: Reference = {
    ...keyed.reference,
    arxivId: sharesId ? null : keyed.reference.arxivId,
    doi: doi === null ? null : keyed.reference.doi,
    // It names another paper here, and is printed all the same: a book's on each of its chapters.
    details:
      joinDetails(
        keyed.reference.details ?? undefined,
        doi === null && keyed.reference.doi !== null ? { doi: keyed.reference.doi } : undefined,
      ) ?? null,
  }
  const paper = found ?? indexedPaper(key, null, sharesId)
  // Under the stronger of both names, the other leading there.
  paper.aliases.add(paper.key).add(key)
  if (strength(key) > strength(paper.key)) paper.key = key
  // Whoever knows the DOI alone, on another device, means this paper.
  if (doi !== null && paper.here === null && !index.find(doi)) paper.aliases.add(doi)
  paper.aliases.delete(paper.key)
  paper.reference = paper.reference ? joined(paper.reference, reference) : reference
  paper.at = Math.min(paper.at, at)
  index.add(paper, [paper.key, ...paper.aliases])
  return paper
}

const countNames = (
  lists: Iterable<readonly string[]>,
): readonly (readonly [name: string, papers: number])[] => {
  const counts = new Map<string, number>()
  for (const names of lists) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MAX_OFFERED)
}

const lettersOf = ({ reference }: PlannedReference, abstracts: boolean): number =>
  REST_LETTERS +
  reference.title.length +
  reference.authors.reduce((sum, name) => sum + name.length + 3, 0) +
  JSON.stringify(reference.details ?? '').length +
  (abstracts ? (reference.abstract?.length ?? 0) : 0)

const asPlanned = ({ key, reference, here, aliases, sharesId }: IndexedPaper): readonly PlannedReference[] =>
  reference === null ? [] : [{ key, reference, sharesId, known: here, aliases: [...aliases] }]

const strengthOf = (reference: Reference): number =>
  reference.arxivId === null && reference.doi === null ? 0 : strength(keyOf(reference))

/** By what names them, so that what says less of a paper finds it wherever it stands in the file. */
const strongestFirst = (references: readonly Reference[]) =>
  references
    .map((reference, at) => ({ reference, at, strength: strengthOf(reference) }))
    .sort((a, b) => b.strength - a.strength || a.at - b.at)

/** What bringing a file in would do; nothing is written. `null` once it was stopped. */
export const planReferences = async (
  file: ReadFile,
  here: {
    readonly papers: readonly Paper[]
    /** Letters of JSON that the library holds already. */
    readonly letters: number
    canonical(key: PaperKey): PaperKey
  },
  pause: Pause,
): Promise<ReferencePlan | null> => {
  const index = createPaperIndex(here.canonical)
  for (const [at, paper] of here.papers.entries()) {
    if (at % SLICE === SLICE - 1 && (await pause())) return null
    index.add(indexedPaper(paper.key, paper), [paper.key])
  }
  const keyed = createReferenceKeys<Reference>((key, mayBe) => {
    const paper = index.find(key)
    return paper !== undefined && !agrees(paper, mayBe)
  })
  const planned = new Set<IndexedPaper>()
  for (const [turn, { reference, at }] of strongestFirst(file.references).entries()) {
    if (turn % SLICE === SLICE - 1 && (await pause())) return null
    planned.add(planOne(index, keyed(reference), at))
  }
  const all = [...planned].sort((a, b) => a.at - b.at).flatMap(asPlanned)
  const room = MAX_LIBRARY_LETTERS - here.letters
  const sum = all.reduce((letters, one) => letters + lettersOf(one, true), 0)
  const withoutAbstracts = sum > room
  let left = room
  const papers = withoutAbstracts ? all.filter((one) => (left -= lettersOf(one, false)) >= 0) : all
  return {
    papers,
    fresh: papers.filter((one) => one.known === null).length,
    known: papers.filter((one) => one.known !== null).length,
    repeated: file.references.length - all.length,
    keywords: countNames(papers.map(({ reference }) => reference.keywords)),
    groups: countNames(papers.map(({ reference }) => reference.groups)),
    notes: papers.filter(({ reference }) => reference.note !== null).length,
    tooMany: all.length - papers.length,
    withoutAbstracts,
  }
}
