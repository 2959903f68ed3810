import './dialog.css'
import { Dialog as Kobalte } from '@kobalte/core/dialog'
import { Show, type JSX } from 'solid-js'
import { Icon } from './Icon.tsx'

/**
 * A window over the page: it takes the focus, keeps it, and gives it back. Load it lazily; the first screen needs none.
 */
export const Dialog = (props: {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly description?: string
  /** In CSS pixels. */
  readonly width?: number
  readonly children: JSX.Element
}): JSX.Element => {
  const before = document.activeElement
  return (
    <Kobalte
      open={props.open}
      onOpenChange={(open) => {
        if (!open) props.onClose()
      }}
    >
      <Kobalte.Portal>
        <Kobalte.Overlay class="veil kb" />
        <div class="dialog-place">
          <Kobalte.Content
            class="dialog kb"
            style={props.width === undefined ? {} : { '--dialog-width': `${props.width}px` }}
            onOpenAutoFocus={(event) => {
              // The first field, where there is one, rather than the button that closes.
              const target = event.target instanceof Element ? event.target : null
              const field = target?.querySelector<HTMLElement>('[data-first], input, textarea')
              if (!field) return
              event.preventDefault()
              field.focus()
            }}
            onCloseAutoFocus={(event) => {
              if (!(before instanceof HTMLElement) || !before.isConnected) return
              event.preventDefault()
              before.focus({ preventScroll: true })
            }}
          >
            <Kobalte.Title as="h2">{props.title}</Kobalte.Title>
            <Show when={props.description}>
              <Kobalte.Description as="p">{props.description}</Kobalte.Description>
            </Show>
            {props.children}
            <Kobalte.CloseButton class="icon dialog-close" aria-label="Close">
              <Icon name="close" />
            </Kobalte.CloseButton>
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte>
  )
}
