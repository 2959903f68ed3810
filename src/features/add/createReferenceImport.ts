import { createSignal, onCleanup, type Accessor } from 'solid-js'
import type { Carrel } from '../../state/carrel.ts'
import type { ImportChoices, ImportedReferences, ReadFile, ReferencePlan } from '../../state/references.ts'
import { announce } from '../../ui/announce.ts'
import { count } from '../../lib/text.ts'

export type ReferenceState =
  /** `part`: from 0 to 1. */
  | { readonly type: 'reading'; readonly part: number }
  | { readonly type: 'refused'; readonly sentence: string }
  | { readonly type: 'understood'; readonly file: ReadFile; readonly plan: ReferencePlan }
  | {
      readonly type: 'done'
      readonly file: ReadFile
      readonly plan: ReferencePlan
      readonly outcome: ImportedReferences
    }

/** Papers of the import that runs; `null` while none does. */
export interface Running {
  readonly done: number
  readonly total: number
  readonly stopping: boolean
}

export interface ReferenceImportModel {
  readonly state: Accessor<ReferenceState>
  readonly running: Accessor<Running | null>
  readonly problem: Accessor<string | null>
  start(choices: ImportChoices): Promise<void>
  /** What was written stays. */
  stop(): void
}

/** Reads a file of references and brings it in. Needs a reactive owner: what is under way ends with it. */
export const createReferenceImport = (
  carrel: Carrel,
  source: Blob | string,
  name: string | null,
  onStopped: () => void,
): ReferenceImportModel => {
  const [state, setState] = createSignal<ReferenceState>({ type: 'reading', part: 0 })
  const [running, setRunning] = createSignal<Running | null>(null)
  const [problem, setProblem] = createSignal<string | null>(null)
  const reading = new AbortController()
  let writing = new AbortController()
  // Leaving the page ends the reading; what is being written goes on, as it may stand in the way of nothing.
  onCleanup(() => reading.abort())

  const references = carrel.later().then((later) => later.references())
  const read = async (): Promise<void> => {
    const { signal } = reading
    const onProgress = (part: number): void => {
      if (!signal.aborted) setState({ type: 'reading', part })
    }
    const found = await (await references).read(source, name ?? 'This text', { signal, onProgress })
    if (signal.aborted || !found) return
    if (!found.ok) {
      setState({ type: 'refused', sentence: found.error })
      announce(found.error)
      return
    }
    const plan = await (await references).plan(found.value, signal)
    if (!plan || signal.aborted) return
    setState({ type: 'understood', file: found.value, plan })
    announce(
      `${count(plan.fresh, 'new paper', 'new papers')}, ${plan.known} here already, ${found.value.skippedCount} not read.`,
    )
  }
  void read().catch((fault: unknown) =>
    setState({
      type: 'refused',
      sentence: `The file could not be read: ${String(fault)}. Nothing was changed.`,
    }),
  )

  return {
    state,
    running,
    problem,
    async start(choices) {
      const now = state()
      if (now.type !== 'understood' || running()) return
      const { file, plan } = now
      const { signal } = (writing = new AbortController())
      const total = plan.papers.length
      setProblem(null)
      setRunning({ done: 0, total, stopping: false })
      const onProgress = (part: number): void => {
        setRunning({ done: Math.round(part * total), total, stopping: signal.aborted })
      }
      const outcome = await (await references).bringIn(plan, choices, { signal, onProgress })
      setRunning(null)
      if (outcome.ok) setState({ type: 'done', file, plan, outcome: outcome.value })
      else {
        setProblem(outcome.error)
        announce(outcome.error)
      }
    },
    stop() {
      if (state().type === 'reading') {
        reading.abort()
        onStopped()
        return
      }
      const now = running()
      if (!now) return
      writing.abort()
      setRunning({ ...now, stopping: true })
    },
  }
}
