import { createSignal, For, Show, type JSX } from 'solid-js'
import { placeWords } from '../../domain/placeWords.ts'
import type { Reference } from '../../formats/references/reference.ts'
import { count, printNumber } from '../../lib/text.ts'
import type { PlannedReference } from '../../state/references.ts'
import { RichText } from '../../ui/RichText.tsx'

/** Rows are laid out this many at a time. */
const STEP = 200
const SHOWN_AUTHORS = 3

const namesOf = (authors: readonly string[]): string =>
  authors.length > SHOWN_AUTHORS + 1
    ? `${authors.slice(0, SHOWN_AUTHORS).join(', ')} and ${count(authors.length - SHOWN_AUTHORS, 'other', 'others')}`
    : authors.join(', ')

const asPaper = ({ venue, details, authors }: Reference): Parameters<typeof placeWords>[0] => ({
  authors,
  ...(venue === null ? {} : { venue }),
  ...(details === null ? {} : { details }),
})

/** The papers of a file as they were understood, before anything is kept. */
export const ReferenceRows = (props: { readonly papers: readonly PlannedReference[] }): JSX.Element => {
  const [shown, setShown] = createSignal(STEP)
  return (
    <>
      <ol class="add-papers" aria-label="What was understood">
        <For each={props.papers.slice(0, shown())}>
          {({ reference, known, sharesId }) => (
            <li>
              <b dir="auto">
                <RichText text={reference.title} />
              </b>
              <div class="meta">
                <Show
                  when={reference.authors.length > 0 || reference.details?.editors}
                  fallback={<span>no authors</span>}
                >
                  <bdi>
                    {reference.authors.length > 0
                      ? namesOf(reference.authors)
                      : `${namesOf(reference.details?.editors ?? [])} (${reference.details?.editors?.length === 1 ? 'editor' : 'editors'})`}
                  </bdi>
                </Show>
                <span>{reference.issued ?? 'no date'}</span>
                <For each={placeWords(asPaper(reference))}>{(place) => <bdi>{place}</bdi>}</For>
                <Show when={reference.arxivId}>{(id) => <span>arXiv {id()}</span>}</Show>
                <Show when={!sharesId && reference.doi}>{(doi) => <span>doi {doi()}</span>}</Show>
                <Show when={known}>
                  <span>here already</span>
                </Show>
              </div>
            </li>
          )}
        </For>
      </ol>
      <Show when={props.papers.length > shown()}>
        <button type="button" class="btn" onClick={() => setShown(shown() + STEP)}>
          Show {Math.min(STEP, props.papers.length - shown())} more of {printNumber(props.papers.length)}
        </button>
      </Show>
    </>
  )
}
