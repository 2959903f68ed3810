import { createSignal } from 'solid-js'

/** For a field that a button gives way to: when it closes with the focus in it, the button takes the focus back. */
export const createFocusReturn = (
  onClose: () => void,
): { readonly setOpener: (button: HTMLButtonElement) => void; readonly close: () => void } => {
  const [opener, setOpener] = createSignal<HTMLButtonElement>()
  return {
    setOpener,
    close() {
      const focused = document.activeElement?.closest('.combo')
      onClose()
      // Another field that has the focus by now, and stays, keeps it.
      if (focused && !focused.isConnected) opener()?.focus()
    },
  }
}
