import './hangingDialog.css'
import { Popover } from '@kobalte/core/popover'
import { createSignal, onMount, Show, type JSX } from 'solid-js'
import { Dialog } from './Dialog.tsx'
import { PHONE } from './media.ts'

/**
 * A small window that hangs from the button it was opened by, and is a sheet on a phone. It takes the focus to what is
 * marked `data-first`, keeps it, and gives it back to the button. Load it lazily; the first screen needs none.
 */
export const HangingDialog = (props: {
  readonly opener: HTMLElement
  readonly title: string
  readonly onClose: () => void
  readonly children: JSX.Element
}): JSX.Element => {
  const [open, setOpen] = createSignal(false)
  // reason: asked for once more when the window is gone, and with it what could say
  // oxlint-disable-next-line solid/reactivity
  const { opener } = props
  // After mounting, so that what it hangs from has its place.
  onMount(() => setOpen(true))
  return (
    <Show
      when={!matchMedia(PHONE).matches}
      fallback={
        <Dialog open title={props.title} onClose={() => props.onClose()}>
          {props.children}
        </Dialog>
      }
    >
      <Popover
        open={open()}
        onOpenChange={(now) => {
          if (!now) props.onClose()
        }}
        anchorRef={() => opener}
        modal
        placement="bottom-end"
        gutter={6}
        overflowPadding={12}
      >
        <Popover.Portal>
          <Popover.Content
            class="hanging"
            onOpenAutoFocus={(event) => {
              const place = event.target instanceof Element ? event.target : null
              const first = place?.querySelector<HTMLElement>('[data-first]')
              if (!first) return
              event.preventDefault()
              first.focus({ preventScroll: true })
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault()
              opener.focus({ preventScroll: true })
            }}
          >
            <Popover.Title as="h2" class="sr-only">
              {props.title}
            </Popover.Title>
            {props.children}
          </Popover.Content>
        </Popover.Portal>
      </Popover>
    </Show>
  )
}
