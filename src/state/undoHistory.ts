import { createSignal, onCleanup } from 'solid-js'
import type { UndoHistory } from './carrel.ts'

/** Older acts are undone from a list's history; the quick way back reaches this far. */
const MAX_STEPS = 100
/** Long enough to read a sentence and reach for the button. */
const TOAST_MS = 8_000

interface Step {
  /** What is said once it is undone. */
  readonly undone: string
  readonly undo: () => boolean | Promise<boolean>
}

export interface ActHistory extends UndoHistory {
  /** Remembers an act that was just done and shows its sentence with a way back; `undone` is said once it was taken. */
  did(sentence: string, undo: Step['undo'], undone?: string): void
}

/** Needs a reactive owner, for the toast's clock. */
export const createActHistory = (): ActHistory => {
  const steps: Step[] = []
  const [depth, setDepth] = createSignal(0)
  const [undone, setUndone] = createSignal(0)
  const [toast, setToast] = createSignal<{
    readonly id: number
    readonly sentence: string
    readonly undoable: boolean
  } | null>(null)
  let clock: ReturnType<typeof setTimeout> | undefined
  let lastId = 0
  onCleanup(() => clearTimeout(clock))

  const show = (sentence: string, undoable: boolean): void => {
    clearTimeout(clock)
    setToast({ id: ++lastId, sentence, undoable })
    clock = setTimeout(() => setToast(null), TOAST_MS)
  }

  return {
    toast,
    canUndo: () => depth() > 0,
    undone,
    did(sentence, undo, undone = `Undone: ${sentence}`) {
      steps.push({ undone, undo })
      if (steps.length > MAX_STEPS) steps.shift()
      setDepth(steps.length)
      show(sentence, true)
    },
    undo() {
      const step = steps.pop()
      setDepth(steps.length)
      if (!step) return
      const say = (isUndone: boolean): void => {
        show(isUndone ? step.undone : 'Someone changed this meanwhile, so there was nothing to undo.', false)
        if (isUndone) setUndone((times) => times + 1)
      }
      const isUndone = step.undo()
      if (typeof isUndone === 'boolean') say(isUndone)
      else void isUndone.then(say)
    },
    say: (sentence) => show(sentence, false),
    dismiss() {
      clearTimeout(clock)
      setToast(null)
    },
  }
}
