import { createEffect, createSignal, For, on, Show, type JSX } from 'solid-js'
import { authorCountOf, type Paper } from '../../domain/paper.ts'
import { count } from '../../lib/text.ts'
import { printDay } from '../../ui/dates.ts'
import { RichText } from '../../ui/RichText.tsx'

/** Longer lists are folded, so that the abstract stays in sight. */
const SHOWN_AUTHORS = 8

/** Authors, or how many they are; date; ids. */
export const Byline = (props: { readonly paper: Paper }): JSX.Element => {
  const [open, setOpen] = createSignal(false)
  createEffect(
    on(
      () => props.paper.key,
      () => setOpen(false),
      { defer: true },
    ),
  )
  const names = () => props.paper.authors ?? []
  const folded = () => !open() && names().length > SHOWN_AUTHORS + 1
  const facts = (): readonly string[] => {
    const paper = props.paper
    const number = names().length === 0 ? authorCountOf(paper) : null
    return [
      ...(number === null ? [] : [count(number, 'author', 'authors')]),
      ...(paper.date ? [printDay(paper.date, 'full')] : []),
      ...(paper.arxivId ? [`arXiv ${paper.arxivId}`] : []),
      ...(paper.doi ? [`doi ${paper.doi}`] : []),
    ]
  }
  return (
    <div class="by">
      <For each={folded() ? names().slice(0, SHOWN_AUTHORS) : names()}>
        {(name, index) => (
          <>
            {index() > 0 ? ', ' : ''}
            <RichText text={name} />
          </>
        )}
      </For>
      <Show when={folded()}>
        {' '}
        <button type="button" class="more" onClick={() => setOpen(true)}>
          and {names().length - SHOWN_AUTHORS} more
        </button>
      </Show>
      <For each={facts()}>
        {(fact, index) => (
          <>
            {index() > 0 || names().length > 0 ? ' · ' : ''}
            <span class="fact">{fact}</span>
          </>
        )}
      </For>
    </div>
  )
}
