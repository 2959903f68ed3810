import { addPlugins, matchPrecache, precache, cleanupOutdatedCaches } from 'workbox-precaching'
import { cacheNames } from 'workbox-core'
import { registerRoute } from 'workbox-routing'
import { NetworkFirst, Strategy, type StrategyHandler } from 'workbox-strategies'
import { answerFor, isAsNamed, toCarryOver, toForget, type Answer } from './caching.ts'
import { fetchWhole, mend, toKeep, type ShippedFile } from './mending.ts'
import { isRunning, reopen, stuckPages } from './running.ts'
import { takeShare } from './share.ts'
import { isLifeEvent, scope, type PageClient } from './scope.ts'

declare global {
  /** Filled in by the build. */
  var __WB_MANIFEST: readonly ShippedFile[]
}

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

/** Pages that the worker before this one kept from starting. */
let stuck: readonly PageClient[] = []

/**
 * A new version waits until it is asked for. Where the version before is so broken that no page of it can ask, it does
 * not wait: there is nobody whom it could interrupt.
 */
const takeOverWhatIsStuck = async (): Promise<void> => {
  if (!scope.registration.active) return
  stuck = await stuckPages()
  if (stuck.length > 0) await scope.skipWaiting()
}

scope.addEventListener('install', (event) => {
  if (!isLifeEvent(event)) return
  // A full disk must not stop a new version: an old tab then asks the network.
  event.waitUntil(carryOver().catch(() => undefined))
  event.waitUntil(hearFirst().catch(() => undefined))
  event.waitUntil(takeOverWhatIsStuck().catch(() => undefined))
})

/** The page of the very first visit too: it may lose the network before it has fetched its later parts. */
const takeCharge = async (): Promise<void> => {
  await scope.clients.claim()
  // Not waited for: a page that is opened anew waits in turn until this worker has begun.
  void reopen(stuck)
}

scope.addEventListener('activate', (event) => {
  if (isLifeEvent(event)) event.waitUntil(takeCharge())
})

const answerMend = async (port: MessagePort | undefined): Promise<void> =>
  port?.postMessage(await mend(shipped))

scope.addEventListener('message', (event) => {
  // A worker is written to by a kind of event that is no MessageEvent.
  const data: unknown = 'data' in event ? event.data : null
  const ports: unknown = 'ports' in event ? event.ports : null
  if (typeof data !== 'object' || data === null || !('type' in data) || !isLifeEvent(event)) return
  // Sent when the person asks for the new version, and never by itself.
  if (data.type === 'SKIP_WAITING') void scope.skipWaiting()
  // Sent when a part of the app could not be used.
  if (data.type === 'MEND')
    event.waitUntil(
      answerMend(Array.isArray(ports) && ports[0] instanceof MessagePort ? ports[0] : undefined),
    )
})

precache([...shipped])
addPlugins([
  {
    cacheWillUpdate: async ({ response }) => (response.status === 200 ? toKeep(response) : null),
    // The browser's own cache may hold what some network made of a file: then the server is asked, and only once more.
    handlerDidError: async ({ request, event }) => {
      const { pathname } = new URL(request.url)
      const file = shipped.find(({ url }) => new URL(url, location.origin).pathname === pathname)
      return file && event.type === 'install' ? fetchWhole(file) : undefined
    },
  },
])
cleanupOutdatedCaches()

/** A page that does not start may lie on the disk damaged: what is not whole is fetched again, and the page opened anew. */
const seeItStart = async (page: string): Promise<void> => {
  if ((await isRunning(page)) !== false) return
  const { mended } = await mend(shipped)
  const client = mended > 0 ? await scope.clients.get(page) : undefined
  if (client) await reopen([client])
}

/** The page as it came with this version; where the browser has thrown it away, the network's. */
class FromShell extends Strategy {
  override async _handle(_request: Request, handler: StrategyHandler): Promise<Response> {
    const { event } = handler
    if ('resultingClientId' in event && typeof event.resultingClientId === 'string')
      void handler.waitUntil(seeItStart(event.resultingClientId).catch(() => undefined))
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
    // A page that has failed to get a part asks for it under another address, and means the same file.
    const { pathname, search } = new URL(request.url)
    const known =
      (await matchPrecache(pathname)) ??
      (await handler.cacheMatch(new Request(new URL(pathname, location.origin))))
    if (known) return known
    const answer = await handler.fetch(request)
    // A network that asks for a login first answers everything, with its own page.
    if (answer.ok && search === '' && isAsNamed(pathname, answer.headers.get('content-type') ?? ''))
      void handler.waitUntil(handler.cachePut(request, answer.clone()))
    return answer
  }
}

class FromShare extends Strategy {
  override _handle(request: Request): Promise<Response> {
    return takeShare(request)
  }
}

const answers: Readonly<Record<Exclude<Answer, 'network'>, Strategy>> = {
  share: new FromShare(),
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
    name === 'share' ? 'POST' : 'GET',
  )
