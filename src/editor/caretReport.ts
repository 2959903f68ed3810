import type { SharedText } from '../doc/sharedText.ts'
import { placeAt, printPlace } from '../doc/textPlaces.ts'
import { CARET_MS } from './limits.ts'

/** Where somebody is in a text: the ends of what they have selected, as places that hold while others write. */
export interface SaidCaret {
  /** Where the selection began, and where the caret is. */
  readonly anchor: string
  readonly head: string
}

/**
 * Says where the caret of a field is whenever that changes, at most every {@link CARET_MS}; `null` when the person is
 * elsewhere. What others write does not move it, so nothing is said then. Returns how to stop.
 */
export const reportCaret = (
  field: HTMLTextAreaElement,
  text: SharedText,
  say: (caret: SaidCaret | null) => void,
): (() => void) => {
  let said = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  let composing = false

  const tell = (caret: SaidCaret | null): void => {
    const printed = caret ? `${caret.anchor} ${caret.head}` : ''
    if (printed === said) return
    said = printed
    say(caret)
  }
  const look = (): void => {
    timer = undefined
    // What is being composed is not in the text yet.
    if (composing || field.ownerDocument.activeElement !== field) return
    const { selectionStart, selectionEnd, selectionDirection } = field
    const [start, end] = [selectionStart, selectionEnd].map((index) => printPlace(placeAt(text, index)))
    if (start === undefined || end === undefined) return
    tell(selectionDirection === 'backward' ? { anchor: end, head: start } : { anchor: start, head: end })
  }
  const lookSoon = (): void => {
    timer ??= setTimeout(look, CARET_MS)
  }
  const onFocus = (): void => {
    // The browser puts the caret where it was clicked a moment after the focus.
    queueMicrotask(lookSoon)
  }
  const onBlur = (): void => {
    clearTimeout(timer)
    timer = undefined
    tell(null)
  }
  const onCompositionStart = (): void => {
    composing = true
  }
  const onCompositionEnd = (): void => {
    composing = false
    lookSoon()
  }
  const onSelectionChange = (): void => {
    if (field.ownerDocument.activeElement === field) lookSoon()
  }

  const moves = ['input', 'keyup', 'pointerup', 'select'] as const
  for (const name of moves) field.addEventListener(name, lookSoon)
  field.addEventListener('focus', onFocus)
  field.addEventListener('blur', onBlur)
  field.addEventListener('compositionstart', onCompositionStart)
  field.addEventListener('compositionend', onCompositionEnd)
  field.ownerDocument.addEventListener('selectionchange', onSelectionChange)
  if (field.ownerDocument.activeElement === field) lookSoon()
  return () => {
    onBlur()
    for (const name of moves) field.removeEventListener(name, lookSoon)
    field.removeEventListener('focus', onFocus)
    field.removeEventListener('blur', onBlur)
    field.removeEventListener('compositionstart', onCompositionStart)
    field.removeEventListener('compositionend', onCompositionEnd)
    field.ownerDocument.removeEventListener('selectionchange', onSelectionChange)
  }
}
