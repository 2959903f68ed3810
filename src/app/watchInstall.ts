import type { Setter } from 'solid-js'
import type { InstallPrompt } from '../state/carrel.ts'

/** Forgets the browser's offer to install once it was answered: a browser takes each only once. */
export const watchInstall = (setPrompt: Setter<InstallPrompt | null>): void => {
  const follow = (prompt: InstallPrompt): void => {
    void prompt.userChoice.then(() => setPrompt((now) => (now === prompt ? null : now)))
  }
  // One may have come before this code did.
  setPrompt((now) => {
    if (now) follow(now)
    return now
  })
  addEventListener('beforeinstallprompt', (event) => {
    follow(event as unknown as InstallPrompt) // reason: the event of this name is one, and no library says so
  })
  addEventListener('appinstalled', () => setPrompt(null))
}
