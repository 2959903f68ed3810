/** Windows of an app, by the names that browsers give them. */
const MODES = ['standalone', 'minimal-ui', 'window-controls-overlay', 'fullscreen']

/** Whether this page runs as an app of its own; Safari on a phone says so in its own way too. */
export const isInstalled = (): boolean =>
  ('standalone' in navigator && navigator.standalone === true) ||
  MODES.some((mode) => matchMedia(`(display-mode: ${mode})`).matches)
