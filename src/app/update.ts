import { createSignal } from 'solid-js'
import type { AppUpdate, InstallPrompt, Updates } from '../state/carrel.ts'
import type { AppShell } from '../state/deviceState.ts'
import { fetchCode } from '../state/fetchCode.ts'

/**
 * Listens for the browser's offer to install, and registers the service worker when told to. A new version is offered,
 * never forced: it takes over when the person asks.
 */
export const watchApp = (): AppShell & { readonly register: () => void } => {
  const [update, setUpdate] = createSignal<AppUpdate | null>(null)
  const [installPrompt, setPrompt] = createSignal<InstallPrompt | null>(null)
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    setPrompt(event as unknown as InstallPrompt) // reason: the event of this name is one, and no library says so
  })

  let updates: Promise<Updates | null> | null = null
  return {
    register() {
      if (!import.meta.env.PROD) return
      // A refused registration (private windows of some browsers) leaves an app that works online.
      updates = fetchCode(() => import('./registerWorker.ts'))
        .then(({ registerWorker }) => registerWorker(setUpdate, setPrompt))
        .catch(() => null)
    },
    installPrompt,
    update,
    updates: async () => updates,
  }
}
