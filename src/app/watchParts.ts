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
 * Hears of parts of the app that could not be loaded, also where the browser takes no `worker`. Without a network they
 * come when it is back, and most that failed once come when they are asked for again. One that fails again where there
 * is a network, or because the worker found files that were not whole, comes with the page alone: `onDamaged` is called.
 * Where nothing is drawn yet nobody can be asked, nobody is interrupted, and nobody waits for a second try.
 */
export const watchParts = (worker: () => ServiceWorker | null, onDamaged: () => void): void => {
  let looked = -LOOK_EVERY_MS
  const failed = new Set<string>()
  const isDrawn = (): boolean => document.querySelector('#app main') !== null
  let asked = -LOOK_EVERY_MS
  let mending: Promise<{ readonly mended: number } | null> = Promise.resolve(null)
  const mend = async (): Promise<boolean> => {
    const active = worker()
    if (active && performance.now() - asked >= LOOK_EVERY_MS) {
      asked = performance.now()
      mending = askToMend(active)
    }
    return ((await mending)?.mended ?? 0) > 0
  }
  const look = async (): Promise<void> => {
    if (performance.now() - looked < LOOK_EVERY_MS) return
    looked = performance.now()
    const mended = await mend()
    if (!mended && !(await isOnServer())) return
    if (isDrawn()) onDamaged()
    else if (!isFirstTime()) showFault()
    else if (mended) location.reload()
    else await removeOfflineCopy()
  }
  addEventListener('vite:preloadError', ({ payload: { message } }) => {
    // It names the part, in browsers that say which it was.
    const again = failed.has(message)
    failed.add(message)
    if (again || !isDrawn()) void look()
    else void mend()
  })
}
