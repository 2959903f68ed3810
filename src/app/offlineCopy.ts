/** Caches of the app's own files. What somebody shared into Carrel lies in another one, and stays. */
const OF_FILES = /^(?:workbox-precache|carrel-(?:kept|fresh)$)/

/**
 * Forgets the app's files on this device and the worker that answers with them, and loads the page from the server.
 * Papers, lists and keys are in databases, which nothing here touches.
 */
export const removeOfflineCopy = async (): Promise<void> => {
  try {
    for (const registration of await navigator.serviceWorker.getRegistrations())
      await registration.unregister()
    for (const name of await caches.keys()) if (OF_FILES.test(name)) await caches.delete(name)
    localStorage.removeItem('carrel-first-view')
  } finally {
    location.reload()
  }
}
