import { IDBFactory } from 'fake-indexeddb'
import 'fake-indexeddb/auto'

// eslint-disable-next-line typescript/unbound-method -- reason: called with its own this wherever it is used
const addHealthy = IDBObjectStore.prototype.add
/** Ample for the chain of promises with which lib0 places one request after another. */
const MICROTASKS = 50

/** A browser of its own: empty, healthy. */
export const freshBrowser = (): void => {
  IDBObjectStore.prototype.add = addHealthy
  globalThis.indexedDB = new IDBFactory()
}

/** An open request that answers nothing by itself. */
class SilentRequest extends EventTarget {
  error: DOMException | null = null
  result: IDBDatabase | null = null
}

/** From now on every opening fails with `name`, until the answer is called. */
export const failOpening = (name: string): (() => void) => {
  const factory = indexedDB
  const real = factory.open.bind(factory)
  factory.open = () => {
    const request = new SilentRequest()
    request.error = new DOMException('it would not open', name)
    setTimeout(() => request.dispatchEvent(new Event('error', { cancelable: true })), 0)
    return request as unknown as IDBOpenDBRequest // reason: the code under test only listens and reads error
  }
  return () => {
    factory.open = real
  }
}

/** From now on every opening waits, as for a tab that holds the database; the answer lets all of them through. */
export const blockOpening = (): (() => void) => {
  const factory = indexedDB
  const real = factory.open.bind(factory)
  const waiting: (() => void)[] = []
  factory.open = (name: string, version?: number) => {
    const request = new SilentRequest()
    waiting.push(() => {
      const opened = real(name, version)
      for (const type of ['upgradeneeded', 'success'])
        opened.addEventListener(type, () => {
          request.result = opened.result
          request.dispatchEvent(new Event(type))
        })
    })
    return request as unknown as IDBOpenDBRequest // reason: the code under test only listens and reads result
  }
  return () => {
    factory.open = real
    for (const go of waiting) go()
  }
}

/**
 * From now on every transaction that adds something is taken back with `name` once its requests have succeeded, as a
 * full disk does; the answer frees the disk. With `over`, only a row of more bytes than that is taken back; with `after`,
 * so many transactions go through first.
 */
export const failWriting = (name: string, over = -1, after = 0): (() => void) => {
  let left = after
  IDBObjectStore.prototype.add = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    const request = key === undefined ? addHealthy.call(this, value) : addHealthy.call(this, value, key)
    if (over >= 0 && !(value instanceof Uint8Array && value.length > over)) return request
    if (left-- > 0) return request
    // reason: fake-indexeddb's own way to abort with a reason, which the standard leaves to the browser
    const transaction = this.transaction as unknown as { _abort(name: string): void }
    request.addEventListener('success', async () => {
      for (let hop = 0; hop < MICROTASKS; hop++) await Promise.resolve()
      transaction._abort(name)
    })
    return request
  }
  return () => {
    IDBObjectStore.prototype.add = addHealthy
  }
}

/** The raw rows of a stored document, and what was set aside, by key. */
export const rawStore = async (
  name: string,
): Promise<{ rows: Map<IDBValidKey, unknown>; other: Map<IDBValidKey, unknown> }> => {
  const database = await openRaw(name)
  const read = async (store: string): Promise<Map<IDBValidKey, unknown>> => {
    const objectStore = database.transaction(store).objectStore(store)
    const [keys, values] = await Promise.all([
      done(objectStore.getAllKeys()),
      done<unknown[]>(objectStore.getAll()),
    ])
    return new Map(keys.map((key, at) => [key, values[at]]))
  }
  const both = { rows: await read('updates'), other: await read('custom') }
  database.close()
  return both
}

/** Puts `value` behind all rows of a stored document. */
export const plantRow = async (name: string, value: unknown): Promise<IDBValidKey> => {
  const database = await openRaw(name)
  const key = await done(database.transaction('updates', 'readwrite').objectStore('updates').add(value))
  database.close()
  return key
}

const openRaw = (name: string): Promise<IDBDatabase> => done(indexedDB.open(name))

export const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('failed')))
  })
