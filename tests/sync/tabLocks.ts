import type { TabLocks } from '../../src/sync/roomLease.ts'

/** What one tab asked for: until `end` it holds the lock or waits for it. */
interface Request {
  readonly tab: object
  readonly grant: () => void
}

/** The lock manager of a browser: one for all tabs of an origin. */
export interface BrowserLocks {
  /** A tab's own `navigator.locks`, and what the browser does when the tab is gone, however it went. */
  openTab(): { readonly locks: TabLocks; die(): void }
  /** How many hold `name` (never more than one) and how many wait for it. */
  count(name: string): { readonly held: number; readonly waiting: number }
}

/**
 * Exclusive locks as in the Web Locks specification: first come, first served; granted in a task of its own; held until
 * the callback's promise settles; a signal ends what waits or has not been called yet, nothing else; a dead tab's locks and requests vanish,
 * and its promises never settle.
 */
export const createBrowserLocks = (): BrowserLocks => {
  const queues = new Map<string, Request[]>()
  const holders = new Map<string, Request>()

  const grantNext = (name: string): void => {
    if (holders.has(name)) return
    const next = queues.get(name)?.shift()
    if (!next) return
    holders.set(name, next)
    setTimeout(() => {
      if (holders.get(name) === next) next.grant()
    })
  }
  const release = (name: string, request: Request): void => {
    if (holders.get(name) !== request) return
    holders.delete(name)
    grantNext(name)
  }
  const dequeue = (name: string, gone: (request: Request) => boolean): boolean => {
    const queue = queues.get(name) ?? []
    const left = queue.filter((request) => !gone(request))
    queues.set(name, left)
    return left.length < queue.length
  }

  return {
    openTab() {
      const tab = {}
      return {
        locks: {
          request: (name, { signal }, callback) =>
            new Promise((resolve, reject) => {
              if (signal.aborted) return reject(signal.reason)
              const request: Request = {
                tab,
                grant() {
                  if (signal.aborted) {
                    release(name, request)
                    return reject(signal.reason)
                  }
                  const result = new Promise<void>((settle) => settle(callback()))
                  result.then(resolve, reject).finally(() => release(name, request))
                },
              }
              signal.addEventListener('abort', () => {
                if (dequeue(name, (other) => other === request)) reject(signal.reason)
              })
              queues.set(name, [...(queues.get(name) ?? []), request])
              grantNext(name)
            }),
        },
        die() {
          for (const name of queues.keys()) dequeue(name, (request) => request.tab === tab)
          for (const [name, holder] of [...holders]) if (holder.tab === tab) release(name, holder)
        },
      }
    },
    count: (name) => ({ held: holders.has(name) ? 1 : 0, waiting: queues.get(name)?.length ?? 0 }),
  }
}
