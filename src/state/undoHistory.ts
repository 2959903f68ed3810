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
      const say = (undone: boolean): void =>
        show(undone ? step.undone : 'Someone changed this meanwhile, so there was nothing to undo.', false)
      const undone = step.undo()
      if (typeof undone === 'boolean') say(undone)
      else void undone.then(say)
    },
    say: (sentence) => show(sentence, false),
    dismiss() {
      clearTimeout(clock)
      setToast(null)
    },
  }
}
