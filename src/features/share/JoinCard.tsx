import { createEffect, createSignal, Match, onMount, Show, Switch, untrack, type JSX } from 'solid-js'
import { MAX_NAME_LENGTH } from '../../domain/member.ts'
import { count } from '../../lib/text.ts'
import type { JoinPreview } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { ColourPicker } from '../../ui/ColourPicker.tsx'
import { Face } from '../../ui/Face.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { TextField } from '../../ui/TextField.tsx'

const HEADINGS = {
  connecting: 'Looking for the list…',
  waiting: 'Not here yet',
  ready: 'Not here yet',
  moved: 'This list has moved',
} as const

/** More names than this are a number. */
const MAX_NAMES = 6

const peopleSentence = (names: readonly string[]): string => {
  const known = names.map((name) => name || 'someone without a name')
  if (known.length === 0) return 'Nobody has put a name to it yet.'
  const shown = known.slice(0, MAX_NAMES).join(', ')
  const rest = known.length - MAX_NAMES
  return rest > 0 ? `With ${shown} and ${count(rest, 'other', 'others')}.` : `With ${shown}.`
}

/** What a link leads to, who I am in it, and the button that joins. */
export const JoinCard = (props: {
  readonly preview: JoinPreview
  readonly onJoined: (listId: string) => void
  readonly onOther: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const profile = untrack(() => carrel.library.profile())
  const [name, setName] = createSignal(profile.name ?? '')
  const list = () => props.preview.list()
  const [chosen, setChosen] = createSignal<number | null>(null)
  /** Who never said a colour gets one that tells them from the others. */
  const colour = () =>
    chosen() ?? (profile.name === null ? (list()?.freeColour ?? profile.colour) : profile.colour)
  const [fault, setFault] = createSignal<string | null>(null)
  /** Said Join before the list was there: it happens by itself when it comes. */
  const [eager, setEager] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [heading, setHeading] = createSignal<HTMLElement>()
  const [form, setForm] = createSignal<HTMLFormElement>()
  onMount(() => heading()?.focus({ preventScroll: true }))

  const moved = () => props.preview.phase() === 'moved'
  const reads = () => props.preview.role === 'reader'

  const join = async (): Promise<void> => {
    if (busy()) return
    setFault(null)
    setBusy(true)
    const done = await carrel.lists.join(props.preview, { name: name(), colour: colour() })
    setBusy(false)
    setEager(false)
    if (done.ok) props.onJoined(done.value)
    else setFault(done.error)
  }
  createEffect(() => {
    if (eager() && props.preview.phase() === 'ready') void join()
  })
  const press = (): void => {
    if (!reads() && name().trim() === '') {
      setFault('Type a name, so that the others know who you are.')
      form()?.querySelector('input')?.focus()
      return
    }
    setFault(null)
    if (props.preview.phase() === 'ready') void join()
    else setEager(true)
  }

  return (
    <>
      <p class="join-kind">
        <Icon name={reads() ? 'lock' : 'list'} small />
        {reads() ? 'A reading list you may read' : 'A reading list shared with you'}
      </p>
      <h1 ref={setHeading} tabindex={-1}>
        <Show when={list()} fallback={HEADINGS[props.preview.phase()]}>
          {(found) => <>{found().title || 'A list without a name'}</>}
        </Show>
      </h1>
      <p class="by" aria-live="polite">
        <Switch>
          <Match when={list()}>
            {(found) => (
              <>
                {count(found().papers, 'paper', 'papers')}. {peopleSentence(found().members)}
              </>
            )}
          </Match>
          <Match when={props.preview.phase() === 'connecting'}>
            The link is good. Asking for what it holds.
          </Match>
          <Match when={moved()}>
            This link leads to an address the list has left, so that it opens nothing any more. Ask whoever
            sent it for the new link.
          </Match>
          <Match when={carrel.status().connected}>
            The link is good, but the list has not arrived yet: the device it was made on has to be online
            once. Keep this page open: it goes on by itself.
          </Match>
          <Match when={true}>
            The link is good, but what it holds has to come over the network, and there is none right now.
            Keep this page open: it goes on by itself.
          </Match>
        </Switch>
      </p>
      <Show
        when={!moved()}
        fallback={
          <div class="join-acts">
            <button type="button" class="btn pri" onClick={() => props.onOther()}>
              Another link
            </button>
          </div>
        }
      >
        <form
          ref={setForm}
          novalidate
          class="stack join-form"
          onSubmit={(event) => {
            event.preventDefault()
            press()
          }}
        >
          <Show when={!reads()}>
            <div class="join-me">
              <Face name={name() || '?'} colour={colour()} large />
              <TextField
                label="Your name"
                value={name()}
                onInput={setName}
                maxLength={MAX_NAME_LENGTH}
                autocomplete="name"
                placeholder="How the others know you"
                error={fault()}
                required
              />
            </div>
            <ColourPicker label="Your colour" value={colour()} onChange={setChosen} />
          </Show>
          <Show when={reads() && fault()}>
            {(sentence) => (
              <p class="share-note" role="alert">
                {sentence()}
              </p>
            )}
          </Show>
          <div class="join-acts">
            <button type="submit" class="btn pri" aria-disabled={busy() || eager()}>
              {reads()
                ? eager()
                  ? 'Opens as soon as it is here…'
                  : 'Open the list'
                : eager()
                  ? 'Joins as soon as it is here…'
                  : 'Join'}
            </button>
            <Show
              when={eager()}
              fallback={
                <button type="button" class="btn" onClick={() => props.onOther()}>
                  Another link
                </button>
              }
            >
              <button type="button" class="btn" onClick={() => setEager(false)}>
                Wait, not yet
              </button>
            </Show>
          </div>
          <p class="share-note">
            {reads()
              ? 'You will see the papers and what is said about them, and nobody there sees you. This link does not let you change anything; what you save, tag, read and note stays yours alone.'
              : 'You can add papers, vote and comment. What you save, read and note elsewhere stays yours alone.'}
          </p>
        </form>
      </Show>
    </>
  )
}
