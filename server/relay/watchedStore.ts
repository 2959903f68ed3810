import { err, type Result } from '../../src/lib/result.ts'
import type { LogStore, StoreFault } from './log.ts'

/** A store whose writes are timed and whose refusals are known. */
export interface WatchedStore extends LogStore {
  /** The last write was refused by the disk, and none has gone through since. */
  isRefusing(): boolean
}

/**
 * `store` with a look at every write: `wrote` gets how long it took in ms. After `close` it refuses without asking the
 * store: LMDB's native part must not be asked for what it has closed.
 */
export const watchStore = (
  store: LogStore,
  told: {
    readonly wrote: (ms: number) => void
    readonly refusing: (refusing: boolean) => void
  },
): WatchedStore => {
  let refusing = false
  let closed = false
  const write = async (work: () => Promise<Result<null, StoreFault>>): Promise<Result<null, StoreFault>> => {
    if (closed) return err('storage')
    const began = performance.now()
    const done = await work()
    told.wrote(performance.now() - began)
    const now = !done.ok && done.error === 'storage'
    if (now !== refusing) {
      refusing = now
      told.refusing(now)
    }
    return done
  }
  const read = async <T>(work: () => Promise<Result<T, StoreFault>>): Promise<Result<T, StoreFault>> =>
    closed ? err('storage') : work()
  const { ages } = store
  return {
    ...store,
    ...(ages && {
      ages: {
        serviceDay: async (date: number) => (closed ? null : ages.serviceDay(date)),
        touch: async (room: string, day: number) => (closed ? undefined : ages.touch(room, day)),
        rest: async (room: string) => (closed ? undefined : ages.rest(room)),
        list: async (after: string, count: number) => (closed ? [] : ages.list(after, count)),
        remove: async (room: string, revision: number) => !closed && ages.remove(room, revision),
      },
    }),
    isRefusing: () => refusing,
    ...(store.gather && { gather: async () => (closed ? undefined : store.gather?.()) }),
    head: (...given) => read(() => store.head(...given)),
    append: (...given) => write(() => store.append(...given)),
    compact: (...given) => write(() => store.compact(...given)),
    read: (...given) => read(() => store.read(...given)),
    find: (...given) => read(() => store.find(...given)),
    measure: (...given) => read(() => store.measure(...given)),
    readSnapshot: (...given) => read(() => store.readSnapshot(...given)),
    async close() {
      closed = true
      await store.close()
    },
  }
}
