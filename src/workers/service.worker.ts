import { matchPrecache, precache, cleanupOutdatedCaches } from 'workbox-precaching'
import { cacheNames } from 'workbox-core'
import { registerRoute } from 'workbox-routing'
import { NetworkFirst, Strategy, type StrategyHandler } from 'workbox-strategies'
import { answerFor, toCarryOver, toForget, type Answer } from './caching.ts'

declare global {
  /** Filled in by the build. */
  var __WB_MANIFEST: readonly { readonly url: string; readonly revision: string | null }[]
}

/** What a service worker has beyond a page; the compiler's own library for it cannot stand beside the page's. */
interface ServiceWorkerScope extends EventTarget {
  skipWaiting(): Promise<void>
  readonly clients: { claim(): Promise<void> }
}
interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
const scope = globalThis as unknown as ServiceWorkerScope // reason: this file runs as a service worker and nowhere else
const isLifeEvent = (event: Event): event is LifeEvent => 'waitUntil' in event

const KEPT = 'carrel-kept'
const FRESH = 'carrel-fresh'
const SHELL = '/index.html'
/** An unreachable server must not keep the app waiting for what it knows already. */
const FRESH_SECONDS = 3

const shipped = self.__WB_MANIFEST

/** Before this version tidies up: what the version before shipped and a tab may still ask for moves over. */
const carryOver = async (): Promise<void> => {
  const before = await caches.open(cacheNames.precache)
  const kept = await caches.open(KEPT)
  const requests = await before.keys()
  const now = new Set(shipped.map(({ url }) => new URL(url, location.origin).pathname))
  for (const address of toCarryOver(
    requests.map(({ url }) => url),
    now,
    location.origin,
  )) {
    const answer = await before.match(address)
    if (answer) await kept.put(address, answer)
  }
  const addresses = (await kept.keys()).map(({ url }) => url)
  for (const address of toForget(addresses)) await kept.delete(address)
}

/** The first visit is over before this worker answers anything, so what it would have heard is asked for here. */
const hearFirst = async (): Promise<void> => {
  const fresh = await caches.open(FRESH)
  await fresh.add('/carrel.json')
}

scope.addEventListener('install', (event) => {
  if (!isLifeEvent(event)) return
  // A full disk must not stop a new version: an old tab then asks the network.
  event.waitUntil(carryOver().catch(() => undefined))
  event.waitUntil(hearFirst().catch(() => undefined))
})

scope.addEventListener('activate', (event) => {
  // The page of the very first visit too: it may lose the network before it has fetched its later parts.
  if (isLifeEvent(event)) event.waitUntil(scope.clients.claim())
})

scope.addEventListener('message', (event) => {
  // A worker is written to by a kind of event that is no MessageEvent.
  const data: unknown = 'data' in event ? event.data : null
  // Sent when the person asks for the new version, and never by itself.
  if (typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING')
    void scope.skipWaiting()
})

precache([...shipped])
cleanupOutdatedCaches()

/** The page as it came with this version; where the browser has thrown it away, the network's. */
class FromShell extends Strategy {
  override async _handle(_request: Request, handler: StrategyHandler): Promise<Response> {
    return (await matchPrecache(SHELL)) ?? (await handler.fetch(SHELL))
  }
}

class FromShipped extends Strategy {
  override async _handle(request: Request, handler: StrategyHandler): Promise<Response> {
    return (await matchPrecache(request)) ?? (await handler.fetch(request))
  }
}

class FromKept extends Strategy {
  override async _handle(request: Request, handler: StrategyHandler): Promise<Response> {
    const known = (await matchPrecache(request)) ?? (await handler.cacheMatch(request))
    if (known) return known
    const answer = await handler.fetch(request)
    if (answer.ok) void handler.waitUntil(handler.cachePut(request, answer.clone()))
    return answer
  }
}

const answers: Readonly<Record<Exclude<Answer, 'network'>, Strategy>> = {
  shell: new FromShell(),
  shipped: new FromShipped(),
  kept: new FromKept({ cacheName: KEPT }),
  fresh: new NetworkFirst({ cacheName: FRESH, networkTimeoutSeconds: FRESH_SECONDS }),
}
for (const [name, strategy] of Object.entries(answers))
  registerRoute(
    ({ request, url }) =>
      answerFor({ method: request.method, mode: request.mode, url, origin: location.origin }) === name,
    strategy,
  )
