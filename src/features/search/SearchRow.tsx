import { Link } from '@tanstack/solid-router'
import { createMemo, For, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { useCarrel } from '../../state/context.ts'
import { MarkedText, MarkedTitle } from './MarkedText.tsx'
import { printAuthors, printExcerpt, printPlace } from './paperFacts.ts'

/** One found paper: its title and the place that matched, with the words marked. */
export const SearchRow = (props: {
  readonly paperKey: PaperKey
  readonly query: string
  /** Folded. */
  readonly words: readonly string[]
  /** The paper in the sheet, or the row the keyboard is at. */
  readonly current: boolean
  readonly onOpen: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const paper = createMemo(() => carrel.paper(props.paperKey))
  return (
    <Show when={paper()}>
      {(known) => {
        const excerpt = createMemo(() => printExcerpt(known(), props.words))
        const authors = createMemo(() => printAuthors(known(), props.words))
        return (
          <article class="paper bare" classList={{ sel: props.current }}>
            <div class="body">
              <h3>
                <Link
                  to="/search/paper/$key"
                  params={{ key: props.paperKey }}
                  search={{ q: props.query }}
                  data-paper={props.paperKey}
                  onClick={(event: MouseEvent) => {
                    if (
                      event.button !== 0 ||
                      event.ctrlKey ||
                      event.metaKey ||
                      event.shiftKey ||
                      event.altKey
                    )
                      return
                    event.preventDefault()
                    props.onOpen()
                  }}
                >
                  <MarkedTitle text={known().title} words={props.words} />
                </Link>
              </h3>
              <Show when={excerpt()}>
                <p>
                  <MarkedText text={excerpt()} words={props.words} />
                </p>
              </Show>
              {/* What is marked in a fact must not stand in a column of its own, so each has a span within. */}
              <div class="meta">
                <Show when={authors()}>
                  <span>
                    <span>
                      <MarkedText text={authors()} words={props.words} />
                    </span>
                  </span>
                </Show>
                <Show when={printPlace(carrel, known())}>{(place) => <span>{place()}</span>}</Show>
                <Show when={known().arxivId}>
                  {(id) => (
                    <span>
                      <span>
                        arXiv <MarkedText text={id()} words={props.words} />
                      </span>
                    </span>
                  )}
                </Show>
                <For each={carrel.library.tagsOf(props.paperKey)}>
                  {(tag) => (
                    <span class="tag">
                      <MarkedText text={carrel.library.tagName(tag)} words={props.words} />
                    </span>
                  )}
                </For>
              </div>
            </div>
          </article>
        )
      }}
    </Show>
  )
}
