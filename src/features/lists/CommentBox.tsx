import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  on,
  onCleanup,
  onMount,
  Show,
  type JSX,
} from 'solid-js'
import { MAX_COMMENT_LENGTH } from '../../doc/limits.ts'
import { areDraftsHere, draftsHere, saveNow } from '../../drafts/draftSaving.ts'
import { keepDraft, readDraft } from '../../drafts/drafts.ts'
import { matchOptions, type Option } from '../../ui/matchOptions.ts'
import { MentionList } from './MentionList.tsx'
import { mentionAt } from './mentions.ts'

/** Without a key for this long a person is thinking, not writing. */
const WRITING_MS = 6_000

/** Where a comment is written. What is half written stays, also when the sheet is left. */
export const CommentBox = (props: {
  readonly label: string
  /** Names the draft: list, paper, and the comment answered. */
  readonly place: string
  /** Whom an "@" may speak to. */
  readonly members: readonly Option[]
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
  /** The device does not keep what is written here: leaving would lose it. */
  const [unkept, setUnkept] = createSignal(false)
  const [field, setField] = createSignal<HTMLTextAreaElement>()
  /** Whose draft is in the field. */
  let placeShown = ''
  /** What was typed last since then; `null`: nothing yet. */
  let lastTyped: object | null = null
  let clock: ReturnType<typeof setTimeout> | undefined
  /** The name that is being typed behind an "@". */
  const [naming, setNaming] = createSignal<ReturnType<typeof mentionAt>>(null)
  const [at, setAt] = createSignal(0)
  const found = createMemo(() => {
    const named = naming()
    return named ? matchOptions(props.members, named.query) : []
  })
  const lookForName = (): void => {
    const element = field()
    if (!element || element.selectionStart !== element.selectionEnd) return void setNaming(null)
    setNaming(mentionAt(element.value, element.selectionStart))
    setAt(0)
  }
  const pick = (memberId: string): void => {
    const named = naming()
    const element = field()
    const chosen = props.members.find((member) => member.id === memberId)
    if (!named || !element || !chosen) return
    const said = `@${chosen.label} `
    const rest = text().slice(element.selectionStart)
    write(text().slice(0, named.from) + said + rest.replace(/^ /u, ''))
    setNaming(null)
    element.value = text()
    element.setSelectionRange(named.from + said.length, named.from + said.length)
  }

  createEffect(
    on(
      () => props.place,
      (place) => {
        let isOver = false
        const offer = (): void => {
          setText(readDraft(place))
          fit()
        }
        placeShown = place
        lastTyped = null
        offer()
        setUnkept(false)
        if (areDraftsHere()) return
        onCleanup(() => (isOver = true))
        void draftsHere.then(() => {
          // Whoever began to write meanwhile is offered it the next time.
          if (!isOver && !lastTyped) offer()
        })
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
  const keep = (value: string): void => {
    const typed = (lastTyped = {})
    keepDraft(placeShown, value, (kept) => {
      if (typed === lastTyped) setUnkept(!kept)
    })
  }
  const write = (value: string): void => {
    setText(value)
    keep(value)
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
    const place = placeShown
    lastTyped = {}
    setText('')
    setUnkept(false)
    rest()
    queueMicrotask(fit)
    props.onSend(said)
    // Last: words that are in both places are better than in none.
    keepDraft(place, '')
    field()?.focus()
  }
  /** True where the key chose a name, or went through them. */
  const chooses = (event: KeyboardEvent): boolean => {
    const options = found()
    if (options.length === 0) return false
    const chosen = options[at()]
    if (event.key === 'ArrowDown') setAt((at() + 1) % options.length)
    else if (event.key === 'ArrowUp') setAt((at() + options.length - 1) % options.length)
    else if (event.key === 'Escape') setNaming(null)
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey && chosen)
      pick(chosen.id)
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    if (chooses(event)) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
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
      <div class="comment-field">
        <textarea
          id={id}
          ref={setField}
          class="field"
          rows={1}
          placeholder={props.label}
          maxlength={MAX_COMMENT_LENGTH}
          value={text()}
          aria-autocomplete="list"
          aria-controls={found().length > 0 ? `${id}-members` : undefined}
          aria-activedescendant={found().length > 0 ? `${id}-members-${at()}` : undefined}
          onInput={(event) => {
            write(event.currentTarget.value)
            lookForName()
          }}
          onClick={lookForName}
          onKeyDown={onKeyDown}
          onBlur={() => {
            saveNow()
            setNaming(null)
            if (clock !== undefined) rest()
          }}
        />
        <Show when={found().length > 0}>
          <MentionList id={`${id}-members`} options={found()} at={at()} onPick={pick} />
        </Show>
      </div>
      <div role="status">
        <Show when={unkept()}>
          <p class="comment-unkept">
            This device has no room for this unfinished comment, or its disk does not answer. Send it before
            you leave, or it may be lost.
          </p>
        </Show>
      </div>
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
