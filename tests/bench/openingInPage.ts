import * as Y from 'yjs'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { openDocStore } from '../../src/storage/docStore.ts'

/** What one round took, in ms of the page's own clock. */
export interface Opening {
  /** Yjs alone, on the state as it lies in memory. */
  readonly decode: number
  /** The same, after the row has been read from the disk with nothing around it. */
  readonly bare: number
  /** The store, until it says that the document is loaded. */
  readonly store: number
  /** The store, with the library's view being read from the document as it is in the app. */
  readonly view: number
  readonly saved: number
}

const NAME = 'library:bench'
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300))

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(new Error('the database refused')))
  })

const keep = async (state: Uint8Array): Promise<void> => {
  const doc = new Y.Doc()
  const store = openDocStore({ name: NAME, doc })
  await store.loaded
  Y.applyUpdate(doc, state)
  await store.flushed()
  await store.destroy()
}

const readBare = async (): Promise<Y.Doc> => {
  const database = await done(indexedDB.open(`carrel/${NAME}`))
  const rows = await done<unknown[]>(database.transaction('updates').objectStore('updates').getAll())
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const row of rows) if (row instanceof Uint8Array) Y.applyUpdate(doc, row)
  })
  database.close()
  return doc
}

const open = async (withView: boolean): Promise<number> => {
  const doc = new Y.Doc()
  const store = openDocStore({ name: NAME, doc })
  const reader = withView ? readLibrary(doc) : null
  await store.loaded
  const saved = reader?.view().saved.size ?? 0
  // What the disk still does for it is no part of what is waited for.
  void store.destroy()
  return saved
}

const timed = async <T>(work: () => T | Promise<T>): Promise<readonly [number, T]> => {
  await settle()
  const began = performance.now()
  const result = await work()
  return [performance.now() - began, result]
}

const measure = async (state: Uint8Array): Promise<Opening> => {
  const [decode] = await timed(() => Y.applyUpdate(new Y.Doc(), state))
  const [bare] = await timed(readBare)
  const [store] = await timed(() => open(false))
  const [view, saved] = await timed(() => open(true))
  return { decode, bare, store, view, saved }
}

/** What the bench calls in its page. */
export interface OpeningBench {
  keep(): Promise<void>
  measure(): Promise<Opening>
}

const fetched = async (): Promise<Uint8Array> => new Uint8Array(await (await fetch('/state')).arrayBuffer())
const bench: OpeningBench = {
  keep: async () => keep(await fetched()),
  measure: async () => measure(await fetched()),
}
Object.assign(globalThis, { openingBench: bench })
