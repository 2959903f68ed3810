import { createEffect, createSignal, createUniqueId, on, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { MAX_COMMENT_LENGTH } from '../../doc/limits.ts'
import { keepDraft, readDraft } from './drafts.ts'

/** Without a key for this long a person is thinking, not writing. */
const WRITING_MS = 6_000

/** Where a comment is written. What is half written stays, also when the sheet is left. */
export const CommentBox = (props: {
  readonly label: string
  /** Names the draft: list, paper, and the comment answered. */
  readonly place: string
  readonly onSend: (text: string) => void
  readonly onWriting: (writing: boolean) => void
  /** A box that can be given up. */
  readonly onCancel?: () => void
  readonly focused?: boolean
  /** The box below all threads, as against one for an answer. */
  readonly main?: boolean
}): JSX.Element => {
  const id = createUniqueId()
  const [text, setText] = createSignal('')
  const [field, setField] = createSignal<HTMLTextAreaElement>()
  let clock: ReturnType<typeof setTimeout> | undefined

  createEffect(
    on(
      () => props.place,
      (place) => {
        setText(readDraft(place))
        fit()
      },
    ),
  )
  onMount(() => {
    fit()
    if (props.focused) field()?.focus()
  })
  const rest = (): void => {
    clearTimeout(clock)
    clock = undefined
    props.onWriting(false)
  }
  onCleanup(() => {
    if (clock !== undefined) rest()
  })
  const fit = (): void => {
    const element = field()
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight + 2}px`
  }
  const write = (value: string): void => {
    setText(value)
    keepDraft(props.place, value)
    fit()
    if (value.trim() === '') {
      rest()
      return
    }
    if (clock === undefined) props.onWriting(true)
    clearTimeout(clock)
    clock = setTimeout(rest, WRITING_MS)
  }
  const send = (): void => {
    const said = text().trim()
    if (said === '') return
    setText('')
    keepDraft(props.place, '')
    rest()
    queueMicrotask(fit)
    props.onSend(said)
    field()?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
    else if (event.key === 'Escape') {
      if (props.onCancel) props.onCancel()
      // Out of the field, to where the single keys work again.
      else field()?.closest<HTMLElement>('[tabindex="-1"]')?.focus({ preventScroll: true })
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="comment-box" classList={{ main: props.main === true }}>
      <label class="sr-only" for={id}>
        {props.label}
      </label>
      <textarea
        id={id}
        ref={setField}
        class="field"
        rows={1}
        placeholder={props.label}
        maxlength={MAX_COMMENT_LENGTH}
        value={text()}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => clock !== undefined && rest()}
      />
      <Show when={text().trim() !== '' || props.onCancel}>
        <div class="comment-acts">
          <Show when={props.onCancel}>
            <button type="button" class="btn" onClick={() => props.onCancel?.()}>
              Cancel
            </button>
          </Show>
          <button
            type="button"
            class="btn pri"
            disabled={text().trim() === ''}
            title="Ctrl Enter"
            onClick={send}
          >
            Comment
          </button>
        </div>
      </Show>
    </div>
  )
}
