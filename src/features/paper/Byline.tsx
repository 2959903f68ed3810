import { createEffect, createSignal, For, on, Show, type JSX } from 'solid-js'
import { authorCountOf, hasOthers, type Paper } from '../../domain/paper.ts'
import { parseDay } from '../../lib/day.ts'
import { placeWords } from '../../domain/placeWords.ts'
import { count } from '../../lib/text.ts'
import { printDay } from '../../ui/dates.ts'
import { RichText } from '../../ui/RichText.tsx'

/** Longer lists are folded, so that the abstract stays in sight. */
const SHOWN_AUTHORS = 8

/** `2017` and `2017-05` in words. */
const printIssued = (issued: string): string => {
  const first = parseDay(`${issued}-01`)
  return first ? printDay(first, 'full').replace(/^1 /, '') : issued
}

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
  const authors = () => props.paper.authors ?? []
  const edited = () => authors().length === 0 || props.paper.details?.authortype === 'editor'
  /** Of a book that nobody signs, who put it together. */
  const names = () => (authors().length > 0 ? authors() : (props.paper.details?.editors ?? []))
  const more = () => names().length > 0 && hasOthers(props.paper, authors().length > 0 ? 'author' : 'editor')
  const folded = () => !open() && names().length > SHOWN_AUTHORS + 1
  /** As arXiv itself puts it behind an id. */
  const field = () => (props.paper.categories?.[0] ? ` [${props.paper.categories[0]}]` : '')
  const facts = (): readonly string[] => {
    const paper = props.paper
    const number = names().length === 0 ? authorCountOf(paper) : null
    return [
      ...(number === null ? [] : [count(number, 'author', 'authors')]),
      ...(paper.date ? [printDay(paper.date, 'full')] : paper.issued ? [printIssued(paper.issued)] : []),
      ...placeWords(paper),
      ...(paper.arxivId ? [`arXiv ${paper.arxivId}${field()}`] : []),
      ...(paper.doi ? [`doi ${paper.doi}`] : []),
    ]
  }
  return (
    <div class="by">
      <For each={folded() ? names().slice(0, SHOWN_AUTHORS) : names()}>
        {(name, index) => (
          <>
            {index() > 0 ? ', ' : ''}
            <bdi>
              <RichText text={name} />
            </bdi>
          </>
        )}
      </For>
      <Show when={folded()}>
        {' '}
        <button type="button" class="more" onClick={() => setOpen(true)}>
          and {names().length - SHOWN_AUTHORS} more
        </button>
      </Show>
      <Show when={more() && !folded()}> and others</Show>
      <Show when={edited() && names().length > 0}>
        {names().length === 1 && !more() ? ' (editor)' : ' (editors)'}
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
