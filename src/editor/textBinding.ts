import type { SharedText } from '../doc/sharedText.ts'
import { MAX_NOTE_LENGTH } from './limits.ts'
import { rebase, spliceBetween, type DeltaStep, type Splice } from './splice.ts'

/**
 * Keeps a text area and a shared text the same, both ways, until the returned function is called. Typing becomes the
 * smallest change; others' changes move the caret along. While an input method composes a word, others' changes wait,
 * since writing into the field would break the word off.
 */
export const bindText = (
  field: HTMLTextAreaElement,
  text: SharedText,
  options: { readonly maxLength?: number; readonly onChange?: () => void } = {},
): (() => void) => {
  const maxLength = options.maxLength ?? MAX_NOTE_LENGTH
  /** Marks our own transactions. */
  const origin = Symbol('text binding')
  /** What the field held when both were last the same. */
  let base = text.toString()
  let composing = false
  let waiting: (readonly DeltaStep[])[] = []

  const showAll = (): void => {
    const { selectionStart, selectionEnd } = field
    base = text.toString()
    field.value = base
    if (field.ownerDocument.activeElement === field) field.setSelectionRange(selectionStart, selectionEnd)
  }
  field.maxLength = maxLength
  field.value = base

  const write = (splices: readonly Splice[]): void => {
    const apply = (): void => {
      for (const { index, remove, insert } of splices) {
        if (remove > 0) text.delete(index, remove)
        if (insert) text.insert(index, insert)
      }
    }
    if (text.doc) text.doc.transact(apply, origin)
    else apply()
  }

  /** Takes what was typed into the shared text. */
  const take = (): void => {
    const splice = spliceBetween(base, field.value, field.selectionEnd)
    const deltas = waiting
    waiting = []
    if (splice) {
      const room = maxLength - (text.length - splice.remove)
      const fitting = { ...splice, insert: splice.insert.slice(0, Math.max(0, room)) }
      write(rebase(fitting, base.length, deltas))
      if (deltas.length === 0 && fitting.insert === splice.insert) base = field.value
      else showAll()
    } else if (deltas.length > 0) showAll()
    options.onChange?.()
  }

  const onInput = (): void => {
    if (!composing) take()
  }
  const onCompositionStart = (): void => {
    composing = true
  }
  const onCompositionEnd = (): void => {
    composing = false
    take()
  }

  const follow = (delta: readonly DeltaStep[]): void => {
    // The browser writes line ends its own way; places would not agree.
    if (base.includes('\r') || text.toString().includes('\r')) {
      showAll()
      return
    }
    let at = 0
    for (const step of delta) {
      if (step.retain !== undefined) at += step.retain
      else if (step.delete !== undefined) field.setRangeText('', at, at + step.delete, 'preserve')
      else if (typeof step.insert === 'string') {
        field.setRangeText(step.insert, at, at, 'preserve')
        at += step.insert.length
      }
    }
    base = text.toString()
    if (field.value !== base) showAll()
  }
  const onShared = (
    event: { readonly delta: readonly DeltaStep[] },
    transaction: { readonly origin: unknown },
  ): void => {
    if (transaction.origin === origin) return
    if (composing) waiting = [...waiting, event.delta]
    else {
      follow(event.delta)
      options.onChange?.()
    }
  }

  field.addEventListener('input', onInput)
  field.addEventListener('compositionstart', onCompositionStart)
  field.addEventListener('compositionend', onCompositionEnd)
  text.observe(onShared)
  return () => {
    // A word still being composed is the person's: it goes in before the field does.
    if (composing) onCompositionEnd()
    text.unobserve(onShared)
    field.removeEventListener('input', onInput)
    field.removeEventListener('compositionstart', onCompositionStart)
    field.removeEventListener('compositionend', onCompositionEnd)
  }
}
