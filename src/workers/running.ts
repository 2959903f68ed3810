import { scope, type PageClient } from './scope.ts'

/** A page that runs answers at once; one that starts on a slow phone with a large library takes this long. */
export interface Patience {
  readonly tries: number
  readonly everyMs: number
}
const PATIENCE: Patience = { tries: 15, everyMs: 1_000 }
const ONCE: Patience = { tries: 1, everyMs: 1_000 }

const isSeen = (page: PageClient): boolean => page.visibilityState === 'visible'

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Asks one page once; src/app/registerWorker.ts answers. */
const ask = (page: PageClient, withinMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const clock = setTimeout(() => resolve(false), withinMs)
    port1.onmessage = () => {
      clearTimeout(clock)
      resolve(true)
    }
    page.postMessage({ type: 'RUNNING' }, [port2])
  })

/** Whether the page says that it runs, asked again for a while; `null` where it was closed meanwhile. */
export const isRunning = async (
  id: string,
  { tries, everyMs }: Patience = PATIENCE,
): Promise<boolean | null> => {
  for (let turn = 0; turn < tries; turn++) {
    const page = await scope.clients.get(id)
    // A page that is still being opened is not among them yet.
    if (!page && turn > 2) return null
    if (page && (await ask(page, everyMs))) return true
    if (!page) await pause(everyMs)
  }
  return false
}

/**
 * Pages of this origin, where somebody looks at one and none of them runs: what answers them now keeps them from
 * starting. Nobody can be typing in one of those. None where one answers, or where all are in the background: one that
 * the browser has frozen there does not answer either.
 */
export const stuckPages = async (): Promise<readonly PageClient[]> => {
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!pages.some(isSeen)) return []
  const running = await new Promise<boolean>((resolve) => {
    let left = pages.length
    for (const page of pages)
      void isRunning(page.id).then((runs) => {
        left -= 1
        if (runs === true) resolve(true)
        else if (left === 0) resolve(false)
      })
  })
  return running ? [] : pages
}

/**
 * Opens those that a person looks at once more; one in the background is opened anew by whoever returns to it, and one
 * that runs by now is left alone.
 */
export const reopen = async (stuck: readonly PageClient[]): Promise<void> => {
  for (const { id } of stuck) {
    const page = await scope.clients.get(id)
    if (!page || !isSeen(page) || (await isRunning(id, ONCE))) continue
    await page.navigate(page.url).catch(() => undefined)
  }
}
