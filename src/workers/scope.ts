/** A page as its worker sees it. */
export interface PageClient {
  readonly id: string
  readonly url: string
  readonly visibilityState: string
  postMessage(message: unknown, transfer: readonly MessagePort[]): void
  navigate(url: string): Promise<unknown>
}

/** What a service worker has beyond a page; the compiler's own library for it cannot stand beside the page's. */
export interface WorkerScope extends EventTarget {
  skipWaiting(): Promise<void>
  readonly clients: {
    claim(): Promise<void>
    get(id: string): Promise<PageClient | undefined>
    matchAll(options: {
      readonly type: 'window'
      readonly includeUncontrolled: true
    }): Promise<readonly PageClient[]>
  }
  readonly registration: { readonly active: unknown; unregister(): Promise<boolean> }
}

export interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}

export const scope = globalThis as unknown as WorkerScope // reason: what imports this runs as a service worker and nowhere else

export const isLifeEvent = (event: Event): event is LifeEvent => 'waitUntil' in event
