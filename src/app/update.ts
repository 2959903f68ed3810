import { createSignal } from 'solid-js'
import type { Workbox } from 'workbox-window'
import type { AppShell } from '../state/deviceState.ts'

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>
}

const isInstallPrompt = (event: Event): event is InstallPrompt => 'prompt' in event

/** How often a tab that stays open asks for a new version. */
const ASK_EVERY_MS = 3_600_000

/**
 * Registers the service worker and listens for the browser's offer to install. A new version is offered, never
 * forced: it takes over when the person asks.
 */
export const watchApp = (): AppShell => {
  const [updateWaiting, setUpdateWaiting] = createSignal(false)
  const [prompt, setPrompt] = createSignal<InstallPrompt | null>(null)
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    if (isInstallPrompt(event)) setPrompt(event)
  })
  addEventListener('appinstalled', () => setPrompt(null))

  let workbox: Workbox | null = null
  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    const register = async (): Promise<void> => {
      const { Workbox } = await import('workbox-window')
      const worker = new Workbox('/service.worker.js')
      workbox = worker
      worker.addEventListener('waiting', () => setUpdateWaiting(true))
      worker.addEventListener('controlling', (event) => {
        if (event.isUpdate === true) location.reload()
      })
      setInterval(() => void worker.update().catch(() => undefined), ASK_EVERY_MS)
      await worker.register()
    }
    // A refused registration (private windows of some browsers) leaves an app that works online.
    register().catch(() => undefined)
  }
  return {
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
