import { createEffect, createSignal, For, on, onCleanup, Show, type JSX } from 'solid-js'
import { authorCountOf, type Paper } from '../../domain/paper.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { printDay } from '../../ui/dates.ts'
import { RichText } from '../../ui/RichText.tsx'

const MAX_RELATED = 5
/** Whoever goes through a day with `j` does not stop that long; nothing is worked out for them. */
const STAY_MS = 250

const factsOf = (paper: Paper): string => {
  const [first, ...others] = paper.authors ?? []
  const number = authorCountOf(paper)
  const authors =
    first === undefined
      ? number === null
        ? []
        : [count(number, 'author', 'authors')]
      : [others.length === 0 ? first : `${first} and ${others.length} more`]
  return [...authors, ...(paper.date ? [printDay(paper.date, 'compact')] : [])].join(' · ')
}

/** Papers on this device whose words are most like this one's. */
export const RelatedField = (props: {
  readonly paperKey: PaperKey
  readonly hrefOf: (key: PaperKey) => string
  readonly onVisit: (key: PaperKey) => void
}): JSX.Element => {
  const carrel = useCarrel()
  const [related, setRelated] = createSignal<readonly PaperKey[]>([])
  createEffect(
    on(
      () => props.paperKey,
      (key) => {
        setRelated([])
        let left = false
        const clock = setTimeout(() => {
          void carrel
            .later()
            .then((later) => later.recommending())
            .then((recommending) => recommending.related(key, MAX_RELATED))
            .then((keys) => {
              if (!left) setRelated(keys)
            })
        }, STAY_MS)
        onCleanup(() => {
          left = true
          clearTimeout(clock)
        })
      },
    ),
  )
  return (
    <Show when={related().length > 0}>
      <section class="related" aria-label="Related papers">
        <h2>
          Related papers <span class="hint">among those on this device</span>
        </h2>
        <ul>
          <For each={related()}>
            {(key) => (
              <Show when={carrel.paper(key)}>
                {(paper) => (
                  <li>
                    <a
                      href={props.hrefOf(key)}
                      onClick={(event) => {
                        if (
                          event.button !== 0 ||
                          event.ctrlKey ||
                          event.metaKey ||
                          event.shiftKey ||
                          event.altKey
                        )
                          return
                        event.preventDefault()
                        props.onVisit(key)
                      }}
                    >
                      <RichText text={paper().title} />
                    </a>
                    <small>
                      {factsOf(paper())}
                      {carrel.library.isSaved(key) ? ' · saved' : ''}
                    </small>
                  </li>
                )}
              </Show>
            )}
          </For>
        </ul>
      </section>
    </Show>
  )
}
