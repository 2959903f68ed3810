/** How the service worker answers a request. */
export type Answer =
  /** The app's one page, from the cache. */
  | 'shell'
  /** A file that came with this version, from the cache. */
  | 'shipped'
  /** A file named after its content: from the cache of any version, else from the network, and kept. */
  | 'kept'
  /** The network's word, or the last one heard where there is no network. */
  | 'fresh'
  /** Something another app shares: kept on this device, and shown. */
  | 'share'
  /** None of our business. */
  | 'network'

export interface Asked {
  readonly method: string
  readonly mode: string
  readonly url: URL
  /** The app's own origin. */
  readonly origin: string
}

/** Addresses that are not pages of the app, though one may open them in a tab. */
const NOT_PAGES: readonly RegExp[] = [
  /^\/assets\//,
  /^\/icons\//,
  /^\/relay$/,
  /^\/healthz$/,
  /^\/metrics$/,
  /^\/carrel\.json$/,
  /^\/manifest\.webmanifest$/,
  /^\/service\.worker\.js$/,
]

/** Read from top to bottom; the first line that fits decides. */
const TABLE: readonly (readonly [fits: (asked: Asked) => boolean, answer: Answer])[] = [
  [
    ({ method, mode, url, origin }) =>
      method === 'POST' && mode === 'navigate' && url.origin === origin && url.pathname === '/add',
    'share',
  ],
  [({ method }) => method !== 'GET', 'network'],
  [({ url, origin }) => url.origin !== origin, 'network'],
  [({ url }) => url.pathname === '/carrel.json', 'fresh'],
  [({ url }) => /^\/(?:relay|healthz|metrics|service\.worker\.js)$/.test(url.pathname), 'network'],
  [({ url }) => url.pathname.startsWith('/assets/'), 'kept'],
  [({ mode, url }) => mode === 'navigate' && !NOT_PAGES.some((path) => path.test(url.pathname)), 'shell'],
  [() => true, 'shipped'],
]

export const answerFor = (asked: Asked): Answer => TABLE.find(([fits]) => fits(asked))?.[1] ?? 'network'

const TYPES: readonly (readonly [name: RegExp, type: RegExp])[] = [
  [/\.js$/, /javascript/],
  [/\.css$/, /css/],
  [/\.wasm$/, /wasm/],
  [/\.(?:woff2?|ttf)$/, /font/],
]

/** Whether an answer is of the kind that its file's name says; a name that says nothing is of any. */
export const isAsNamed = (path: string, type: string): boolean =>
  TYPES.find(([name]) => name.test(path))?.[1].test(type) ?? true

/**
 * Files kept beyond the version they came with, so that a tab of an old version still finds its parts after a deploy:
 * about three versions with every part. The oldest go first.
 */
export const MAX_KEPT_FILES = 400

/** The addresses to forget, oldest first in `addresses`, so that no more than the limit stay. */
export const toForget = (addresses: readonly string[], limit: number = MAX_KEPT_FILES): readonly string[] =>
  addresses.slice(0, Math.max(0, addresses.length - limit))

/** Files of a version before this one that a tab may still ask for. */
export const toCarryOver = (
  before: readonly string[],
  now: ReadonlySet<string>,
  origin: string,
): readonly string[] =>
  before.filter((address) => {
    const url = new URL(address)
    return url.origin === origin && url.pathname.startsWith('/assets/') && !now.has(url.pathname)
  })
