import { createMemo, For, Match, Show, Suspense, Switch, type JSX } from 'solid-js'
import { parseLatexText, type TextPart } from '../domain/latexText.ts'
import { plainMath } from '../domain/plainMath.ts'
import { safeUrl } from '../lib/safeUrl.ts'
import { latePart } from './latePart.ts'

const TypesetMath = latePart(
  () => import('./TypesetMath.tsx'),
  (code) => code.TypesetMath,
)

const Part = (props: { readonly part: TextPart; readonly links: boolean }): JSX.Element => {
  const math = () => (props.part.type === 'math' ? props.part : null)
  const styled = () => (props.part.type === 'styled' ? props.part : null)
  const link = () => (props.part.type === 'link' ? props.part : null)
  return (
    <Switch fallback={props.part.type === 'text' ? props.part.text : ''}>
      <Match when={math()}>
        {(part) => (
          <Suspense fallback={<span class="m">{plainMath(part().tex)}</span>}>
            <TypesetMath tex={part().tex} display={part().display} />
          </Suspense>
        )}
      </Match>
      <Match when={styled()}>
        {(part) => (
          <Switch>
            <Match when={part().style === 'emphasis'}>
              <em>
                <Parts parts={part().parts} links={props.links} />
              </em>
            </Match>
            <Match when={part().style === 'strong'}>
              <strong>
                <Parts parts={part().parts} links={props.links} />
              </strong>
            </Match>
            <Match when={part().style === 'code'}>
              <code>
                <Parts parts={part().parts} links={props.links} />
              </code>
            </Match>
          </Switch>
        )}
      </Match>
      <Match when={link()}>
        {(part) => (
          <Show when={props.links ? safeUrl(part().url) : null} fallback={part().text}>
            {(url) => (
              <a href={url()} target="_blank" rel="noopener noreferrer">
                {part().text}
              </a>
            )}
          </Show>
        )}
      </Match>
    </Switch>
  )
}

const Parts = (props: { readonly parts: readonly TextPart[]; readonly links: boolean }): JSX.Element => (
  <For each={props.parts}>{(part) => <Part part={part} links={props.links} />}</For>
)

/**
 * A title, abstract or summary as its authors meant it: LaTeX's accents and escapes resolved, math typeset. Links are
 * live only where `links` says so, since a title often stands inside a link already.
 */
export const RichText = (props: { readonly text: string; readonly links?: boolean }): JSX.Element => {
  const parts = createMemo(() => parseLatexText(props.text))
  const plain = () => {
    const first = parts()[0]
    return parts().length === 1 && first?.type === 'text' ? first.text : null
  }
  return (
    <Show when={plain() === null} fallback={plain()}>
      <Parts parts={parts()} links={props.links === true} />
    </Show>
  )
}
