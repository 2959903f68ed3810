import './editInPlace.css'
import { createSignal, onCleanup, Show, untrack, type JSX } from 'solid-js'

/**
 * Text that becomes a field when it is pressed. Enter or leaving the field keeps the words, also where the page is left,
 * Escape drops them; then the focus is back on the text. What others make of the text meanwhile does not touch the field.
 */
export const EditInPlace = (props: {
  readonly value: string
  /** What the field holds: "Name of the list". */
  readonly label: string
  readonly onSave: (value: string) => void
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
  const edit = (): void => {
    if (props.fixed || untrack(editing)) return
    setBegun(untrack(() => props.value))
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
    if (focus) queueMicrotask(focusText)
  }
  const save = (text: string): void => {
    const tidy = text.trim()
    if (tidy === begun().trim() || (props.needed && tidy === '')) return
    setBegun(tidy)
    if (tidy !== props.value) props.onSave(tidy)
  }
  const setUp = (field: HTMLInputElement | HTMLTextAreaElement): void => {
    // Once: what others make of the text must not wipe what is being typed.
    field.value = untrack(begun)
    queueMicrotask(() => {
      field.focus()
      field.select()
    })
    // No field is left when its page is. First in line: the document's store writes its last on the same event.
    const keep = (): void => save(field.value)
    const onHide = (): void => {
      if (document.visibilityState === 'hidden') keep()
    }
    addEventListener('pagehide', keep, true)
    document.addEventListener('visibilitychange', onHide)
    onCleanup(() => {
      removeEventListener('pagehide', keep, true)
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
          onKeyDown={onKeyDown}
          onBlur={(event) => finish(event.currentTarget.value, false)}
        />
      </Show>
      <Show when={props.value !== begun()}>
        <small class="in-place-other" role="status">
          Changed elsewhere meanwhile: “{props.value}”. Escape keeps that.
        </small>
      </Show>
    </Show>
  )
}
