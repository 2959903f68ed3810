import { plainText, type SharedText } from '../doc/sharedText.ts'
import { carryIndices, type TextEvent } from '../doc/textPlaces.ts'
import { typingHistoryOf } from '../doc/typingHistory.ts'
import { MAX_NOTE_LENGTH } from './limits.ts'
import { placeAfter, rebase, spliceBetween, type DeltaStep } from './splice.ts'

export interface TextBindingOptions {
  readonly maxLength?: number
  /** The field shows something else than before, whoever wrote it. */
  readonly onChange?: () => void
  /** The person wrote something. */
  readonly onTyped?: () => void
  /** What was put in has no room, and was left out as a whole; `null`: what was refused before is out of date. */
  readonly onRefused?: (words: string | null) => void
  /** The person took back a change at this place, which may be out of sight. */
  readonly onTurnedBack?: (index: number) => void
}

/** Ctrl or Cmd with Z or Y, as every editor has it. */
const turnOf = (event: KeyboardEvent): 'undo' | 'redo' | null => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return null
  const key = event.key.toLowerCase()
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo'
  return key === 'y' && event.ctrlKey && !event.shiftKey ? 'redo' : null
}

const TURNS: Readonly<Record<string, 'undo' | 'redo'>> = { historyUndo: 'undo', historyRedo: 'redo' }

/** A half of a letter that takes two units, without the other. */
const HALVES = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/**
 * Keeps a text area and a shared text the same, both ways, until the returned function is called. Typing becomes the
 * smallest change; others' changes move the caret along. While an input method composes a word, others' changes wait,
 * since writing into the field would break the word off. The browser's own undo knows nothing of what others wrote, so
 * the person's typing is taken back from the text's history instead.
 */
export const bindText = (
  field: HTMLTextAreaElement,
  text: SharedText,
  options: TextBindingOptions = {},
): (() => void) => {
  const maxLength = options.maxLength ?? MAX_NOTE_LENGTH
  const history = typingHistoryOf(text)
  /** Marks our own transactions. */
  const origin = Symbol('text binding')
  /** What the field held when both were last the same. */
  let base = plainText(text)
  let composing = false
  let waiting: (readonly DeltaStep[])[] = []

  const isFocused = (): boolean => field.ownerDocument.activeElement === field
  const showAll = (caret?: number): void => {
    const { selectionStart, selectionEnd } = field
    base = plainText(text)
    field.value = base
    if (isFocused()) field.setSelectionRange(caret ?? selectionStart, caret ?? selectionEnd)
  }
  field.value = base

  /** Takes what was typed into the shared text. */
  const take = (): void => {
    const caret = field.selectionEnd
    const typed = spliceBetween(base, field.value, caret)
    // Half a letter, which a broken program may have copied, would be another one for everybody else.
    const splice = typed && { ...typed, insert: typed.insert.replace(HALVES, '\uFFFD') }
    const deltas = waiting
    waiting = []
    const after = (index: number): number => placeAfter(index, base.length, deltas)
    if (splice && splice.insert.length > splice.remove) {
      if (text.length - splice.remove + splice.insert.length > maxLength) {
        // A part of it would be worse than nothing: whoever pastes would not see what is missing.
        showAll(after(splice.index + splice.remove))
        options.onRefused?.(splice.insert)
        options.onChange?.()
        return
      }
    }
    if (splice) {
      // How far behind the beginning of what was typed.
      const behind = Math.min(splice.insert.length, Math.max(0, caret - splice.index))
      const place = after(splice.index) + behind
      history.write(rebase(splice, base.length, deltas), origin)
      if (deltas.length === 0 && splice.insert === typed.insert) base = field.value
      else showAll(place)
      options.onRefused?.(null)
    } else if (deltas.length > 0) showAll(after(caret))
    options.onChange?.()
    if (splice) options.onTyped?.()
  }

  const turnBack = (turn: 'undo' | 'redo'): void => {
    if (field.readOnly) return
    const index = turn === 'undo' ? history.undo() : history.redo()
    if (index === null) return
    field.setSelectionRange(index, index)
    options.onTyped?.()
    options.onTurnedBack?.(index)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const turn = turnOf(event)
    if (!turn) return
    event.preventDefault()
    event.stopPropagation()
    turnBack(turn)
  }
  /** The same from a menu, or by shaking a phone. */
  const onBeforeInput = (event: InputEvent): void => {
    const turn = TURNS[event.inputType]
    if (!turn || composing) return
    event.preventDefault()
    turnBack(turn)
  }
  const onInput = (event: Event): void => {
    if (composing) return
    const turn = event instanceof InputEvent ? TURNS[event.inputType] : undefined
    if (turn) {
      // A browser that did not ask before: what it has put back may be what others have changed since.
      showAll()
      turnBack(turn)
    } else take()
  }
  const onCompositionStart = (): void => {
    composing = true
  }
  const onCompositionEnd = (): void => {
    composing = false
    take()
  }

  const follow = (event: TextEvent & { readonly delta: readonly DeltaStep[] }): void => {
    // The browser writes line ends its own way; places would not agree.
    if (base.includes('\r') || plainText(text).includes('\r')) {
      showAll()
      return
    }
    const caret = carryIndices(text, event, [field.selectionStart, field.selectionEnd])
    let at = 0
    for (const step of event.delta) {
      if (step.retain !== undefined) at += step.retain
      else if (step.delete !== undefined) field.setRangeText('', at, at + step.delete, 'preserve')
      else if (typeof step.insert === 'string') {
        field.setRangeText(step.insert, at, at, 'preserve')
        at += step.insert.length
      }
    }
    base = plainText(text)
    if (field.value !== base) showAll()
    const [start = 0, end = 0] = caret
    if (isFocused() && (field.selectionStart !== start || field.selectionEnd !== end))
      field.setSelectionRange(start, end, field.selectionDirection)
  }
  const onShared = (
    event: TextEvent & { readonly delta: readonly DeltaStep[] },
    transaction: { readonly origin: unknown },
  ): void => {
    if (transaction.origin === origin) return
    if (composing) waiting = [...waiting, event.delta]
    else {
      follow(event)
      options.onChange?.()
    }
  }

  field.addEventListener('keydown', onKeyDown)
  field.addEventListener('beforeinput', onBeforeInput)
  field.addEventListener('input', onInput)
  field.addEventListener('compositionstart', onCompositionStart)
  field.addEventListener('compositionend', onCompositionEnd)
  text.observe(onShared)
  return () => {
    // A word still being composed is the person's: it goes in before the field does.
    if (composing) onCompositionEnd()
    text.unobserve(onShared)
    field.removeEventListener('keydown', onKeyDown)
    field.removeEventListener('beforeinput', onBeforeInput)
    field.removeEventListener('input', onInput)
    field.removeEventListener('compositionstart', onCompositionStart)
    field.removeEventListener('compositionend', onCompositionEnd)
  }
}
