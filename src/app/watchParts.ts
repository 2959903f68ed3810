import { removeOfflineCopy } from './offlineCopy.ts'

/** A part is asked for again every few seconds, and each failure would have everything looked through. */
const LOOK_EVERY_MS = 60_000
const ANSWER_MS = 120_000

const askToMend = (worker: ServiceWorker): Promise<{ readonly mended: number } | null> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => resolve(data)
    setTimeout(() => resolve(null), ANSWER_MS)
    worker.postMessage({ type: 'MEND' }, [port2])
  })

const isOnServer = async (): Promise<boolean> => {
  try {
    return (await fetch('/healthz', { cache: 'no-store' })).status < 600
  } catch {
    return false
  }
}

const ANEW_ONCE = 'carrel-loaded-anew'

/** Once for each tab: what does not help the first time must not load the page for ever. */
const isFirstTime = (): boolean => {
  try {
    if (sessionStorage.getItem(ANEW_ONCE) !== null) return false
    sessionStorage.setItem(ANEW_ONCE, 'yes')
    return true
  } catch {
    return false
  }
}

/** public/fault.js in place of a page that shows nothing. */
const showFault = (): void => {
  const place = document.getElementById('app')
  if (!place) return
  place.id = 'fault'
  Object.assign(globalThis, { carrelFault: { code: 'not-whole' } })
  const script = document.createElement('script')
  script.src = '/fault.js'
  document.head.append(script)
}

/**
 * Hears of parts of the app that could not be loaded. Without a network they come when it is back; where there is one,
 * or where the worker found files that were not whole, the page has to be loaded anew: `onDamaged` is called. Where
 * nothing is drawn yet nobody can be asked, and nobody is interrupted.
 */
export const watchParts = (registration: ServiceWorkerRegistration, onDamaged: () => void): void => {
  let looked = -LOOK_EVERY_MS
  const look = async (): Promise<void> => {
    if (performance.now() - looked < LOOK_EVERY_MS) return
    looked = performance.now()
    const answer = registration.active ? await askToMend(registration.active) : null
    const mended = (answer?.mended ?? 0) > 0
    if (!mended && !(await isOnServer())) return
    if (document.querySelector('#app main')) onDamaged()
    else if (!isFirstTime()) showFault()
    else if (mended) location.reload()
    else await removeOfflineCopy()
  }
  addEventListener('vite:preloadError', () => void look())
}
