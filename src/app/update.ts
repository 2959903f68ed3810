import { createSignal } from 'solid-js'
import type { Workbox } from 'workbox-window'
import type { AppShell } from '../state/deviceState.ts'

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>
}

const isInstallPrompt = (event: Event): event is InstallPrompt => 'prompt' in event

/**
 * Listens for the browser's offer to install, and registers the service worker when told to. A new version is offered,
 * never forced: it takes over when the person asks.
 */
export const watchApp = (): AppShell & { readonly register: () => void } => {
  const [updateWaiting, setUpdateWaiting] = createSignal(false)
  const [prompt, setPrompt] = createSignal<InstallPrompt | null>(null)
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    if (isInstallPrompt(event)) setPrompt(event)
  })
  addEventListener('appinstalled', () => setPrompt(null))

  let workbox: Workbox | null = null
  return {
    register() {
      if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
      // A refused registration (private windows of some browsers) leaves an app that works online.
      import('./registerWorker.ts')
        .then(async ({ registerWorker }) => {
          workbox = await registerWorker(() => setUpdateWaiting(true))
        })
        .catch(() => undefined)
    },
    canInstall: () => prompt() !== null,
    async install() {
      const offer = prompt()
      setPrompt(null)
      await offer?.prompt()
    },
    updateWaiting,
    reload: () => workbox?.messageSkipWaiting(),
  }
}
