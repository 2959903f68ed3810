import { createSignal, Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import { IconFile } from './icons.tsx'
import { MAX_SHOWN_LENGTH } from './limits.ts'
import { OPENED_FILES } from './openedFiles.ts'

/** One box for everything: typing, pasting, dropping, or a file opened by the button. */
export const PasteBox = (props: {
  /** `null` while the text is too long to be laid out. */
  readonly text: string | null
  readonly length: number
  readonly file: string | null
  readonly reading: boolean
  readonly onType: (text: string) => void
  readonly onPaste: (text: string) => void
  readonly onFile: (file: File) => void
  readonly onClear: () => void
  readonly describedBy: string | undefined
}): JSX.Element => {
  const [picker, setPicker] = createSignal<HTMLInputElement>()
  const onPaste = (event: ClipboardEvent): void => {
    const file = event.clipboardData?.files[0]
    if (file) {
      event.preventDefault()
      props.onFile(file)
      return
    }
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text.length <= MAX_SHOWN_LENGTH) return
    event.preventDefault()
    props.onPaste(text)
  }
  return (
    <>
      <Show
        when={props.text !== null && props.file === null}
        fallback={
          <div class="add-held">
            <IconFile />
            <span>
              {props.file ?? 'Pasted text'}, {count(props.length, 'letter', 'letters')}
            </span>
            <button type="button" class="btn" onClick={() => props.onClear()}>
              Remove
            </button>
          </div>
        }
      >
        <textarea
          class="add-box"
          aria-label="Paste here"
          aria-describedby={props.describedBy}
          aria-invalid={props.describedBy === undefined ? undefined : 'true'}
          aria-busy={props.reading}
          placeholder="Paste here, or drop a file"
          spellcheck={false}
          autofocus
          value={props.text ?? ''}
          onInput={(event) => props.onType(event.currentTarget.value)}
          onPaste={onPaste}
        />
      </Show>
      <div class="btns">
        <button type="button" class="btn" onClick={() => picker()?.click()}>
          <IconFile />
          Open a file
        </button>
        <input
          ref={setPicker}
          type="file"
          hidden
          accept={OPENED_FILES}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0]
            event.currentTarget.value = ''
            if (file) props.onFile(file)
          }}
        />
      </div>
    </>
  )
}
