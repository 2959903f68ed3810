import { createMemo, For, Show, type JSX } from 'solid-js'
import { parseLatexText, type TextPart } from '../../domain/latexText.ts'
import { RichText } from '../../ui/RichText.tsx'
import { markWords } from './marks.ts'

/** Plain text with the (folded) words that were searched marked. */
export const MarkedText = (props: {
  readonly text: string
  readonly words: readonly string[]
}): JSX.Element => (
  <For each={markWords(props.text, props.words)}>
    {(piece) => (piece.marked ? <mark>{piece.text}</mark> : piece.text)}
  </For>
)

const partToText = (part: TextPart): string =>
  part.type === 'styled' ? part.parts.map(partToText).join('') : part.type === 'math' ? '' : part.text

/** A title with the words that were searched marked, and its formulas typeset. */
export const MarkedTitle = (props: {
  readonly text: string
  readonly words: readonly string[]
}): JSX.Element => {
  const parts = createMemo(() => parseLatexText(props.text))
  return (
    <For each={parts()}>
      {(part) => (
        <Show
          when={part.type === 'math' && part}
          fallback={<MarkedText text={partToText(part)} words={props.words} />}
        >
          {(math) => <RichText text={`$${math().tex}$`} />}
        </Show>
      )}
    </For>
  )
}
