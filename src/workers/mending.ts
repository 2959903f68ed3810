import { cacheNames } from 'workbox-core'
import { getCacheKeyForURL } from 'workbox-precaching'

/** A file that came with this version, and what it must be. */
export interface ShippedFile {
  readonly url: string
  readonly revision: string | null
  /** `sha256-…`, as the build found it. */
  readonly integrity: string
}

export interface Mended {
  /** Files that were damaged or gone, and are whole again. */
  readonly mended: number
  /** Files that are still not whole: no network, or the server has another version by now. */
  readonly lacking: number
}

const base64Of = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)))

const isWhole = async (answer: Response | undefined, { integrity }: ShippedFile): Promise<boolean> => {
  if (!answer) return false
  try {
    const sum = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer())
    return integrity === `sha256-${base64Of(sum)}`
  } catch {
    // What cannot even be read is not whole.
    return false
  }
}

/**
 * An answer as it is kept. A browser holds scripts in memory as long as their header allows, so that a page opened anew
 * would get a damaged one again without asking for it; with this header it asks.
 */
export const toKeep = (answer: Response): Response => {
  const headers = new Headers(answer.headers)
  headers.set('Cache-Control', 'no-cache')
  return new Response(answer.body, { status: answer.status, headers })
}

/** From the server, and from nothing that lies between; throws where it is not as it was built. */
export const fetchWhole = async (file: ShippedFile): Promise<Response> => {
  const answer = await fetch(file.url, { cache: 'reload', integrity: file.integrity })
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  const cache = await caches.open(cacheNames.precache)
  await cache.put(getCacheKeyForURL(file.url) ?? file.url, toKeep(answer.clone()))
  return answer
}

/** Looks whether every file of this version is kept as it was built, and fetches again what is not. */
export const mend = async (shipped: readonly ShippedFile[]): Promise<Mended> => {
  const cache = await caches.open(cacheNames.precache)
  let mended = 0
  let lacking = 0
  for (const file of shipped) {
    if (await isWhole(await cache.match(getCacheKeyForURL(file.url) ?? file.url), file)) continue
    try {
      await fetchWhole(file)
      mended += 1
    } catch {
      lacking += 1
    }
  }
  return { mended, lacking }
}
