import { createEffect, createSignal, type Accessor } from 'solid-js'
import type { AppUpdate, Device, InstallPrompt, Updates } from './carrel.ts'

/** What the app around the machine tells it: installing and updating are the browser's doing. */
export interface AppShell {
  readonly installPrompt: Accessor<InstallPrompt | null>
  readonly update: Accessor<AppUpdate | null>
  readonly updates: () => Promise<Updates | null>
}

const THEMES = ['system', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]
/** In localStorage, so that the next start paints in the right colours at once. */
const THEME_NAME = 'carrel-theme'

const readTheme = (): Theme => {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(THEME_NAME)) ?? 'system'
  } catch {
    return 'system'
  }
}

/** Theme, install and update. Needs a reactive owner. */
export const createDevice = (shell: AppShell, relayUrl: string): Device => {
  const [theme, setTheme] = createSignal<Theme>(readTheme())
  createEffect(() => {
    if (theme() === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme()
  })
  return {
    theme,
    setTheme(next) {
      setTheme(next)
      try {
        localStorage.setItem(THEME_NAME, next)
      } catch {
        // A browser without storage keeps the theme for this visit.
      }
    },
    ...shell,
    relayUrl,
    version: __CARREL_VERSION__,
  }
}
