import { createMemo, createSignal, type Accessor } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { STAGES, type Stage } from '../../domain/stage.ts'
import type { ListEntry } from '../../state/lists.ts'

export type Columns = Readonly<Record<Stage, readonly PaperKey[]>>

/** The papers of each column, in the order given. */
export const columnsOf = (entries: readonly Pick<ListEntry, 'key' | 'stage'>[]): Columns => {
  const of = (stage: Stage): readonly PaperKey[] =>
    entries.filter((entry) => entry.stage === stage).map((entry) => entry.key)
  return { 'to-read': of('to-read'), reading: of('reading'), discussed: of('discussed') }
}

/** A column somebody points at: what stands there keeps its place, also what left, and what came stands below. */
export const holdColumn = (shown: readonly PaperKey[], now: readonly PaperKey[]): readonly PaperKey[] => {
  const known = new Set(shown)
  return [...shown, ...now.filter((key) => !known.has(key))]
}

const sameKeys = (a: readonly PaperKey[], b: readonly PaperKey[]): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index])

export interface HeldColumns {
  readonly shown: Accessor<Columns>
  /** Lets everything take its place: the reader has done something themselves. */
  settle(): void
}

/**
 * Columns that hold still while `held`: a labmate's move is shown without the card under the pointer, or the one with
 * the focus, going elsewhere. Needs a reactive owner.
 */
export const createHeldColumns = (options: {
  readonly columns: Accessor<Columns>
  readonly held: (stage: Stage) => boolean
  /** A change of it (another list, another order) is a new question. */
  readonly question: Accessor<string>
}): HeldColumns => {
  const [round, setRound] = createSignal(0)
  const state = createMemo<{ readonly asked: string; readonly columns: Columns } | null>((before) => {
    const asked = `${options.question()} ${round()}`
    const now = options.columns()
    const of = (stage: Stage): readonly PaperKey[] => {
      const kept = options.held(stage)
      const shown = before?.columns[stage]
      const next = shown && kept && before?.asked === asked ? holdColumn(shown, now[stage]) : now[stage]
      return shown && sameKeys(shown, next) ? shown : next
    }
    return {
      asked,
      columns: { 'to-read': of('to-read'), reading: of('reading'), discussed: of('discussed') },
    }
  }, null)
  return {
    shown: () => state()?.columns ?? options.columns(),
    settle: () => setRound((number) => number + 1),
  }
}

/** The column beside `stage`; `null` where there is none on that side. */
export const stageBeside = (stage: Stage, direction: -1 | 1): Stage | null =>
  STAGES[STAGES.indexOf(stage) + direction] ?? null
