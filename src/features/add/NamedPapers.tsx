import { Link } from '@tanstack/solid-router'
import { createSignal, createUniqueId, For, Show, type JSX } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import { squeeze } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { RichText } from '../../ui/RichText.tsx'
import { MAX_HAND_TITLE } from './limits.ts'
import type { NamedPaper } from './recognise.ts'

/** Papers named by id: those known here are opened, the others can be kept under a title of the person's own. */
export const NamedPapers = (props: {
  readonly papers: readonly NamedPaper[]
  /** What stood beside a single id. */
  readonly title: string | null
  readonly today: Day
}): JSX.Element => (
  <ul class="add-named">
    <For each={props.papers}>
      {(named) => (
        <li>
          <Named named={named} title={props.title} today={props.today} />
        </li>
      )}
    </For>
  </ul>
)

const Named = (props: {
  readonly named: NamedPaper
  readonly title: string | null
  readonly today: Day
}): JSX.Element => {
  const carrel = useCarrel()
  const id = createUniqueId()
  const [title, setTitle] = createSignal('')
  const [problem, setProblem] = createSignal<string | null>(null)
  const text = () => title() || props.title || ''
  const paper = () => carrel.paper(props.named.key)

  const keep = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const name = squeeze(text()).slice(0, MAX_HAND_TITLE)
    if (name === '') {
      setProblem('Type the title first: without one the paper could not be told from others.')
      return
    }
    const { key, arxivId, doi } = props.named
    const snapshot = {
      source: 'hand',
      title: name,
      ...(arxivId === undefined ? {} : { arxivId }),
      ...(doi === undefined ? {} : { doi }),
    } as const
    const outcome = await carrel.feed.importPapers(carrel.feed.planImport([{ snapshot }], props.today))
    setProblem(outcome.ok ? null : outcome.error)
    if (outcome.ok) carrel.library.save(key)
  }
  return (
    <Show
      when={paper()}
      fallback={
        <form class="add-answer" onSubmit={(event) => void keep(event)}>
          <p>
            <b>{props.named.label}</b> is not on this device yet. Carrel does not look papers up by itself so
            far, so it keeps what you tell it: with the title, the paper goes to Saved, and its page and PDF
            are one tap away.
          </p>
          <label for={id}>Title</label>
          <div class="add-line">
            <input
              id={id}
              class="add-input"
              maxlength={MAX_HAND_TITLE}
              autocomplete="off"
              aria-describedby={problem() === null ? undefined : `${id}-problem`}
              aria-invalid={problem() === null ? undefined : 'true'}
              value={text()}
              onInput={(event) => setTitle(event.currentTarget.value)}
            />
            <button type="submit" class="btn pri">
              Save paper
            </button>
          </div>
          <Show when={problem()}>
            {(sentence) => (
              <p class="add-refusal" id={`${id}-problem`} role="alert">
                {sentence()}
              </p>
            )}
          </Show>
        </form>
      }
    >
      {(known) => (
        <div class="add-answer">
          <p>
            <b>{props.named.label}</b> is here: <RichText text={known().title} />
          </p>
          <Link
            class="btn pri"
            to="/search/paper/$key"
            params={{ key: known().key }}
            search={{ q: props.named.arxivId ?? props.named.doi ?? '' }}
          >
            Open it
          </Link>
        </div>
      )}
    </Show>
  )
}
