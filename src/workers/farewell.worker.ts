// What the server hands out in place of the service worker where its admin has switched offline use off, as the way back
// from one that does harm: it takes over at once, forgets the app's files on the device, and then itself.
import { reopen, stuckPages } from './running.ts'
import { isLifeEvent, scope } from './scope.ts'

/** The app's own files. What somebody shared into Carrel lies in another cache, and stays. */
const OF_FILES = /^(?:workbox-precache|carrel-(?:kept|fresh)$)/

const leave = async (): Promise<void> => {
  await scope.clients.claim()
  for (const name of await caches.keys()) if (OF_FILES.test(name)) await caches.delete(name)
  await scope.registration.unregister()
}

scope.addEventListener('install', (event) => {
  if (isLifeEvent(event)) event.waitUntil(scope.skipWaiting())
})

scope.addEventListener('activate', (event) => {
  if (!isLifeEvent(event)) return
  event.waitUntil(leave())
  // Pages that run are left alone.
  event.waitUntil(stuckPages().then(reopen))
})
