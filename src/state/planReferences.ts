import type { Paper } from '../domain/paper.ts'
import { arxivKey, normaliseTitle, paperKeyOf, type PaperKey } from '../domain/paperKey.ts'
import { createReferenceKeys, isTelling, mayBeOne, type KeyedReference } from '../domain/referenceKey.ts'
import type { Reference } from '../formats/references/reference.ts'
import type { PlannedReference, ReadFile, ReferencePlan } from './references.ts'

/** Letters of JSON that one library holds and still opens, travels and is checked well: below what one update may be. */
export const MAX_LIBRARY_LETTERS = 24_000_000
/** Names that are offered as tags: of more the most used. */
export const MAX_OFFERED = 100
/** Fields beside title, names and abstract. */
const REST_LETTERS = 250
/** Papers looked at between two pauses. */
const SLICE = 2_000

interface Known {
  readonly byKey: ReadonlyMap<PaperKey, Paper>
  readonly byId: ReadonlyMap<PaperKey, Paper>
  /** `null` where several have the title. */
  readonly byTitle: ReadonlyMap<string, Paper | null>
}

type Pause = () => Promise<boolean>

const indexKnown = async (papers: readonly Paper[], pause: Pause): Promise<Known | null> => {
  const byKey = new Map<PaperKey, Paper>()
  const byId = new Map<PaperKey, Paper>()
  const byTitle = new Map<string, Paper | null>()
  for (const [index, paper] of papers.entries()) {
    if (index % SLICE === SLICE - 1 && (await pause())) return null
    byKey.set(paper.key, paper)
    if (paper.arxivId) byId.set(arxivKey(paper.arxivId), paper)
    if (paper.doi) byId.set(paperKeyOf({ doi: paper.doi, title: '' }), paper)
    if (!isTelling(paper.title)) continue
    const title = normaliseTitle(paper.title)
    byTitle.set(title, byTitle.has(title) ? null : paper)
  }
  return { byKey, byId, byTitle }
}

const kindOf = (key: PaperKey): string => key.slice(0, key.indexOf(':'))

/** The paper here that a reference is (SPEC.md D47). */
const findKnown = (
  known: Known,
  { key, reference, sharesId }: KeyedReference<Reference>,
  canonical: (key: PaperKey) => PaperKey,
): Paper | null => {
  const same = known.byKey.get(key) ?? known.byKey.get(canonical(key)) ?? known.byId.get(key)
  if (same) return same
  const doi = reference.doi === null || sharesId ? null : paperKeyOf({ doi: reference.doi, title: '' })
  const other = doi === null ? undefined : known.byId.get(doi)
  if (other && kindOf(other.key) !== kindOf(key)) return other
  const twin = isTelling(reference.title) ? known.byTitle.get(normaliseTitle(reference.title)) : null
  if (!twin || sharesId) return null
  const said = { authors: twin.authors ?? [], issued: twin.date ?? twin.issued ?? null }
  // Two ids of one kind are two papers, whatever they are called.
  return kindOf(twin.key) !== kindOf(key) && mayBeOne(said, reference) ? twin : null
}

const STRENGTH = ['title', 'doi', 'arxiv']
const strength = (key: PaperKey): number => STRENGTH.indexOf(kindOf(key))

const planOne = (
  known: Known,
  keyed: KeyedReference<Reference>,
  canonical: (key: PaperKey) => PaperKey,
): PlannedReference => {
  const { key, reference, sharesId } = keyed
  const paper = findKnown(known, keyed, canonical)
  if (paper) {
    // Under the stronger of both names, the other leading there.
    const isStronger = strength(key) > strength(paper.key)
    const [strong, weak] = isStronger ? [key, paper.key] : [paper.key, key]
    return { key: strong, reference, sharesId, known: paper, aliases: weak === strong ? [] : [weak] }
  }
  // Whoever knows the DOI or the title alone, on another device, means this paper.
  const doi = reference.doi === null || sharesId ? null : paperKeyOf({ doi: reference.doi, title: '' })
  const aliases = doi !== null && doi !== key && strength(doi) < strength(key) ? [doi] : []
  return { key, reference, sharesId, known: null, aliases }
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
  (abstracts ? (reference.abstract?.length ?? 0) : 0)

/** One paper said twice: the first, with what only the others say. */
const joined = (first: Reference, other: Reference): Reference => ({
  ...first,
  authors: first.authors.length > 0 ? first.authors : other.authors,
  issued: first.issued ?? other.issued,
  arxivId: first.arxivId ?? other.arxivId,
  doi: first.doi ?? other.doi,
  url: first.url ?? other.url,
  abstract: first.abstract ?? other.abstract,
  venue: first.venue ?? other.venue,
  keywords: [...new Set([...first.keywords, ...other.keywords])],
  groups: [...new Set([...first.groups, ...other.groups])],
  note: first.note === null || first.note === other.note ? other.note : first.note,
})

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
  const known = await indexKnown(here.papers, pause)
  if (!known) return null
  const byKey = new Map<PaperKey, PlannedReference>()
  const keyed = createReferenceKeys<Reference>()
  for (const [index, reference] of file.references.entries()) {
    if (index % SLICE === SLICE - 1 && (await pause())) return null
    const planned = planOne(known, keyed(reference), here.canonical)
    const before = byKey.get(planned.key)
    byKey.set(
      planned.key,
      before
        ? {
            ...before,
            reference: joined(before.reference, planned.reference),
            aliases: [...new Set([...before.aliases, ...planned.aliases])],
          }
        : planned,
    )
  }
  const all = [...byKey.values()]
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
