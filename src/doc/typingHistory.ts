import { MAX_UNDO_LETTERS, MAX_UNDO_STEPS, MAX_WRITTEN_AGAIN } from './limits.ts'
import type { SharedText } from './sharedText.ts'
import {
  findLetters,
  insertBeforeGone,
  insertLetters,
  removeLetters,
  type Found,
  type Letters,
  type Removed,
} from './textPlaces.ts'

/** One change of a text as a string: at `index`, `remove` letters go and `insert` takes their place. */
export interface TextChange {
  readonly index: number
  readonly remove: number
  readonly insert: string
}

/** What a person typed into a text since the page began, so that they can take it back. */
export interface TypingHistory {
  /** Writes changes of the person's own, in order, as one transaction under `origin`. */
  write(changes: readonly TextChange[], origin: unknown): void
  /** Takes back the last step; answers where the caret belongs then, `null` where there is none. */
  undo(): number | null
  redo(): number | null
  canUndo(): boolean
  canRedo(): boolean
}

/** Letters typed within so many ms of each other, side by side, are one step; at most so many. */
const STEP_MS = 600
const STEP_LETTERS = 60

/** By ids and not by indices, so that it holds whatever others write in between. */
interface Step {
  inserted: readonly Letters[]
  removed: readonly Removed[]
}

/** The parts of `run` that `taken` does not cover. */
const without = (run: Removed, taken: readonly Letters[]): readonly Removed[] => {
  let rest: readonly Removed[] = [run]
  for (const { client, clock, length } of taken)
    rest = rest.flatMap((one) => {
      if (one.client !== client || one.clock >= clock + length || one.clock + one.length <= clock)
        return [one]
      const front = Math.max(0, clock - one.clock)
      const back = Math.max(0, one.clock + one.length - clock - length)
      const part = (from: number, size: number): Removed => ({
        client,
        clock: one.clock + from,
        length: size,
        words: one.words.slice(from, from + size),
      })
      return [part(0, front), part(one.length - back, back)].filter((each) => each.length > 0)
    })
  return rest
}

const joined = (runs: readonly Letters[], next: Letters): readonly Letters[] => {
  const last = runs.at(-1)
  return last && last.client === next.client && last.clock + last.length === next.clock
    ? [...runs.slice(0, -1), { ...last, length: last.length + next.length }]
    : [...runs, next]
}

const size = ({ inserted, removed }: Step): number =>
  [...inserted, ...removed].reduce((sum, { length }) => sum + length, 0)

export const createTypingHistory = (text: SharedText, now: () => number): TypingHistory => {
  const undone: Step[] = []
  const done: Step[] = []
  /** Letters that were written again under new ids: from the old ones to those. */
  const again: { readonly from: Letters; readonly to: Letters }[] = []
  /** Where and when the last letter was typed, while the step it belongs to is open. */
  let end: { readonly index: number; readonly at: number } | null = null
  const origin = Symbol('undo of typing')

  /** The ids under which letters are known by now. */
  const known = (letters: readonly Letters[]): readonly Letters[] => {
    let runs = letters
    // Whoever was written again later stands further behind, so one pass follows every chain.
    for (const { from, to } of again)
      runs = runs.flatMap((run) => {
        const start = Math.max(run.clock, from.clock)
        const stop = Math.min(run.clock + run.length, from.clock + from.length)
        if (run.client !== from.client || start >= stop) return [run]
        return [
          { ...run, length: start - run.clock },
          { client: to.client, clock: to.clock + start - from.clock, length: stop - start },
          { ...run, clock: stop, length: run.clock + run.length - stop },
        ].filter(({ length }) => length > 0)
      })
    return runs
  }

  /** Takes out what stands of `letters`; the index of the first. */
  const takeOut = (
    letters: readonly Letters[],
  ): { readonly removed: readonly Removed[]; at: number | null } => {
    const standing = findLetters(text, known(letters)).filter(({ gone }) => !gone)
    const removed = [...standing].reverse().flatMap(({ index, length }) => removeLetters(text, index, length))
    return { removed, at: standing[0]?.index ?? null }
  }

  /** Writes `removed` again where it stood; the index behind the last. */
  const putBack = (
    removed: readonly Removed[],
  ): { readonly inserted: readonly Letters[]; at: number | null } => {
    const wordsOf = ({ client, clock, length }: Found): string => {
      const run = removed.find(
        (one) => one.client === client && one.clock <= clock && clock < one.clock + one.length,
      )
      return run?.words.slice(clock - run.clock, clock - run.clock + length) ?? ''
    }
    const gone = findLetters(text, removed).filter((one) => one.gone)
    const inserted = gone.flatMap((one): readonly Letters[] => {
      const to = insertBeforeGone(text, one, wordsOf(one))
      if (!to) return []
      again.push({ from: one, to })
      return [to]
    })
    const last = gone.at(-1)
    const at = last ? inserted.reduce((sum, { length }) => sum + length, last.index) : null
    return { inserted, at }
  }

  const turnBack = (from: Step[], to: Step[]): number | null => {
    end = null
    // A step whose letters others have taken out meanwhile says nothing: the one before is meant.
    for (let step = from.pop(); step; step = from.pop()) {
      const { inserted, removed } = step
      let index: number | null = null
      let inverse: Step = { inserted: [], removed: [] }
      const apply = (): void => {
        const out = takeOut(inserted)
        const back = putBack(removed)
        inverse = { inserted: back.inserted, removed: out.removed }
        index = back.at ?? out.at
      }
      if (text.doc) text.doc.transact(apply, origin)
      if (again.length > MAX_WRITTEN_AGAIN) again.splice(0, again.length - MAX_WRITTEN_AGAIN)
      if (size(inverse) === 0) continue
      to.push(inverse)
      return index
    }
    return null
  }

  const trim = (): void => {
    let letters = done.reduce((sum, step) => sum + size(step), 0)
    while (done.length > MAX_UNDO_STEPS || letters > MAX_UNDO_LETTERS) {
      const oldest = done.shift()
      if (!oldest) return
      letters -= size(oldest)
    }
  }

  return {
    write(changes, under) {
      text.doc?.transact(() => {
        for (const { index, remove, insert } of changes) {
          const at = now()
          const last = done.at(-1)
          const goesOn =
            end !== null &&
            at - end.at < STEP_MS &&
            (index === end.index || index + remove === end.index) &&
            last !== undefined &&
            size(last) + remove + insert.length <= STEP_LETTERS
          const step: Step = goesOn && last ? last : { inserted: [], removed: [] }
          if (step !== last) done.push(step)
          if (remove > 0) {
            // What was typed and taken out again in one step was never there.
            const gone = removeLetters(text, index, remove).flatMap((run) => without(run, step.inserted))
            step.removed = [...step.removed, ...gone]
          }
          if (insert !== '') step.inserted = joined(step.inserted, insertLetters(text, index, insert))
          end = { index: index + insert.length, at }
        }
      }, under)
      undone.length = 0
      trim()
    },
    undo: () => turnBack(done, undone),
    redo: () => turnBack(undone, done),
    canUndo: () => done.length > 0,
    canRedo: () => undone.length > 0,
  }
}

const histories = new WeakMap<SharedText, TypingHistory>()

/** The history of a text on this page: it outlives the field in which the text is shown. */
export const typingHistoryOf = (text: SharedText): TypingHistory => {
  const known = histories.get(text)
  if (known) return known
  const made = createTypingHistory(text, () => Date.now())
  histories.set(text, made)
  return made
}
