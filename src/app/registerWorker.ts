import { Workbox } from 'workbox-window'

/** How often a tab that stays open asks for a new version. */
const ASK_EVERY_MS = 3_600_000

/** Registers the service worker; `onWaiting` is called when a new version waits to be let in. Rejects where refused. */
export const registerWorker = async (onWaiting: () => void): Promise<Workbox> => {
  const worker = new Workbox('/service.worker.js')
  worker.addEventListener('waiting', onWaiting)
  worker.addEventListener('controlling', (event) => {
    if (event.isUpdate === true) location.reload()
  })
  setInterval(() => void worker.update().catch(() => undefined), ASK_EVERY_MS)
  await worker.register()
  return worker
}
