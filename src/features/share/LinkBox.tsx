import { createEffect, createSignal, on, onCleanup, Show, type JSX } from 'solid-js'
import { announce } from '../../ui/announce.ts'
import { copyText } from '../../ui/copyText.ts'
import { handOn } from '../../ui/handOn.ts'
import { Icon } from '../../ui/Icon.tsx'

const SAID_MS = 2_500

export interface LinkBoxState {
  copy(): Promise<void>
  /** Hands the link to another app; what the device will not open, the clipboard takes. */
  send(title: string): Promise<void>
}

/** A link to hand on, and the button that copies it. */
export const LinkBox = (props: {
  /** A whole address; empty while it is worked out. */
  readonly link: string
  readonly label: string
  readonly ref?: (state: LinkBoxState) => void
}): JSX.Element => {
  const [said, setSaid] = createSignal<'copied' | 'by-hand' | null>(null)
  const [field, setField] = createSignal<HTMLInputElement>()
  let clock: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(clock))
  // Said of one link, and shown beside another, it would be believed of that.
  createEffect(
    on(
      () => props.link,
      () => {
        clearTimeout(clock)
        setSaid(null)
      },
    ),
  )
  const copy = async (): Promise<void> => {
    clearTimeout(clock)
    const done = await copyText(props.link)
    setSaid(done ? 'copied' : 'by-hand')
    if (done) {
      announce('Link copied')
      clock = setTimeout(() => setSaid(null), SAID_MS)
    } else {
      field()?.focus()
      field()?.select()
    }
  }
  // reason: whoever asks for it gets it once
  // oxlint-disable-next-line solid/reactivity
  props.ref?.({
    copy,
    async send(title) {
      if (!(await handOn({ title, url: props.link }))) await copy()
    },
  })
  return (
    <>
      <div class="linkbox">
        <input
          ref={setField}
          class="link"
          readonly
          aria-label={props.label}
          value={props.link}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button
          type="button"
          class="btn pri"
          data-first
          aria-disabled={props.link === ''}
          onClick={() => props.link !== '' && void copy()}
        >
          <Show when={said() === 'copied'} fallback="Copy link">
            <Icon name="check" />
            Copied
          </Show>
        </button>
      </div>
      <Show when={said() === 'by-hand'}>
        <p class="share-note" role="alert">
          This browser does not let Carrel copy. The link is selected: copy it with your keyboard or a long
          press.
        </p>
      </Show>
    </>
  )
}
