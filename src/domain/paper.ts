import type { Day } from '../lib/day.ts'
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
  for (const snapshot of snapshots)
    bySource.set(snapshot.source, { ...snapshot, ...bySource.get(snapshot.source) })
  const best = [...bySource.values()].sort((a, b) => rank(a.source) - rank(b.source))
  const { source: _source, ...fields } = Object.assign({}, ...[...best].reverse())
  const paper: Paper = { ...fields, key, sources: best.map((snapshot) => snapshot.source) }
  said.set(paper, best)
  return paper
}

/** What each source says of a paper, best first, as it is stored beside what a person does to it. */
export const snapshotsOf = (paper: Paper | null): readonly PaperSnapshot[] => (paper && said.get(paper)) ?? []

/** The number of authors where a source knows it. */
export const authorCountOf = (paper: Pick<PaperSnapshot, 'authors' | 'authorCount'>): number | null =>
  paper.authorCount ?? paper.authors?.length ?? null
