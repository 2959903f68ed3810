import { Link } from '@tanstack/solid-router'
import { createEffect, createSignal, createUniqueId, Match, Show, Switch, untrack, type JSX } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import { squeeze } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { lookupsOf } from '../../state/lookups.ts'
import { DraftNote } from '../../ui/DraftNote.tsx'
import { createKeptFields, type KeptFields } from '../../ui/keptFields.ts'
import { LookupLine } from '../../ui/LookupLine.tsx'
import { RichText } from '../../ui/RichText.tsx'
import { MAX_HAND_TITLE } from './limits.ts'
import { planImport } from './planImport.ts'
import type { NamedPaper as Named } from './recognise.ts'

/** A paper named by its id: opened where it is known, added and looked up where it is not. */
export const NamedPaper = (props: {
  readonly named: Named
  /** What stood beside a single id. */
  readonly title: string | null
  readonly today: Day
  /** No button adds several at once. */
  readonly alone: boolean
  readonly onAdd: () => Promise<string | null>
}): JSX.Element => {
  const carrel = useCarrel()
  const lookups = lookupsOf(carrel)
  const [root, setRoot] = createSignal<HTMLDivElement>()
  const [problem, setProblem] = createSignal<string | null>(null)
  /** The feed has it before it is saved: until then it is not said to be here. */
  const [keeping, setKeeping] = createSignal(false)
  /** Made here, as it opens the field where a title was begun. */
  const typed = untrack(() => createKeptFields(`title of ${props.named.key}`, { title: '' }))
  const [byHand, setByHand] = createSignal(false)
  createEffect(() => {
    if (typed.restored()) setByHand(true)
  })
  const paper = () => (keeping() ? null : carrel.paper(props.named.key))
  const state = () => lookups()?.of(props.named.key) ?? null
  const saved = () => !keeping() && carrel.library.isSaved(props.named.key)
  const who = () => (lookups()?.on() === true ? (lookups()?.asks(props.named) ?? null) : null)

  const add = async (): Promise<void> => {
    const adding = props.onAdd()
    // The button that had the focus is gone.
    root()?.focus()
    setProblem(await adding)
  }
  return (
    <div class="add-answer" ref={setRoot} tabindex={-1}>
      <Switch>
        <Match when={paper()}>
          {(known) => (
            <>
              <p>
                <b>{props.named.label}</b> is here: <RichText text={known().title} />
              </p>
              <OpenIt named={props.named} primary />
            </>
          )}
        </Match>
        <Match when={state() ?? saved()}>
          <p>
            <b>{props.named.label}</b> is in your saved papers, without a title so far.
          </p>
          <Show when={state()}>
            {(one) => (
              <LookupLine
                type={one().type}
                words={one().words}
                about={props.named.label}
                onAgain={() => lookups()?.look(props.named)}
                onGiveUp={() => lookups()?.giveUp(props.named.key)}
              />
            )}
          </Show>
          <OpenIt named={props.named} />
        </Match>
        <Match when={who()}>
          {(name) => (
            <>
              <p>
                <b>{props.named.label}</b> is not on this device yet. Its title, authors and abstract come
                from {name()}, now or once there is a network.
              </p>
              <Show
                when={byHand()}
                fallback={
                  <div class="btns">
                    <button
                      type="button"
                      class="btn"
                      classList={{ pri: props.alone }}
                      onClick={() => void add()}
                    >
                      Add paper
                    </button>
                    <button type="button" class="btn" onClick={() => setByHand(true)}>
                      Type its title
                    </button>
                  </div>
                }
              >
                <ByHand {...props} typed={typed} onKeeping={setKeeping} onProblem={setProblem} />
              </Show>
            </>
          )}
        </Match>
        <Match when={lookups()}>
          <p>
            <b>{props.named.label}</b> is not on this device yet, and looking it up is switched off
            {lookups()?.on() === false ? ' at You' : ' on this server'}. With its title it goes to your saved
            papers, and its page and PDF are one tap away.
          </p>
          <ByHand {...props} typed={typed} onKeeping={setKeeping} onProblem={setProblem} />
        </Match>
      </Switch>
      <Show when={problem()}>
        {(sentence) => (
          <p class="add-refusal" role="alert">
            {sentence()}
          </p>
        )}
      </Show>
    </div>
  )
}

const OpenIt = (props: { readonly named: Named; readonly primary?: boolean }): JSX.Element => (
  <Link
    class="btn"
    classList={{ pri: props.primary === true }}
    to="/search/paper/$key"
    params={{ key: props.named.key }}
    search={{ q: props.named.arxivId ?? props.named.doi ?? '' }}
  >
    Open it
  </Link>
)

/** For who knows the title, or may not have it looked up. */
const ByHand = (props: {
  readonly named: Named
  readonly title: string | null
  readonly today: Day
  readonly onAdd: () => Promise<string | null>
  readonly onKeeping: (keeping: boolean) => void
  readonly onProblem: (sentence: string | null) => void
  readonly typed: KeptFields<'title'>
}): JSX.Element => {
  const carrel = useCarrel()
  const id = createUniqueId()
  const title = () => props.typed.of('title')
  const text = () => title() || props.title || ''

  let busy = false
  const keep = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const name = squeeze(text()).slice(0, MAX_HAND_TITLE)
    if (name === '') {
      props.onProblem('Type the title first: without one the paper could not be told from others.')
      return
    }
    if (busy) return
    busy = true
    props.onKeeping(true)
    const { arxivId, doi } = props.named
    // What another app shared beside the id is its word, and not the person's: a registry's counts before it.
    const source = title() === '' ? 'page' : 'hand'
    const ids = { ...(arxivId === undefined ? {} : { arxivId }), ...(doi === undefined ? {} : { doi }) }
    const snapshot = { source, title: name, ...ids } as const
    const outcome = await carrel.feed.importPapers(planImport(carrel.feed, [{ snapshot }], props.today))
    const problem = outcome.ok ? await props.onAdd() : outcome.error
    props.onProblem(problem)
    if (problem === null) props.typed.forget()
    props.onKeeping(false)
    busy = false
  }
  return (
    <form onSubmit={(event) => void keep(event)}>
      <DraftNote
        done="saved"
        restored={props.typed.restored()}
        unkept={props.typed.unkept()}
        onStartAgain={() => props.typed.startAgain()}
      />
      <label for={id}>Title</label>
      <div class="add-line">
        <input
          id={id}
          class="add-input"
          maxlength={MAX_HAND_TITLE}
          autocomplete="off"
          value={text()}
          onInput={(event) => props.typed.type('title', event.currentTarget.value)}
        />
        <button type="submit" class="btn pri">
          Save paper
        </button>
      </div>
    </form>
  )
}
