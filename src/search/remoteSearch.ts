import { NOTHING_FOUND, type Found } from '../domain/found.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { MAX_PUT_PAPERS, MAX_QUESTIONS } from './limits.ts'
import type { FromSearch, SearchPort, ToSearch } from './messages.ts'
import type { PaperSearch, SearchablePaper } from './paperSearch.ts'
import { inSlices, type Pace } from './slices.ts'

/** A search that is done elsewhere, which may be lost. */
export interface RemoteSearch extends Pick<PaperSearch, 'put' | 'drop'> {
  /** As {@link PaperSearch.find}; `null` once nobody is there to answer, also for what was asked before. */
  find(query: string, limit: number, signal: AbortSignal): Promise<Found | null>
  /** Whoever searched is gone. */
  lose(): void
}

interface Question {
  readonly answer: (found: Found | null) => void
}

/** Papers from the first to the last, as many at a time as one message takes. */
const inMessages = (papers: readonly SearchablePaper[]): readonly (readonly SearchablePaper[])[] =>
  Array.from({ length: Math.ceil(papers.length / MAX_PUT_PAPERS) }, (_, at) =>
    papers.slice(at * MAX_PUT_PAPERS, (at + 1) * MAX_PUT_PAPERS),
  )

/** Hands papers and questions over to whoever serves at the other end of `port`. */
export const createRemoteSearch = (port: SearchPort<ToSearch, FromSearch>, pace: Pace): RemoteSearch => {
  const questions = new Map<number, Question>()
  let lost = false
  let asked = 0
  let greet: () => void = () => undefined
  /** Done one after the other: a question must not overtake the papers it is about. */
  let turn = new Promise<void>((resolve) => {
    greet = resolve
  })
  port.addEventListener('message', ({ data }) => {
    if (data.type === 'hello') return greet()
    questions.get(data.id)?.answer(data.found)
  })
  const inTurn = (work: () => Promise<void> | void): void => {
    turn = turn.then(() => (lost ? undefined : work()))
  }
  return {
    put(papers) {
      inTurn(() =>
        inSlices(
          inMessages(papers),
          pace,
          (some) => port.postMessage({ type: 'put', papers: some }),
          () => lost,
        ),
      )
    },
    drop(keys: readonly PaperKey[]) {
      if (keys.length > 0) inTurn(() => port.postMessage({ type: 'drop', keys }))
    },
    find(query, limit, signal) {
      if (lost) return Promise.resolve(null)
      if (signal.aborted) return Promise.resolve(NOTHING_FOUND)
      const id = ++asked
      return new Promise((resolve) => {
        const answer = (found: Found | null): void => {
          questions.delete(id)
          signal.removeEventListener('abort', leave)
          resolve(found)
        }
        const leave = (): void => {
          answer(NOTHING_FOUND)
          inTurn(() => port.postMessage({ type: 'leave', id }))
        }
        signal.addEventListener('abort', leave)
        for (const [oldest, question] of questions) {
          if (questions.size < MAX_QUESTIONS) break
          question.answer(NOTHING_FOUND)
          inTurn(() => port.postMessage({ type: 'leave', id: oldest }))
        }
        questions.set(id, { answer })
        inTurn(() => {
          if (questions.has(id)) port.postMessage({ type: 'find', id, query, limit })
        })
      })
    },
    lose() {
      lost = true
      greet()
      for (const { answer } of [...questions.values()]) answer(null)
    },
  }
}
