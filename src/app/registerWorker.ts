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

/** A version that was let in takes over at once; one that does not is waited for no longer than this. */
const TAKE_OVER_MS = 10_000

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
  const workbox = new Workbox('/service.worker.js')
  const registration = await workbox.register({ immediate: true })
  if (!registration) throw new Error('the browser gave no registration')
  const offer = (): void => {
    if (registration.waiting && registration.active) setUpdate((now) => now ?? 'ready')
  }
  const follow = (worker: ServiceWorker | null): void => {
    if (worker) void whenInstalled(worker).then(offer)
  }
  registration.addEventListener('updatefound', () => follow(registration.installing))
  follow(registration.installing)
  offer()
  setInterval(() => void workbox.update().catch(() => undefined), ASK_EVERY_MS)
  active = () => registration.active

  const look = async (): Promise<keyof typeof SENTENCES> => {
    try {
      await workbox.update()
    } catch {
      return (await reachesServer()) ? 'refused' : 'unreachable'
    }
    const { installing } = registration
    if (installing && registration.active && !(await whenInstalled(installing))) return 'refused'
    return registration.waiting || replaced ? 'ready' : 'newest'
  }

  return {
    reload() {
      const { waiting } = registration
      // Another tab has let it in already, or the server has taken it back.
      if (!waiting) return location.reload()
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
