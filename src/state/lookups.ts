import { createSignal, type Accessor } from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Result } from '../lib/result.ts'
import type { Carrel } from './carrel.ts'

/** What becomes of a paper that is to be looked up. */
export interface LookupState {
  readonly key: PaperKey
  /** `arXiv 2501.04697` or `DOI 10.…`. */
  readonly label: string
  /** `unknown`: it is not asked for again unless the person says so. */
  readonly type: 'asking' | 'waiting' | 'unknown'
  /** A sentence without a full stop. */
  readonly words: string
}

export interface NamedIds {
  readonly key: PaperKey
  readonly arxivId?: string
  readonly doi?: string
}

/** Papers looked up at arXiv, Crossref and DataCite by their ids. All but the verbs are reactive. */
export interface Lookups {
  /** Whether papers that are added by id are looked up by themselves. */
  on(): boolean
  setOn(on: boolean): void
  /** Who would be asked for this paper, `arXiv` or `Crossref`; `null`: it has no id, or nobody may be asked. */
  asks(paper: NamedIds): string | null
  /** Those that wait or are not known, in the order in which they came. */
  all(): readonly LookupState[]
  of(key: PaperKey): LookupState | null
  /**
   * Saves papers named by id and looks them up, as one act that is undone as one. The error is a sentence: they are
   * saved, and are not looked up.
   */
  add(papers: readonly NamedIds[]): Promise<Result<null, string>>
  /** Asks for this paper now, as the person wants it, also where papers are not looked up by themselves. */
  look(paper: NamedIds): void
  /** Gives it up; the paper stays where it is. */
  giveUp(key: PaperKey): void
}

const made = new WeakMap<Carrel, Accessor<Lookups | null>>()

/** Look-ups once their code is here; `null` until then. One for all who ask. */
export const lookupsOf = (carrel: Carrel): Accessor<Lookups | null> => {
  const known = made.get(carrel)
  if (known) return known
  const [lookups, setLookups] = createSignal<Lookups | null>(null)
  made.set(carrel, lookups)
  void carrel.safekeeping().then(async (one) => {
    const here = await one.lookups()
    setLookups(() => here)
  })
  return lookups
}
