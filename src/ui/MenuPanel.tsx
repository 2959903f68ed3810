import './menu.css'
import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import { createSignal, For, onMount, Show, type JSX } from 'solid-js'
import type { MenuProps } from './Menu.tsx'

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
