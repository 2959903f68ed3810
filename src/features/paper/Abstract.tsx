import { createMemo, For, Match, Switch, type JSX } from 'solid-js'
import type { Paper } from '../../domain/paper.ts'
import { RichText } from '../../ui/RichText.tsx'

const paragraphsOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')

const Paragraphs = (props: { readonly paragraphs: readonly string[] }): JSX.Element => (
  <For each={props.paragraphs}>
    {(paragraph) => (
      <p>
        <RichText text={paragraph} links />
      </p>
    )}
  </For>
)

/** The authors' abstract; where only somebody's summary is known, that, and it says so. */
export const Abstract = (props: { readonly paper: Paper }): JSX.Element => {
  const abstract = createMemo(() => paragraphsOf(props.paper.abstract))
  const summary = createMemo(() => paragraphsOf(props.paper.summary))
  return (
    <Switch
      fallback={
        <p class="abs none">
          No abstract has come with this paper yet. It fills in when a feed, an import or a look-up brings it.
        </p>
      }
    >
      <Match when={abstract().length > 0}>
        <div class="abs">
          <Paragraphs paragraphs={abstract()} />
        </div>
      </Match>
      <Match when={summary().length > 0}>
        <div class="abs">
          <p class="kind">Summary, not the authors’ abstract</p>
          <Paragraphs paragraphs={summary()} />
        </div>
      </Match>
    </Switch>
  )
}
