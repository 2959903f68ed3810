import { createEffect, createMemo, createSignal, type Accessor } from 'solid-js'
import type { Problem } from './carrel.ts'
import type { OpenDocument } from './openDocument.ts'
import { problemText } from './problemText.ts'
import { syncProblemText } from './syncProblemText.ts'

export interface ToldProblems {
  /** Those that have not been waved away, newest last. */
  readonly standing: Accessor<readonly Problem[]>
  dismiss(id: string): void
  /** Tells of what no document knows; `onDismiss` once the person has read it. */
  tell(problem: Problem, onDismiss?: () => void): void
  /** It has passed. */
  untell(id: string): void
}

/** What the person must hear of, in words. Needs a reactive owner. */
export const createToldProblems = (documents: Accessor<readonly OpenDocument[]>): ToldProblems => {
  const [told, setTold] = createSignal<ReadonlyMap<string, Problem>>(new Map())
  const whenRead = new Map<string, () => void>()
  const [dismissed, setDismissed] = createSignal<ReadonlySet<string>>(new Set())
  const all = createMemo<ReadonlyMap<string, Problem>>(() => {
    const found = new Map(told())
    for (const document of documents()) {
      const fault = document.storeProblem()
      const keeping = document.keeping()
      if (fault) {
        const text = problemText(fault, keeping)
        found.set(text.id, { ...text, copy: !keeping })
      }
      for (const problem of document.sync().problems) {
        const text = syncProblemText(problem)
        if (text) found.set(text.id, text)
      }
    }
    return found
  })
  /** A fault that passed and comes again is told again, also to who has waved it away. */
  createEffect(() => {
    const present = all()
    setDismissed((before) => {
      const still = [...before].filter((id) => present.has(id))
      return still.length === before.size ? before : new Set(still)
    })
  })
  return {
    standing: createMemo(() => [...all().values()].filter(({ id }) => !dismissed().has(id))),
    dismiss(id) {
      setDismissed((before) => new Set(before).add(id))
      whenRead.get(id)?.()
    },
    tell(problem, onDismiss) {
      if (onDismiss) whenRead.set(problem.id, onDismiss)
      setTold((before) => new Map(before).set(problem.id, problem))
    },
    untell(id) {
      if (told().has(id)) setTold((before) => new Map([...before].filter(([other]) => other !== id)))
    },
  }
}
