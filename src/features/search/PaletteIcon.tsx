import type { JSX } from 'solid-js'
import type { Aim } from './aims.ts'

const SEARCH = 'M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM20 20l-4-4'
const ARROW = 'M5 12h14M12 5l7 7-7 7'
const KEYS = 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M7 14h10'
const PLUS = 'M5 12h14M12 5v14'

/**
 * Strokes on a 24 × 24 grid, one path each: a letter typed in the palette draws some thirty of them, and a drawing of
 * components costs more than all the rest of a row.
 */
const PATHS: Readonly<Record<Aim['type'] | 'search' | 'close', string>> = {
  search: SEARCH,
  close: 'M6 6l12 12M18 6 6 18',
  paper: 'M4 6h16M4 12h10M4 18h13',
  list: 'M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01',
  tag: 'M4 4h8l8 8-8 8-8-8zM8.500 8.500h.01',
  view: 'M3 6h18M7 12h10M10 18h4',
  results: SEARCH,
  join: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  add: PLUS,
  go: ARROW,
  'new-list': PLUS,
  theme: 'M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0zM12 4v16M12 8h5.500M12 12h8M12 16h5.500',
  shortcuts: KEYS,
  undo: 'M9 14 4 9l5-5M4 9h11a5 5 0 0 1 5 5v5',
  'for-you': ARROW,
  'single-keys': KEYS,
  key: 'M15 10l5 5-5 5M4 4v6a5 5 0 0 0 5 5h11',
}

/** A small drawing beside words; it says nothing to a screen reader. */
export const PaletteIcon = (props: { readonly name: keyof typeof PATHS }): JSX.Element => (
  <svg class="i s" viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[props.name]} />
  </svg>
)
