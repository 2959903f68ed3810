import { createSignal, untrack, type JSX } from 'solid-js'
import { DraftNote } from './DraftNote.tsx'
import { createKeptFields } from './keptFields.ts'
import { TextField } from './TextField.tsx'

/** What a feed is called and what is in it, to be written anew. */
export const FeedWordsForm = (props: {
  readonly title: string
  readonly about: string
  /** Of the draft under which the words outlive the page. */
  readonly place: string
  /** In UTF-16 units. */
  readonly limits: { readonly title: number; readonly about: number }
  /** What is done with the words. */
  readonly act: string
  /** What they are not before that: "published". */
  readonly done: string
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
  const fields = untrack(() => createKeptFields(props.place, { title: props.title, about: props.about }))
  const [busy, setBusy] = createSignal(false)
  const [fault, setFault] = createSignal<string | null>(null)
  const act = async (): Promise<void> => {
    if (busy() || props.waiting) return
    setBusy(true)
    setFault(null)
    const wrong = await props.onAct({ title: fields.of('title'), about: fields.of('about') })
    setBusy(false)
    if (wrong === null) fields.forget()
    else setFault(wrong)
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
      <DraftNote
        done={props.done}
        restored={fields.restored()}
        unkept={fields.unkept()}
        onStartAgain={fields.startAgain}
      />
      <TextField
        label="Name of the feed"
        value={fields.of('title')}
        onInput={(text) => fields.type('title', text)}
        maxLength={props.limits.title}
        error={fault()}
        focused
        required
      />
      <TextField
        label="What is in it? (may stay empty)"
        value={fields.of('about')}
        onInput={(text) => fields.type('about', text)}
        multiline
        rows={2}
        maxLength={props.limits.about}
      />
      {props.children}
      <div class="dialog-acts">
        <button
          type="button"
          class="btn"
          onClick={() => {
            fields.forget()
            props.onBack()
          }}
        >
          {props.back}
        </button>
        <button type="submit" class="btn pri" aria-disabled={busy() || (props.waiting ?? false)}>
          {props.act}
        </button>
      </div>
    </form>
  )
}
