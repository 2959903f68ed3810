import './editInPlace.css'
import { createSignal, Show, type JSX } from 'solid-js'

/**
 * Text that becomes a field when it is pressed. Enter or leaving the field keeps the words, Escape drops them; then the
 * focus is back on the text.
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
  const edit = (): void => {
    if (!props.fixed) setEditing(true)
  }
  // reason: the parent keeps the function, which reads the props when it is called
  // oxlint-disable-next-line solid/reactivity
  props.ref?.(edit)

  const focusText = (): void => button()?.focus()
  const finish = (text: string | null, focus: boolean): void => {
    if (!editing()) return
    setEditing(false)
    const tidy = text?.trim() ?? null
    if (tidy !== null && tidy !== props.value && !(props.needed && tidy === '')) props.onSave(tidy)
    if (focus) queueMicrotask(focusText)
  }
  const setUp = (field: HTMLInputElement | HTMLTextAreaElement): void => {
    queueMicrotask(() => {
      field.focus()
      field.select()
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
            ref={setUp}
            type="text"
            class="in-place-field"
            aria-label={props.label}
            value={props.value}
            maxlength={props.maxLength}
            onKeyDown={onKeyDown}
            onBlur={(event) => finish(event.currentTarget.value, false)}
          />
        }
      >
        <textarea
          ref={setUp}
          class="in-place-field"
          rows={3}
          aria-label={props.label}
          value={props.value}
          maxlength={props.maxLength}
          onKeyDown={onKeyDown}
          onBlur={(event) => finish(event.currentTarget.value, false)}
        />
      </Show>
    </Show>
  )
}
