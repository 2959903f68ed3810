import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { databaseName, openDocStore, type DocStore } from '../../src/storage/docStore.ts'
import { eraseDocument } from '../../src/storage/erasing.ts'
import { MAX_PARTING_BYTES } from '../../src/storage/limits.ts'
import { forgetParting, keepParting, readParting } from '../../src/storage/partingUpdates.ts'
import { failWriting, freshBrowser, rawStore } from './faults.ts'

const NAME = 'library:abc'
const RAW = databaseName(NAME)
const QUICK = { loadMs: 2_000, retryMs: 1, againMs: 20, trimMs: 1 }

/** As much of the browser's storage as is used, with a name of its own for every key, as there. */
const freshStorage = (): Storage => {
  const values: Record<string, string> = {}
  const own = (name: string, value: unknown) =>
    Object.defineProperty(values, name, { value, enumerable: false })
  own('getItem', (key: string) => values[key] ?? null)
  own('setItem', (key: string, value: string) => {
    values[key] = value
  })
  own('removeItem', (key: string) => {
    delete values[key]
  })
  return values as unknown as Storage // reason: the three methods above are all that is asked of it
}

let leaving: EventTarget
const leave = (): boolean => leaving.dispatchEvent(new Event('pagehide'))

beforeEach(() => {
  freshBrowser()
  leaving = new EventTarget()
  vi.stubGlobal('localStorage', freshStorage())
  vi.stubGlobal('addEventListener', leaving.addEventListener.bind(leaving))
  vi.stubGlobal('removeEventListener', leaving.removeEventListener.bind(leaving))
})
afterEach(() => vi.unstubAllGlobals())

const openTab = (): { doc: Y.Doc; store: DocStore } => {
  const doc = new Y.Doc()
  return { doc, store: openDocStore({ name: NAME, doc, timing: QUICK }) }
}
const put = (doc: Y.Doc, key: string): unknown => doc.getMap('m').set(key, key)
const keysOf = (doc: Y.Doc): readonly string[] => [...doc.getMap('m').keys()].sort()

describe('a page that is left', () => {
  it('puts down what the disk has not confirmed, and forgets it when the disk has', async () => {
    const { doc, store } = openTab()
    await store.loaded
    put(doc, 'a')
    put(doc, 'b')
    leave()
    expect(readParting(RAW).size).toBe(1)
    await store.flushed()
    await vi.waitFor(() => expect(readParting(RAW).size).toBe(0), { timeout: 20_000 })
    await store.destroy()
  })

  it('puts nothing down where the disk has everything', async () => {
    const { doc, store } = openTab()
    await store.loaded
    put(doc, 'a')
    await store.flushed()
    leave()
    expect(readParting(RAW).size).toBe(0)
    await store.destroy()
    put(doc, 'b')
    leave()
    expect(readParting(RAW).size).toBe(0)
  })

  it('loses nothing though the disk takes no more', async () => {
    const { doc, store } = openTab()
    await store.loaded
    put(doc, 'a')
    await store.flushed()
    const heal = failWriting('QuotaExceededError')
    put(doc, 'b')
    leave()
    put(doc, 'c')
    leave()
    // The page is gone, and with it what it had in memory.
    doc.destroy()
    heal()

    const next = openTab()
    await next.store.loaded
    expect(keysOf(next.doc)).toEqual(['a', 'b', 'c'])
    await next.store.flushed()
    await vi.waitFor(() => expect(readParting(RAW).size).toBe(0), { timeout: 20_000 })
    await next.store.destroy()
    const last = openTab()
    await last.store.loaded
    expect(keysOf(last.doc)).toEqual(['a', 'b', 'c'])
    await last.store.destroy()
  })

  it('that is closed while the disk takes no more has all of it when it is opened again', async () => {
    const { doc, store } = openTab()
    await store.loaded
    const heal = failWriting('QuotaExceededError')
    put(doc, 'a')
    leave()
    put(doc, 'b')
    expect(await store.destroy()).toBe('beside')
    expect(readParting(RAW).size).toBe(1)
    heal()
    const next = openTab()
    await next.store.loaded
    expect(keysOf(next.doc)).toEqual(['a', 'b'])
    expect(await next.store.destroy()).toBe('written')
    expect(readParting(RAW).size).toBe(0)
  })

  it('says so where what is closed is neither on the disk nor beside it', async () => {
    const { doc, store } = openTab()
    await store.loaded
    const heal = failWriting('QuotaExceededError')
    doc.getMap('m').set('a', 'a'.repeat(MAX_PARTING_BYTES))
    expect(await store.destroy()).toBe('nowhere')
    heal()
  })

  it('keeps what was put down until the disk has taken it', async () => {
    const written = new Y.Doc()
    put(written, 'a')
    keepParting(RAW, Y.encodeStateAsUpdate(written))
    await openTab().store.destroy()
    const heal = failWriting('QuotaExceededError')
    const { doc, store } = openTab()
    await store.loaded
    expect(keysOf(doc)).toEqual(['a'])
    expect((await store.flushed()).ok).toBe(false)
    expect(readParting(RAW).size).toBe(1)
    heal()
    await vi.waitFor(() => expect(readParting(RAW).size).toBe(0), { timeout: 20_000 })
    expect((await rawStore(RAW)).rows.size).toBeGreaterThan(0)
    await store.destroy()
  })

  it('tells of what cannot be read, and opens all the same', async () => {
    const written = new Y.Doc()
    put(written, 'a')
    keepParting(RAW, Y.encodeStateAsUpdate(written))
    keepParting(RAW, new Uint8Array([1, 2, 3]))
    localStorage.setItem(`carrel-parting ${RAW} x`, 'no base64url!')
    const { doc, store } = openTab()
    await store.loaded
    expect(keysOf(doc)).toEqual(['a'])
    expect(store.state()).toMatchObject({ loaded: true, keeping: true, problem: { code: 'damaged' } })
    await store.flushed()
    await vi.waitFor(() => expect(readParting(RAW).size).toBe(2), { timeout: 20_000 })
    await store.destroy()
  })

  it('forgets nothing that a watcher’s fault kept from the disk', async () => {
    const written = new Y.Doc()
    put(written, 'a')
    keepParting(RAW, Y.encodeStateAsUpdate(written))
    const { doc, store } = openTab()
    doc.getMap('m').observe(() => {
      throw new Error('a watcher failed')
    })
    await store.loaded
    await store.flushed()
    await store.destroy()

    const next = openTab()
    await next.store.loaded
    expect(keysOf(next.doc)).toEqual(['a'])
    await next.store.destroy()
  })

  it('leaves nothing behind of a document that was erased, and touches no other', async () => {
    keepParting(RAW, new Uint8Array([0, 0]))
    keepParting(`${RAW}d`, new Uint8Array([0, 0]))
    const { store } = openTab()
    await eraseDocument(NAME, store)
    expect(readParting(RAW).size).toBe(0)
    expect(readParting(`${RAW}d`).size).toBe(1)
  })

  it('takes an update as long as the limit and none that is longer', () => {
    const key = keepParting(RAW, new Uint8Array(MAX_PARTING_BYTES))
    expect(key).not.toBeNull()
    expect([...readParting(RAW).values()][0]?.length).toBe(MAX_PARTING_BYTES)
    forgetParting([key ?? ''])
    expect(keepParting(RAW, new Uint8Array(MAX_PARTING_BYTES + 1))).toBeNull()
    expect(readParting(RAW).size).toBe(0)
  })

  it('does without a browser that forbids site data', async () => {
    vi.stubGlobal('localStorage', {
      getItem: () => null,
      setItem() {
        throw new DOMException('no room', 'QuotaExceededError')
      },
    })
    const { doc, store } = openTab()
    await store.loaded
    put(doc, 'a')
    leave()
    expect((await store.flushed()).ok).toBe(true)
    await store.destroy()
  })

  it('does not leave the commit of a change to the browser', async () => {
    const { doc, store } = openTab()
    await store.loaded
    await store.flushed()
    const commit = vi.spyOn(IDBTransaction.prototype, 'commit')
    put(doc, 'a')
    expect(commit).toHaveBeenCalledTimes(1)
    await store.flushed()
    commit.mockRestore()
    await store.destroy()
  })
})
