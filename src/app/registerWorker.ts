import type { Setter } from 'solid-js'
import { Workbox } from 'workbox-window'
import type { AppUpdate, InstallPrompt, Updates } from '../state/carrel.ts'
import { removeOfflineCopy } from './offlineCopy.ts'
import { watchInstall } from './watchInstall.ts'
import { watchLaunch } from './watchLaunch.ts'
import { watchParts } from './watchParts.ts'

/** How often a tab that stays open asks for a new version. */
const ASK_EVERY_MS = 3_600_000
/** A whole version on a slow line; the person who asked is told to come back by then. */
const INSTALL_MS = 120_000

/**
 * When the first version of all did not arrive whole, and the app is not kept yet: the waits before further tries. What
 * came stays, so that each goes on where the last one broke off. A full disk is no better after a fourth; the next start
 * or the network's return begins anew.
 */
const INSIST_MS = [5_000, 20_000, 60_000, 300_000] as const

/** A version that was let in takes over at once; one that does not is waited for no longer than this. */
const TAKE_OVER_MS = 10_000

const WORKER = '/service.worker.js'

const SENTENCES = {
  newest: 'This is the newest version.',
  ready: 'A new version is ready.',
  refused: 'There may be a new version, but it did not arrive whole. Try again in a while.',
  unreachable: 'Could not ask: there is no network, or the server does not answer.',
} as const

/** Resolves when a new version is there, or has failed to come. */
const whenInstalled = (worker: ServiceWorker): Promise<boolean> =>
  new Promise((resolve) => {
    const done = (came: boolean): void => {
      worker.removeEventListener('statechange', look)
      clearTimeout(clock)
      resolve(came)
    }
    const look = (): void => {
      if (worker.state === 'redundant') done(false)
      else if (worker.state !== 'installing') done(true)
    }
    const clock = setTimeout(() => done(false), INSTALL_MS)
    worker.addEventListener('statechange', look)
    look()
  })

const reachesServer = async (): Promise<boolean> => {
  try {
    await fetch('/healthz', { cache: 'no-store' })
    return true
  } catch {
    return false
  }
}

/**
 * Registers the service worker and tells of new versions. One is offered and waits; a tab that asks for it is loaded
 * anew, and every other goes on as it was, with its own parts, until its person is ready. Rejects where refused.
 */
export const registerWorker = async (
  setUpdate: Setter<AppUpdate | null>,
  setPrompt: Setter<InstallPrompt | null>,
): Promise<Updates> => {
  watchInstall(setPrompt)
  watchLaunch()
  let active = (): ServiceWorker | null => null
  watchParts(
    () => active(),
    () => setUpdate('damaged'),
  )
  if (!('serviceWorker' in navigator)) throw new Error('the browser has no service workers')
  const container = navigator.serviceWorker
  let asked = false
  let replaced = false
  let controlled = container.controller !== null
  container.addEventListener('controllerchange', () => {
    if (asked) location.reload()
    // The first worker of all takes charge of the page it came with, which is of its own version.
    else if (controlled) {
      replaced = true
      setUpdate('replaced')
    }
    controlled = true
  })
  // The worker asks whether the page runs: one that does not is opened anew.
  container.addEventListener('message', ({ data, ports }) => {
    if (data?.type === 'RUNNING') ports[0]?.postMessage(true)
  })
  container.startMessages()

  // Its own events are not used: they tell updates from first visits by what stood when the page began, and a tab that
  // stays open sees both.
  let workbox = new Workbox(WORKER)
  let registration: ServiceWorkerRegistration | null = null
  let tries = 0
  let nextTry: ReturnType<typeof setTimeout> | undefined
  const offer = (): void => {
    if (registration?.waiting && registration.active) setUpdate((now) => now ?? 'ready')
  }
  const follow = async (worker: ServiceWorker): Promise<void> => {
    const came = await whenInstalled(worker)
    offer()
    if (!came && !registration?.active) insistLater()
  }
  const heed = (current: ServiceWorkerRegistration): void => {
    registration = current
    const followInstalling = (): void => {
      if (current.installing) void follow(current.installing)
    }
    current.addEventListener('updatefound', followInstalling)
    if (current.installing) followInstalling()
    else if (!current.waiting && !current.active) insistLater()
    offer()
  }
  const register = async (): Promise<void> => {
    const asking = new Workbox(WORKER)
    const current = await asking.register({ immediate: true })
    if (!current) throw new Error('the browser gave no registration')
    workbox = asking
    // A browser gives up a registration whose first worker failed, and makes another.
    if (current !== registration) heed(current)
  }
  const insist = (): void => {
    clearTimeout(nextTry)
    if (!registration?.active) register().catch(insistLater)
  }
  const insistLater = (): void => {
    const wait = INSIST_MS[tries++]
    clearTimeout(nextTry)
    if (wait !== undefined) nextTry = setTimeout(insist, wait)
  }
  try {
    await register()
  } catch (error) {
    // So says a browser whose network went; one that wants no workers says something else.
    if (!(error instanceof TypeError)) throw error
    insistLater()
  }
  window.addEventListener('online', () => {
    tries = 0
    if (!registration?.installing) insist()
  })
  setInterval(() => void workbox.update().catch(() => undefined), ASK_EVERY_MS)
  active = () => registration?.active ?? null

  const look = async (): Promise<keyof typeof SENTENCES> => {
    try {
      if (!registration) throw new TypeError('nothing is registered yet')
      await workbox.update()
    } catch {
      return (await reachesServer()) ? 'refused' : 'unreachable'
    }
    const installing = registration?.installing
    if (installing && registration?.active && !(await whenInstalled(installing))) return 'refused'
    return registration?.waiting || replaced ? 'ready' : 'newest'
  }

  return {
    reload() {
      // Another tab has let it in already, or the server has taken it back.
      if (!registration?.waiting) return location.reload()
      asked = true
      workbox.messageSkipWaiting()
      setTimeout(() => location.reload(), TAKE_OVER_MS)
    },
    async check() {
      const outcome = await look()
      return { ready: outcome === 'ready', sentence: SENTENCES[outcome] }
    },
    fetchAnew: removeOfflineCopy,
  }
}
