import './dialog.css'
import { Dialog as Kobalte } from '@kobalte/core/dialog'
import { onCleanup, Show, type JSX } from 'solid-js'
import { Icon } from './Icon.tsx'

/** Of one window: what had the focus before it, and the window that it stands in or took the place of. */
interface Opened {
  readonly before: Element | null
  readonly under: Opened | undefined
}
const opened: Opened[] = []

const placeBefore = (own: Opened | undefined): HTMLElement | null =>
  own === undefined
    ? null
    : own.before instanceof HTMLElement && own.before.isConnected && own.before !== document.body
      ? own.before
      : placeBefore(own.under)

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
  const own: Opened = { before: document.activeElement, under: opened.at(-1) }
  opened.push(own)
  // A little later: the window that takes the place of this one comes after it has gone.
  onCleanup(() => queueMicrotask(() => opened.splice(opened.indexOf(own), 1)))
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
              // What is written there already is a suggestion: typing takes its place.
              // Not so what the person typed before.
              if (field instanceof HTMLInputElement && !target?.querySelector('[data-restored]'))
                field.select()
            }}
            onCloseAutoFocus={(event) => {
              // The focus is in the one that came after this.
              if (opened.some((other) => other.under === own)) return event.preventDefault()
              const before = placeBefore(own)
              if (!before) return
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
