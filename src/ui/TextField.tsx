import './textField.css'
import { createUniqueId, onMount, Show, type JSX } from 'solid-js'

/** A labelled field of one line or several. */
export const TextField = (props: {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly multiline?: boolean
  readonly rows?: number
  readonly placeholder?: string
  /** In UTF-16 units. */
  readonly maxLength?: number
  /** A quiet line below. */
  readonly hint?: string
  /** What is wrong; said aloud when it appears. */
  readonly error?: string | null
  readonly focused?: boolean
  readonly required?: boolean
  readonly autocomplete?: string
  /** Enter in a field of one line. */
  readonly onEnter?: () => void
}): JSX.Element => {
  const id = createUniqueId()
  let field: HTMLInputElement | HTMLTextAreaElement | undefined
  onMount(() => {
    if (props.focused) field?.focus()
  })
  const described = () => {
    const ids = [props.hint ? `${id}-hint` : '', props.error ? `${id}-error` : ''].filter(Boolean)
    return ids.length > 0 ? ids.join(' ') : undefined
  }
  return (
    <div class="text-field">
      <label for={id}>{props.label}</label>
      <Show
        when={props.multiline}
        fallback={
          <input
            id={id}
            ref={(element) => (field = element)}
            type="text"
            value={props.value}
            placeholder={props.placeholder}
            maxlength={props.maxLength}
            required={props.required}
            autocomplete={props.autocomplete ?? 'off'}
            aria-invalid={props.error ? 'true' : undefined}
            aria-describedby={described()}
            onInput={(event) => props.onInput(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.isComposing || !props.onEnter) return
              event.preventDefault()
              props.onEnter()
            }}
          />
        }
      >
        <textarea
          id={id}
          ref={(element) => (field = element)}
          rows={props.rows ?? 3}
          value={props.value}
          placeholder={props.placeholder}
          maxlength={props.maxLength}
          required={props.required}
          aria-invalid={props.error ? 'true' : undefined}
          aria-describedby={described()}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      </Show>
      <Show when={props.hint}>
        <span class="hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      </Show>
      <Show when={props.error}>
        <span class="error" id={`${id}-error`} role="alert">
          {props.error}
        </span>
      </Show>
    </div>
  )
}
