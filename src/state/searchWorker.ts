import type { FromSearch, SearchPort, ToSearch } from '../search/messages.ts'
import { createRemoteSearch, type RemoteSearch } from '../search/remoteSearch.ts'
import { eagerPace } from '../search/eagerPace.ts'

/** A worker that has not said hello by then does not come: its file is missing, or the browser has none to spare. */
const HELLO_MS = 5_000

/** Starts the worker that searches; `null` where there are none. `onLost` is called at most once, when it is gone. */
export const startSearchWorker = (onLost: () => void): RemoteSearch | null => {
  if (typeof Worker === 'undefined') return null
  let worker: Worker
  try {
    worker = new Worker(new URL('../workers/search.worker.ts', import.meta.url), { type: 'module' })
  } catch {
    return null
  }
  const lose = (): void => {
    clearTimeout(clock)
    worker.removeEventListener('error', lose)
    worker.removeEventListener('messageerror', lose)
    worker.terminate()
    onLost()
  }
  const clock = setTimeout(lose, HELLO_MS)
  worker.addEventListener('message', () => clearTimeout(clock), { once: true })
  worker.addEventListener('error', lose)
  worker.addEventListener('messageerror', lose)
  const port: SearchPort<ToSearch, FromSearch> = worker
  return createRemoteSearch(port, eagerPace)
}
