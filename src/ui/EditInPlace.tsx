import './editInPlace.css'
import { createSignal, onCleanup, Show, untrack, type JSX } from 'solid-js'
import { forgetTyped, keepTyped, readTyped, type Typed } from '../drafts/typedFields.ts'
import { clip } from '../lib/text.ts'
import { createDraftAt } from './draftAt.ts'

/** Letters of what is not saved that stand under the text: enough to know it by; the field has all. */
const MAX_SHOWN = 80

/**
 * Text that becomes a field when it is pressed. Enter or leaving the field keeps the words, also where the page is left,
 * Escape drops them; then the focus is back on the text. What others make of the text meanwhile does not touch the field.
 * Words that were in the field when the browser was killed are told under the text, to go on with or to drop: nothing is
 * written over what stands there without being asked.
 */
export const EditInPlace = (props: {
  readonly value: string
  /** What the field holds: "Name of the list". */
  readonly label: string
  readonly onSave: (value: string) => void
  /** Names the draft: what is edited, and of what. */
  readonly place: string
  /** Only text, nothing to press. */
  readonly fixed?: boolean
  /** Shown where there is no text yet. */
  readonly placeholder?: string
  readonly multiline?: boolean
  readonly maxLength: number
  /** Keeps what was there rather than saving nothing. */
  readonly needed?: boolean
  readonly tabIndex?: number
  /** Opens the field from elsewhere, a menu for instance. */
  readonly ref?: (edit: () => void) => void
}): JSX.Element => {
  const [editing, setEditing] = createSignal(false)
  const [button, setButton] = createSignal<HTMLButtonElement>()
  /** What the field began with, or was kept last: only words that differ from it are the person's. */
  const [begun, setBegun] = createSignal('')
  /** What was typed here and is neither saved nor dropped. */
  const draft = createDraftAt<Typed<'text'> | null>(
    () => props.place,
    (place) => readTyped(place, ['text']),
    null,
  )
  /** The device does not keep what is typed: leaving would lose it. */
  const [unkept, setUnkept] = createSignal(false)
  const waiting = (): Typed<'text'> | null => {
    const found = draft()
    return found && !props.fixed && found.now.text.trim() !== props.value ? found : null
  }
  const edit = (): void => {
    if (props.fixed || untrack(editing)) return
    setBegun(untrack(() => waiting()?.first.text ?? props.value))
    setUnkept(false)
    setEditing(true)
  }
  // reason: the parent keeps the function, which reads the props when it is called
  // oxlint-disable-next-line solid/reactivity
  props.ref?.(edit)

  const focusText = (): void => button()?.focus()
  const finish = (text: string | null, focus: boolean): void => {
    if (!editing()) return
    setEditing(false)
    if (text !== null) save(text)
    // Last: words that are in both places are better than in none.
    if (!props.fixed) forgetTyped(props.place)
    if (focus) queueMicrotask(focusText)
  }
  const save = (text: string): void => {
    const tidy = text.trim()
    if (tidy === begun().trim() || (props.needed && tidy === '')) return
    setBegun(tidy)
    if (tidy !== props.value) props.onSave(tidy)
  }
  const keep = (text: string): void => {
    const isNone = text.trim() === begun().trim() || (props.needed && text.trim() === '')
    const first = { text: begun() }
    keepTyped(props.place, { now: isNone ? first : { text }, first }, (kept) => setUnkept(!kept))
  }
  const drop = (): void => {
    forgetTyped(props.place)
    focusText()
  }
  const setUp = (field: HTMLInputElement | HTMLTextAreaElement): void => {
    // Once: what others make of the text must not wipe what is being typed.
    const before = untrack(waiting)
    field.value = before?.now.text ?? untrack(begun)
    queueMicrotask(() => {
      field.focus()
      // What one began to type is gone on with; the next letter must not wipe it.
      if (before) field.setSelectionRange(field.value.length, field.value.length)
      else field.select()
    })
    // No field is left when its page is. First in line: the document's store writes its last on the same event.
    const leave = (): void => {
      save(field.value)
      if (!props.fixed) forgetTyped(props.place)
    }
    const onHide = (): void => {
      if (document.visibilityState === 'hidden') leave()
    }
    addEventListener('pagehide', leave, true)
    document.addEventListener('visibilitychange', onHide)
    onCleanup(() => {
      removeEventListener('pagehide', leave, true)
      document.removeEventListener('visibilitychange', onHide)
    })
  }
  const onKeyDown = (
    event: KeyboardEvent & { currentTarget: HTMLInputElement | HTMLTextAreaElement },
  ): void => {
    if (event.isComposing) return
    if (event.key === 'Escape') finish(null, true)
    else if (event.key === 'Enter' && !(props.multiline && event.shiftKey))
      finish(event.currentTarget.value, true)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const rest = (): JSX.Element => (
    <Show when={!props.fixed} fallback={<span>{props.value}</span>}>
      <button
        ref={setButton}
        type="button"
        class="in-place"
        classList={{ none: props.value === '' }}
        title={`Change: ${props.label.toLowerCase()}`}
        tabindex={props.tabIndex}
        onClick={edit}
      >
        <span>{props.value || props.placeholder}</span>
      </button>
      <Show when={waiting()}>
        {(found) => (
          <small class="in-place-draft" role="group" aria-label={`${props.label}: not saved`}>
            <span>
              <b>Not saved yet:</b>{' '}
              {found().now.text.trim() === ''
                ? 'nothing in its place'
                : `“${clip(found().now.text, MAX_SHOWN)}”`}
            </span>{' '}
            <button type="button" tabindex={props.tabIndex} onClick={edit}>
              Go on
            </button>{' '}
            <button type="button" tabindex={props.tabIndex} onClick={drop}>
              Drop it
            </button>
          </small>
        )}
      </Show>
    </Show>
  )
  return (
    <Show when={editing()} fallback={rest()}>
      <Show
        when={props.multiline}
        fallback={
          <input
            ref={(field) => setUp(field)}
            type="text"
            class="in-place-field"
            aria-label={props.label}
            maxlength={props.maxLength}
            onInput={(event) => keep(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            onBlur={(event) => finish(event.currentTarget.value, false)}
          />
        }
      >
        <textarea
          ref={(field) => setUp(field)}
          class="in-place-field"
          rows={3}
          aria-label={props.label}
          maxlength={props.maxLength}
          onInput={(event) => keep(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={(event) => finish(event.currentTarget.value, false)}
        />
      </Show>
      <Show when={props.value !== begun()}>
        <small class="in-place-other" role="status">
          Changed elsewhere meanwhile: “{props.value}”. Escape keeps that.
        </small>
      </Show>
      <Show when={unkept()}>
        <small class="in-place-other bad" role="status">
          This device does not keep what is typed here: save it before you leave.
        </small>
      </Show>
    </Show>
  )
}
