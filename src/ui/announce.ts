import { createSignal } from 'solid-js'

const [announcement, setAnnouncement] = createSignal<{ readonly id: number; readonly text: string }>({
  id: 0,
  text: '',
})

/** What the one live region of the page says; the region itself stands in `Toast`. */
export { announcement }

/** Has a screen reader say `text` when it has finished what it is saying. */
export const announce = (text: string): void => {
  setAnnouncement((before) => ({ id: before.id + 1, text }))
}
