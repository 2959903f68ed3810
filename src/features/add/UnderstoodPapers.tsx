import { For, Show, type JSX } from 'solid-js'
import { authorCountOf } from '../../domain/paper.ts'
import { count } from '../../lib/text.ts'
import type { SourcedPaper } from '../../state/carrel.ts'
import { printDay } from '../../ui/dates.ts'
import { RichText } from '../../ui/RichText.tsx'

/** The papers of a page as they were understood, before they are written. */
export const UnderstoodPapers = (props: { readonly papers: readonly SourcedPaper[] }): JSX.Element => (
  <ol class="add-papers" aria-label="What was understood">
    <For each={props.papers}>
      {({ snapshot, votes, comments }) => (
        <li>
          <b dir="auto">
            <RichText text={snapshot.title} />
          </b>
          <div class="meta">
            <Show when={authorCountOf(snapshot)}>
              {(number) => <span>{count(number(), 'author', 'authors')}</span>}
            </Show>
            <Show when={snapshot.date}>{(date) => <span>{printDay(date(), 'full')}</span>}</Show>
            <Show when={votes !== undefined}>
              <span>{count(votes ?? 0, 'vote', 'votes')}</span>
            </Show>
            <Show when={comments !== undefined}>
              <span>{count(comments ?? 0, 'comment', 'comments')}</span>
            </Show>
            <Show when={snapshot.abstract === undefined}>
              <span>no abstract</span>
            </Show>
          </div>
        </li>
      )}
    </For>
  </ol>
)
