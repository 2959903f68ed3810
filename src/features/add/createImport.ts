import { createSignal, type Accessor } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import { paperKeyOf } from '../../domain/paperKeyOf.ts'
import type { Carrel, SourcedPaper } from '../../state/carrel.ts'
import { IMPORT_BATCH } from './limits.ts'
import { planImport } from './planImport.ts'

export type ImportState =
  | { readonly type: 'idle' }
  | { readonly type: 'running'; readonly done: number; readonly total: number; readonly stopping: boolean }
  | {
      readonly type: 'done'
      readonly day: Day
      readonly fresh: number
      readonly known: number
      /** Papers left out because the person stopped. */
      readonly left: number
    }
  | { readonly type: 'failed'; readonly sentence: string; readonly done: number; readonly total: number }

export interface Import {
  readonly state: Accessor<ImportState>
  start(options: {
    readonly papers: readonly SourcedPaper[]
    readonly day: Day
    /** Lists of mine that take the papers too. */
    readonly lists: readonly string[]
  }): Promise<void>
  /** What was written stays. */
  stop(): void
  reset(): void
}

/** Writes papers a few at a time, so that the count moves and Stop is heard. `pause` lets the page paint. */
export const createImport = (carrel: Carrel, pause: () => Promise<void>): Import => {
  const [state, setState] = createSignal<ImportState>({ type: 'idle' })
  let stopping = new AbortController()
  return {
    state,
    async start({ papers, day, lists }) {
      if (state().type === 'running') return
      const { signal } = (stopping = new AbortController())
      const total = papers.length
      let done = 0
      let fresh = 0
      let known = 0
      while (done < total && !signal.aborted) {
        setState({ type: 'running', done, total, stopping: false })
        await pause()
        const batch = papers.slice(done, done + IMPORT_BATCH)
        const outcome = await carrel.feed.importPapers(planImport(carrel.feed, batch, day))
        if (!outcome.ok) {
          setState({ type: 'failed', sentence: outcome.error, done, total })
          return
        }
        const keys: readonly PaperKey[] = batch.map(({ snapshot }) => paperKeyOf(snapshot))
        for (const list of lists) carrel.lists.addTo(list, keys)
        done += batch.length
        fresh += outcome.value.fresh
        known += outcome.value.known
      }
      setState({ type: 'done', day, fresh, known, left: total - done })
    },
    stop() {
      const now = state()
      if (now.type !== 'running') return
      stopping.abort()
      setState({ ...now, stopping: true })
    },
    reset() {
      if (state().type !== 'running') setState({ type: 'idle' })
    },
  }
}
