import katex from 'katex'
import 'katex/dist/katex.min.css'
import { createEffect, createSignal, type JSX } from 'solid-js'
import { plainMath } from '../domain/plainMath.ts'

/** One formula set by KaTeX as DOM nodes; what it cannot read stays as readable characters. */
export const TypesetMath = (props: { readonly tex: string; readonly display: boolean }): JSX.Element => {
  const [place, setPlace] = createSignal<HTMLSpanElement>()
  createEffect(() => {
    const element = place()
    if (!element) return
    try {
      katex.render(props.tex, element, {
        displayMode: props.display,
        throwOnError: true,
        strict: 'ignore',
        trust: false,
        maxSize: 20,
        maxExpand: 200,
      })
    } catch {
      // Papers use macros of their own; their letters are better than an error.
      element.textContent = plainMath(props.tex)
    }
  })
  return <span class="m" ref={setPlace} />
}
