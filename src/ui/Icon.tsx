import { For, type JSX } from 'solid-js'

/** Strokes on a 24 × 24 grid; one path element per entry. Drawn here because the frame and the rows are first load. */
const PATHS = {
  feed: ['M4 5h16M4 10h16M4 15h10M4 20h6'],
  search: ['M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0z', 'm20 20-4-4'],
  save: ['M6 4h12v16l-6-4.5L6 20z'],
  tag: ['M4 4h8l8 8-8 8-8-8z', 'M8.500 8.500h.01'],
  list: ['M9 6h11M9 12h11M9 18h11', 'M4 6h.01M4 12h.01M4 18h.01'],
  plus: ['M12 5v14M5 12h14'],
  up: ['m6 14 6-6 6 6'],
  talk: ['M4 5h16v11H9l-5 4z'],
  share: ['M12 15V3m0 0L8 7m4-4 4 4M5 12v8h14v-8'],
  check: ['m5 12 5 5 9-11'],
  dots: ['M5 12h.01M12 12h.01M19 12h.01'],
  grip: ['M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01'],
  lock: ['M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3'],
  close: ['M6 6l12 12M18 6 6 18'],
  menu: ['M4 6h16M4 12h16M4 18h16'],
  you: ['M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0z', 'M4 21c1-5 4-7 8-7s7 2 8 7'],
  down: ['m6 10 6 6 6-6'],
  pen: ['M5 19h4L19 9l-4-4L5 15zM13 7l4 4'],
  link: ['M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1', 'M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1'],
} as const

export type IconName = keyof typeof PATHS

/** A small drawing beside words; it says nothing to a screen reader. */
export const Icon = (props: {
  readonly name: IconName
  readonly small?: boolean
  readonly bold?: boolean
}): JSX.Element => (
  <svg
    class="i"
    classList={{ s: props.small === true, bold: props.bold === true }}
    viewBox="0 0 24 24"
    aria-hidden="true"
  >
    <For each={PATHS[props.name]}>{(path) => <path d={path} />}</For>
  </svg>
)

/** The sign of Carrel: an open book on green. */
export const BrandMark = (): JSX.Element => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--accent)" />
    <path
      d="M8 24V10.5c3-1.600 5.500-1.600 8 0 2.500-1.600 5-1.600 8 0V24c-3-1.600-5.500-1.600-8 0-2.500-1.600-5-1.600-8 0z"
      fill="none"
      stroke="var(--on-accent)"
      stroke-width="2"
      stroke-linejoin="round"
    />
    <path d="M16 10.500V24" stroke="var(--on-accent)" stroke-width="2" />
  </svg>
)
