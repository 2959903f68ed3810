import './menu.css'
import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import { createSignal, For, onMount, Show, type JSX } from 'solid-js'
import type { MenuProps } from './Menu.tsx'

/** Longer than a finger's press takes to become a click, and shorter than the next press. */
const CLICK_MS = 100

/** A finger's press chooses before it becomes a click: the menu is gone by then, and what lies below would be clicked. */
const swallowClick = (event: PointerEvent): void => {
  if (event.pointerType !== 'touch') return
  const swallow = (click: MouseEvent): void => {
    click.preventDefault()
    click.stopPropagation()
  }
  document.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => document.removeEventListener('click', swallow, true), CLICK_MS)
}

/** The menu behind a {@link Menu} button, opened as soon as it stands. */
export const MenuPanel = (props: MenuProps): JSX.Element => {
  const [open, setOpen] = createSignal(false)
  const before = document.activeElement
  // After mounting, so that the button it hangs from has its place.
  onMount(() => setOpen(true))
  return (
    <DropdownMenu
      open={open()}
      onOpenChange={(now) => {
        setOpen(now)
        if (!now) props.onClose?.()
      }}
      modal={false}
      placement={props.at ? 'bottom-start' : 'bottom-end'}
      gutter={4}
      {...(props.at ? { getAnchorRect: () => props.at && { ...props.at, width: 0, height: 0 } } : {})}
    >
      <DropdownMenu.Trigger
        class={props.class ?? 'icon'}
        aria-label={props.label}
        title={props.label}
        tabindex={props.tabIndex}
      >
        {props.trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          class="menu"
          onCloseAutoFocus={(event) => {
            // Its button is only a place: the focus goes back to where it was.
            if (!props.at) return
            event.preventDefault()
            if (before instanceof HTMLElement && document.activeElement === document.body)
              before.focus({ preventScroll: true })
          }}
        >
          <For each={props.items}>
            {(item) => (
              <DropdownMenu.Item
                class="menu-item"
                classList={{ danger: item.danger === true }}
                disabled={item.disabled === true}
                onPointerUp={swallowClick}
                onSelect={() => item.onSelect()}
              >
                {item.icon}
                {item.label}
                <Show when={item.keys}>
                  <kbd aria-hidden="true">{item.keys}</kbd>
                </Show>
              </DropdownMenu.Item>
            )}
          </For>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  )
}
