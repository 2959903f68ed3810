import type { Day } from '../lib/day.ts'
import type { NameParts } from './nameParts.ts'
import type { PaperKey } from './paperKey.ts'

/**
 * Who told us about a paper, best first: the order in which sources are asked for a field at read.
 * `hand` is what a person typed or corrected; `starter` is the feed that ships with Carrel. Registries that were asked
 * for one paper come last: they fill in what nobody else has said.
 */
export const PAPER_SOURCES = [
  'hand',
  'arxiv',
  'huggingface',
  'page',
  'file',
  'feed',
  'starter',
  'crossref',
  'datacite',
] as const
export type PaperSource = (typeof PAPER_SOURCES)[number]

/**
 * What a citation needs beside title, names, date and ids. A field is called as BibTeX and biblatex call it, in the
 * older way where they differ, and holds plain text: a range of pages has an en dash. Others may be there that a newer
 * version of Carrel wrote.
 */
export interface PaperDetails extends NameParts {
  /** The kind of publication, as an entry of BibTeX or biblatex is called: `article`, `inproceedings`, `online`. */
  readonly type?: string
  /** By which the person's own manuscripts cite it. */
  readonly key?: string
  readonly journal?: string
  readonly booktitle?: string
  readonly volume?: string
  readonly number?: string
  readonly pages?: string
  /** Number of an article that has no pages. */
  readonly eid?: string
  readonly publisher?: string
  /** Town of the publisher. */
  readonly address?: string
  /** Names in their order, as printed. */
  readonly editors?: readonly string[]
  /** Whose names stop before their end, as “and others” says: `author`, `editor`, or both with a blank between. */
  readonly others?: string
  /** `editor` where those who stand for its authors edited it. */
  readonly authortype?: string
  readonly edition?: string
  readonly series?: string
  readonly chapter?: string
  /** Also the school of a thesis. */
  readonly institution?: string
  readonly organization?: string
  readonly howpublished?: string
  /** What a thesis or report calls itself: BibTeX's field `type`. */
  readonly genre?: string
  readonly isbn?: string
  readonly issn?: string
  /** What a bibliography prints behind the rest. */
  readonly note?: string
  /** Of a dataset or program. */
  readonly version?: string
  readonly language?: string
  /** Of a work that many share, such as a book's on each chapter, so that it names no paper. */
  readonly doi?: string
}

/** A paper as one source described it: an immutable value, stored as JSON under "<paper key> <source>". */
export interface PaperSnapshot {
  readonly source: PaperSource
  readonly title: string
  readonly abstract?: string
  /** One or two sentences by somebody other than the authors. */
  readonly summary?: string
  /** Names in the paper's order, as printed. */
  readonly authors?: readonly string[]
  /** Known even where the names are not. */
  readonly authorCount?: number
  /** Day of publication. */
  readonly date?: Day
  /** `2017` or `2017-05`, where the day is not known. */
  readonly issued?: string
  /** Journal, proceedings or publisher, as it is called there. */
  readonly venue?: string
  /** What else a citation needs. */
  readonly details?: PaperDetails
  /** Name of the file that said it. */
  readonly from?: string
  /** Base id without version: `2306.14544` or `hep-th/9901001`. */
  readonly arxivId?: string
  /** Lower case, no resolver in front. */
  readonly doi?: string
  /** arXiv's, the primary one first: `cs.LG`. */
  readonly categories?: readonly string[]
  readonly codeUrl?: string
  readonly projectUrl?: string
  readonly pageUrl?: string
}

/** A paper as it is shown: its snapshots merged field by field, each field from the best source that has it. */
export interface Paper extends Omit<PaperSnapshot, 'source'> {
  readonly key: PaperKey
  /** Best first; never empty. */
  readonly sources: readonly PaperSource[]
}

const rank = (source: PaperSource): number => PAPER_SOURCES.indexOf(source)

/**
 * Details with what `weak` says put in where `strong` says nothing. Of another kind of publication, or beside a
 * preprint, it speaks of something else: the volume of one is none of the other's. The person's key stays.
 */
export const joinDetails = (
  strong: PaperDetails | undefined,
  weak: PaperDetails | undefined,
): PaperDetails | undefined => {
  if (!strong || !weak) return strong ?? weak
  const isOther =
    (strong.type && weak.type && strong.type !== weak.type) || /arxiv/i.test(strong.journal ?? '')
  const kept = isOther ? (weak.key ? { key: weak.key } : {}) : weak
  return { ...kept, ...strong }
}

type Said = Partial<PaperSnapshot>

/** Whether the names of a paper's `author` or `editor` stop before their end. */
export const hasOthers = (paper: Said, who: 'author' | 'editor'): boolean =>
  paper.details?.others?.split(' ').includes(who) ?? false

/** Whose authors are shown: the first that are said, but a list that is not whole gives way to a longer one that is. */
export const findAuthors = <T extends Said>(said: readonly T[]): T | undefined => {
  const first = said.find((one) => one.authors)
  const known = first?.authors?.length ?? 0
  const whole = (one: T): boolean => !hasOthers(one, 'author') && (one.authors?.length ?? 0) > known
  return first && hasOthers(first, 'author') ? (said.find(whole) ?? first) : first
}

/** The authors that are shown, and details that speak of them. */
const joinAuthors = (said: readonly Said[], joined: PaperDetails): Said => {
  const shown = findAuthors(said) ?? {}
  const { authors } = shown
  const { others: _others, ...details } = joined
  const others = [
    ...(hasOthers(shown, 'author') ? ['author'] : []),
    ...(hasOthers({ details: joined }, 'editor') ? ['editor'] : []),
  ].join(' ')
  return { ...(authors && { authors }), details: others ? { ...details, others } : details }
}

/** What is said of a paper by records of which the first counts most: each field from the first that has it. */
export const joinSaid = <T extends Said>(said: readonly T[]): T => {
  const details = said.reduce<PaperDetails | undefined>(
    (sum, one) => joinDetails(sum, one.details),
    undefined,
  )
  const named = details && (details.others ? joinAuthors(said, details) : { details })
  return Object.assign({}, ...[...said].reverse(), named)
}

/** What each source said of a merged paper. Beside it and not in it: two papers that read the same are the same. */
const said = new WeakMap<Paper, readonly PaperSnapshot[]>()

/**
 * Merges what several sources say of one paper. Each field is taken from the first source, in the order of
 * {@link PAPER_SOURCES}, that has it, so no source erases another's abstract. Of one source the first snapshot that
 * has a field counts. `null` when there is no snapshot.
 */
export const mergeSnapshots = (key: PaperKey, snapshots: readonly PaperSnapshot[]): Paper | null => {
  if (snapshots.length === 0) return null
  const bySource = new Map<PaperSource, PaperSnapshot>()
  for (const snapshot of snapshots) {
    const before = bySource.get(snapshot.source)
    bySource.set(snapshot.source, before ? joinSaid([before, snapshot]) : snapshot)
  }
  const best = [...bySource.values()].sort((a, b) => rank(a.source) - rank(b.source))
  const { source: _source, ...fields } = joinSaid(best)
  const paper: Paper = { ...fields, key, sources: best.map((snapshot) => snapshot.source) }
  said.set(paper, best)
  return paper
}

/** What each source says of a paper, best first, as it is stored beside what a person does to it. */
export const snapshotsOf = (paper: Paper | null): readonly PaperSnapshot[] => (paper && said.get(paper)) ?? []

/** The number of authors where a source knows it. */
export const authorCountOf = (paper: Pick<PaperSnapshot, 'authors' | 'authorCount'>): number | null =>
  paper.authorCount ?? paper.authors?.length ?? null
