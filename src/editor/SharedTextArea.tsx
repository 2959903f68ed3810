import { createEffect, createSignal, on, onCleanup, type JSX } from 'solid-js'
import type { SharedText } from '../doc/sharedText.ts'
import { bindText } from './textBinding.ts'

/** A text area over a shared text that is as tall as what stands in it. */
export const SharedTextArea = (props: {
  readonly text: SharedText
  readonly label: string
  readonly placeholder: string
  readonly readOnly?: boolean
}): JSX.Element => {
  const [field, setField] = createSignal<HTMLTextAreaElement>()
  const grow = (): void => {
    const area = field()
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`
  }
  createEffect(
    on([field, () => props.text], ([area, text]) => {
      if (!area) return
      const unbind = bindText(area, text, { onChange: grow })
      grow()
      onCleanup(unbind)
    }),
  )
  return (
    <textarea
      ref={setField}
      class="field"
      rows={2}
      aria-label={props.label}
      placeholder={props.placeholder}
      readOnly={props.readOnly === true}
    />
  )
}
