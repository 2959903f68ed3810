import { createSignal, untrack, type JSX } from 'solid-js'
import { TextField } from './TextField.tsx'

/** What a feed is called and what is in it, to be written anew. */
export const FeedWordsForm = (props: {
  readonly title: string
  readonly about: string
  /** In UTF-16 units. */
  readonly limits: { readonly title: number; readonly about: number }
  /** What is done with the words. */
  readonly act: string
  /** Nothing can be done with them yet. */
  readonly waiting?: boolean
  /** Answers what is wrong, as a sentence. */
  readonly onAct: (words: {
    readonly title: string
    readonly about: string
  }) => string | null | Promise<string | null>
  /** What leads away without doing anything. */
  readonly back: string
  readonly onBack: () => void
  /** Between the fields and the buttons. */
  readonly children?: JSX.Element
}): JSX.Element => {
  const [title, setTitle] = createSignal(untrack(() => props.title))
  const [about, setAbout] = createSignal(untrack(() => props.about))
  const [busy, setBusy] = createSignal(false)
  const [fault, setFault] = createSignal<string | null>(null)
  const act = async (): Promise<void> => {
    if (busy() || props.waiting) return
    setBusy(true)
    setFault(null)
    const wrong = await props.onAct({ title: title(), about: about() })
    setBusy(false)
    setFault(wrong)
  }
  return (
    <form
      novalidate
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void act()
      }}
    >
      <TextField
        label="Name of the feed"
        value={title()}
        onInput={setTitle}
        maxLength={props.limits.title}
        error={fault()}
        focused
        required
      />
      <TextField
        label="What is in it? (may stay empty)"
        value={about()}
        onInput={setAbout}
        multiline
        rows={2}
        maxLength={props.limits.about}
      />
      {props.children}
      <div class="dialog-acts">
        <button type="button" class="btn" onClick={() => props.onBack()}>
          {props.back}
        </button>
        <button type="submit" class="btn pri" aria-disabled={busy() || (props.waiting ?? false)}>
          {props.act}
        </button>
      </div>
    </form>
  )
}
