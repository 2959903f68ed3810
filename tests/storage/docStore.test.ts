import { forceCloseDatabase } from 'fake-indexeddb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { PREFERRED_TRIM_SIZE } from 'y-indexeddb'
import * as Y from 'yjs'
import { databaseName, openDocStore, type DocStore } from '../../src/storage/docStore.ts'
import { MAX_QUEUED_UPDATES, MAX_ROWS_AT_OPEN, MAX_ROWS_IN_USE } from '../../src/storage/limits.ts'
import { eraseDocument } from '../../src/storage/erasing.ts'
import { blockOpening, done, failOpening, failWriting, freshBrowser, plantRow, rawStore } from './faults.ts'

const NAME = 'list:abc'
const RAW = databaseName(NAME)
const QUICK = { loadMs: 2_000, retryMs: 1, againMs: 60_000, trimMs: 1 }

/** One tab: a document, its store, and every connection it has made. */
const openTab = (timing: Partial<typeof QUICK> = {}): { doc: Y.Doc; store: DocStore } => {
  const doc = new Y.Doc()
  return { doc, store: openDocStore({ name: NAME, doc, timing: { ...QUICK, ...timing } }) }
}

const keep = async (entries: Record<string, string>): Promise<void> => {
  const { doc, store } = openTab()
  await store.loaded
  for (const [key, value] of Object.entries(entries)) doc.getMap('m').set(key, value)
  await store.flushed()
  await store.destroy()
}

const kept = async (): Promise<Record<string, unknown>> => {
  const { doc, store } = openTab()
  await store.loaded
  const value = doc.getMap('m').toJSON()
  await store.destroy()
  return value
}

/** A machine may be busy with other things; what never comes still ends the test. */
const PATIENT = { timeout: 20_000, interval: 5 }

const until = (condition: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(condition()).toBe(true), PATIENT)

/** Longer than y-indexeddb waits, after a change past its limit, before it folds by itself. */
const pastTheTimer = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_500))

/** Every connection opened from now on, so that a test can close them as a browser does. */
const watchConnections = (): IDBDatabase[] => {
  const connections: IDBDatabase[] = []
  const real = indexedDB.open.bind(indexedDB)
  indexedDB.open = (name: string, version?: number) => {
    const request = real(name, version)
    request.addEventListener('success', () => connections.push(request.result))
    return request
  }
  return connections
}

beforeEach(freshBrowser)

describe('a document on a healthy disk', () => {
  it('is there again after it was closed', async () => {
    await keep({ a: '1', b: '2' })
    expect(await kept()).toEqual({ a: '1', b: '2' })
  })

  it('says how many changes the disk has not confirmed', async () => {
    const { doc, store } = openTab()
    await store.loaded
    doc.getMap('m').set('a', '1')
    doc.getMap('m').set('b', '2')
    expect(store.state().pending).toBe(2)
    expect(await store.flushed()).toEqual({ ok: true, value: null })
    expect(store.state()).toEqual({ loaded: true, problem: null, keeping: true, pending: 0 })
    await store.destroy()
  })

  it('keeps what is written before the disk has been read', async () => {
    await keep({ a: '1' })
    const { doc, store } = openTab()
    doc.getMap('m').set('b', '2')
    await store.loaded
    await store.destroy()
    expect(await kept()).toEqual({ a: '1', b: '2' })
  })

  it('keeps what is written right before it is closed, read or not', async () => {
    const { doc, store } = openTab()
    doc.getMap('m').set('a', '1')
    await store.destroy()
    expect(await kept()).toEqual({ a: '1' })
  })

  it('is watched last, so that whoever else listens has seen a change before the disk gets it', async () => {
    const { doc, store } = openTab()
    const seen: number[] = []
    doc.on('update', () => seen.push(store.state().pending))
    await store.loaded
    doc.getMap('m').set('a', '1')
    expect(seen).toEqual([0])
    await store.destroy()
  })

  it('keeps what somebody who watches the document writes while it is being read', async () => {
    await keep({ a: '1' })
    const { doc, store } = openTab()
    const map = doc.getMap('m')
    map.observe(() => {
      if (!map.has('seen')) map.set('seen', '2')
    })
    doc.once('afterTransaction', () => doc.getMap('m').set('after', '3'))
    await store.loaded
    await store.flushed()
    await store.destroy()
    expect(await kept()).toEqual({ a: '1', seen: '2', after: '3' })
  })

  it('is handed over before the disk is ready to be written to, and what is done then waits for it', async () => {
    await keep({ a: '1' })
    const { doc, store } = openTab()
    await store.loaded
    expect(store.state()).toMatchObject({ loaded: true, problem: null, pending: 0 })
    doc.getMap('m').set('b', '2')
    expect(store.state().pending).toBe(1)
    expect(await store.flushed()).toEqual({ ok: true, value: null })
    await store.destroy()
    expect(await kept()).toEqual({ a: '1', b: '2' })
  })

  it('agrees in two tabs that write at once', async () => {
    const one = openTab()
    const two = openTab()
    await Promise.all([one.store.loaded, two.store.loaded])
    one.doc.getMap('m').set('a', '1')
    two.doc.getMap('m').set('b', '2')
    await Promise.all([one.store.destroy(), two.store.destroy()])
    expect(await kept()).toEqual({ a: '1', b: '2' })
  })

  it('does not write back what it has just read', async () => {
    await keep({ a: '1'.repeat(10_000) })
    await kept()
    const bytes = [...(await rawStore(RAW)).rows.values()].map((row) =>
      row instanceof Uint8Array ? row.length : 0,
    )
    expect(Math.max(...bytes)).toBeGreaterThan(10_000)
    expect(bytes.filter((length) => length > 100)).toHaveLength(1)
  })

  it('stays flat over 200 openings', async () => {
    await keep({ a: '1' })
    for (let opening = 0; opening < 200; opening++) {
      // Loaded comes a little before y-indexeddb has counted its rows, and uncounted rows are not folded.
      const { store } = openTab({ trimMs: 20 })
      await store.loaded
      if (opening % 10 === 9)
        await vi.waitFor(
          async () => expect((await rawStore(RAW)).rows.size).toBeLessThanOrEqual(MAX_ROWS_AT_OPEN),
          PATIENT,
        )
      await store.destroy()
    }
    expect(await kept()).toEqual({ a: '1' })
  })

  it('folds its rows into one past the limit in use, not at it', async () => {
    const { doc, store } = openTab({ trimMs: 60_000 })
    await store.loaded
    const start = (await rawStore(RAW)).rows.size
    for (let at = start; at < MAX_ROWS_IN_USE; at++) doc.getMap('m').set(`k${at}`, at)
    await store.flushed()
    expect((await rawStore(RAW)).rows.size).toBe(MAX_ROWS_IN_USE)
    doc.getMap('m').set('last', 1)
    await store.flushed()
    await vi.waitFor(async () => expect((await rawStore(RAW)).rows.size).toBe(1), PATIENT)
    await store.destroy()
    expect(Object.keys(await kept())).toHaveLength(MAX_ROWS_IN_USE - start + 1)
  })

  it('folds the rows of another tab in with its own', async () => {
    const one = openTab({ trimMs: 60_000 })
    const two = openTab({ trimMs: 60_000 })
    await Promise.all([one.store.loaded, two.store.loaded])
    two.doc.getMap('m').set('two', '2')
    await two.store.flushed()
    for (let at = 0; at <= MAX_ROWS_IN_USE; at++) one.doc.getMap('m').set(`k${at}`, at)
    await one.store.flushed()
    await vi.waitFor(async () => expect((await rawStore(RAW)).rows.size).toBeLessThan(5), PATIENT)
    await Promise.all([one.store.destroy(), two.store.destroy()])
    expect(await kept()).toMatchObject({ two: '2', k0: 0 })
  })

  it('is gone from the device once erased', async () => {
    await keep({ a: '1' })
    const { store } = openTab()
    await store.loaded
    await eraseDocument(NAME, store)
    expect((await indexedDB.databases()).map(({ name }) => name)).toEqual([])
  })
})

describe('a disk that will not open', () => {
  it('is told, and what was kept before is untouched', async () => {
    await keep({ a: '1' })
    const heal = failOpening('UnknownError')
    const { doc, store } = openTab()
    expect(await store.loaded).toMatchObject({ ok: false, error: { code: 'open' } })
    expect(store.state()).toMatchObject({ loaded: false, problem: { code: 'open' }, keeping: false })
    doc.getMap('m').set('b', '2')
    expect(await store.flushed()).toMatchObject({ ok: false, error: { code: 'open' } })
    await store.destroy()
    heal()
    expect(await kept()).toEqual({ a: '1' })
  })

  it('is tried once more before anybody hears of it', async () => {
    await keep({ a: '1' })
    const heal = failOpening('UnknownError')
    const { doc, store } = openTab({ retryMs: 20 })
    const told: unknown[] = []
    store.onChange(() => told.push(store.state().problem))
    setTimeout(heal, 5)
    expect(await store.loaded).toEqual({ ok: true, value: null })
    expect(doc.getMap('m').toJSON()).toEqual({ a: '1' })
    expect(told.filter((problem) => problem !== null)).toEqual([])
    await store.destroy()
  })

  it('gets everything with the next change once it opens, and the old rows join', async () => {
    await keep({ a: '1' })
    const heal = failOpening('UnknownError')
    const { doc, store } = openTab()
    await store.loaded
    doc.getMap('m').set('b', '2')
    heal()
    doc.getMap('m').set('c', '3')
    await until(() => store.state().problem === null && store.state().pending === 0)
    expect(doc.getMap('m').toJSON()).toEqual({ a: '1', b: '2', c: '3' })
    await store.destroy()
    expect(await kept()).toEqual({ a: '1', b: '2', c: '3' })
  })

  it.each([
    ['SecurityError', 'absent'],
    ['InvalidStateError', 'open'],
  ])('with %s is called "%s"', async (name, code) => {
    failOpening(name)
    const { store } = openTab()
    expect(await store.loaded).toMatchObject({ ok: false, error: { code } })
    await store.destroy()
  })

  it('that does not exist is called "absent"', async () => {
    vi.stubGlobal('indexedDB', undefined)
    const { store } = openTab()
    expect(await store.loaded).toMatchObject({ ok: false, error: { code: 'absent' } })
    await store.destroy()
    vi.unstubAllGlobals()
  })

  it('that is blocked is told after a while, and read when it answers', async () => {
    await keep({ a: '1' })
    const free = blockOpening()
    const { doc, store } = openTab({ loadMs: 10 })
    expect(await store.loaded).toMatchObject({ ok: false, error: { code: 'timeout' } })
    doc.getMap('m').set('b', '2')
    expect(store.state()).toMatchObject({ loaded: false, problem: { code: 'timeout' }, pending: 1 })
    free()
    await until(() => store.state().problem === null && store.state().pending === 0)
    expect(doc.getMap('m').toJSON()).toEqual({ a: '1', b: '2' })
    await store.destroy()
    expect(await kept()).toEqual({ a: '1', b: '2' })
  })
})

describe('a database that another version made', () => {
  it('is told as such and left alone, and the document goes on in memory', async () => {
    const request = indexedDB.open(RAW, 5)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('journal'))
    const made = await new Promise<IDBDatabase>((resolve) =>
      request.addEventListener('success', () => resolve(request.result)),
    )
    made.close()
    const { doc, store } = openTab()
    expect(await store.loaded).toMatchObject({ ok: false, error: { code: 'newer' } })
    doc.getMap('m').set('a', '1')
    expect(store.state()).toMatchObject({ loaded: false, keeping: false, pending: 1 })
    await store.drop()
    const there = await done(indexedDB.open(RAW))
    expect([there.version, ...there.objectStoreNames]).toEqual([5, 'journal'])
    there.close()
  })
})

/** Runs `work`; what it begins to write is answered once the answer of this is called. */
const holdWrites = (work: () => void): (() => void) => {
  let free: () => void = () => undefined
  const slow = new Promise<void>((resolve) => (free = resolve))
  const listen = IDBTransaction.prototype.addEventListener
  IDBTransaction.prototype.addEventListener = function (
    this: IDBTransaction,
    type: string,
    listener: EventListener,
    ...rest: [boolean?]
  ) {
    const late = (event: Event): void => void slow.then(() => listener(event))
    listen.call(this, type, type === 'complete' ? late : listener, ...rest)
  } as typeof listen // reason: the overloads of the real one take the same
  work()
  IDBTransaction.prototype.addEventListener = listen
  return free
}

describe('a disk that does not answer a write', () => {
  it('is told after a while, and no longer once it has answered', async () => {
    const { doc, store } = openTab({ loadMs: 30 })
    await store.loaded
    await store.flushed()
    const free = holdWrites(() => doc.getMap('m').set('a', '1'))
    await until(() => store.state().problem?.code === 'timeout')
    expect(store.state()).toMatchObject({ keeping: false, pending: 1 })
    free()
    await until(() => store.state().problem === null)
    expect(store.state()).toMatchObject({ keeping: true, pending: 0 })
    await store.destroy()
    expect(await kept()).toEqual({ a: '1' })
  })

  it('is told also where the write before it was answered', async () => {
    const { doc, store } = openTab({ loadMs: 300 })
    await store.loaded
    await store.flushed()
    doc.getMap('m').set('a', '1')
    expect(await store.flushed()).toEqual({ ok: true, value: null })
    const free = holdWrites(() => doc.getMap('m').set('b', '2'))
    await until(() => store.state().problem?.code === 'timeout')
    free()
    await until(() => store.state().problem === null && store.state().pending === 0)
    await store.destroy()
    expect(await kept()).toEqual({ a: '1', b: '2' })
  })
})

describe('a disk that refuses a change', () => {
  it('takes it at once when it is tried again, without another change', async () => {
    const { doc, store } = openTab()
    await store.loaded
    const free = failWriting('QuotaExceededError')
    doc.getMap('m').set('a', '1')
    await until(() => store.state().problem?.code === 'full')
    free()
    store.retry()
    await until(() => store.state().problem === null && store.state().pending === 0)
    await store.destroy()
    expect(await kept()).toEqual({ a: '1' })
  })

  it('full, is told, keeps the document alive, and gets everything once there is room', async () => {
    const { doc, store } = openTab()
    await store.loaded
    doc.getMap('m').set('before', '0')
    await store.flushed()
    const free = failWriting('QuotaExceededError')
    doc.getMap('m').set('a', '1')
    expect(await store.flushed()).toMatchObject({ ok: false, error: { code: 'full' } })
    const heard: string[] = []
    doc.on('update', () => heard.push('update'))
    doc.getMap('m').set('b', '2')
    expect(heard).toEqual(['update'])
    expect(store.state()).toMatchObject({ problem: { code: 'full' }, keeping: false, pending: 2 })
    free()
    doc.getMap('m').set('c', '3')
    await until(() => store.state().problem === null && store.state().pending === 0)
    await store.destroy()
    expect(await kept()).toEqual({ before: '0', a: '1', b: '2', c: '3' })
  })

  it('full already when the document is opened, still shows the document', async () => {
    await keep({ a: '1' })
    const free = failWriting('QuotaExceededError')
    const { doc, store } = openTab()
    expect(await store.loaded).toEqual({ ok: true, value: null })
    expect(doc.getMap('m').toJSON()).toEqual({ a: '1' })
    doc.getMap('m').set('b', '2')
    expect(await store.flushed()).toMatchObject({ ok: false, error: { code: 'full' } })
    free()
    doc.getMap('m').set('c', '3')
    await until(() => store.state().problem === null && store.state().pending === 0)
    await store.destroy()
    expect(await kept()).toEqual({ a: '1', b: '2', c: '3' })
  })

  it.each([MAX_QUEUED_UPDATES, MAX_QUEUED_UPDATES + 1])(
    'for long, loses none of %i changes',
    async (changes) => {
      const { doc, store } = openTab()
      await store.loaded
      const free = failWriting('QuotaExceededError')
      for (let at = 0; at < changes; at++) doc.getMap('m').set(`k${at}`, at)
      await until(() => store.state().problem !== null)
      expect(store.state().pending).toBe(changes)
      free()
      doc.getMap('m').set('last', 1)
      await until(() => store.state().pending === 0)
      await store.destroy()
      expect(Object.keys(await kept())).toHaveLength(changes + 1)
    },
  )

  it('only when folding, loses nothing, and folds once there is room', async () => {
    const { doc, store } = openTab()
    await store.loaded
    await store.flushed()
    const free = failWriting('QuotaExceededError', 1_000)
    const rows = async (): Promise<number> => (await rawStore(RAW)).rows.size
    for (let at = 0; at <= PREFERRED_TRIM_SIZE; at++) doc.getMap('m').set(`k${at}`, at)
    expect(await store.flushed()).toEqual({ ok: true, value: null })
    await pastTheTimer()
    expect(await rows()).toBeGreaterThan(PREFERRED_TRIM_SIZE)
    expect(store.state()).toMatchObject({ problem: null, keeping: true, pending: 0 })
    free()
    for (let at = 0; at <= MAX_ROWS_IN_USE; at++) doc.getMap('m').set(`l${at}`, at)
    await store.flushed()
    await vi.waitFor(async () => expect(await rows()).toBe(1), PATIENT)
    await store.destroy()
    expect(Object.keys(await kept())).toHaveLength(PREFERRED_TRIM_SIZE + MAX_ROWS_IN_USE + 2)
  })

  it('once, is never heard of', async () => {
    const { doc, store } = openTab({ retryMs: 10 })
    await store.loaded
    const told: unknown[] = []
    store.onChange(() => told.push(store.state().problem))
    const free = failWriting('UnknownError')
    setTimeout(free, 5)
    doc.getMap('m').set('a', '1')
    expect(await store.flushed()).toEqual({ ok: true, value: null })
    expect(told.filter((problem) => problem !== null)).toEqual([])
    await store.destroy()
    expect(await kept()).toEqual({ a: '1' })
  })
})

describe('a connection the browser closes', () => {
  it('is opened again, and the document neither falls silent nor loses a change', async () => {
    const connections = watchConnections()
    const { doc, store } = openTab()
    await store.loaded
    doc.getMap('m').set('a', '1')
    await store.flushed()
    for (const connection of connections) connection.close()
    const heard: string[] = []
    doc.on('update', () => heard.push('update'))
    expect(() => doc.getMap('m').set('b', '2')).not.toThrow()
    doc.getMap('m').set('c', '3')
    expect(heard).toEqual(['update', 'update'])
    expect(await store.flushed()).toEqual({ ok: true, value: null })
    await store.destroy()
    expect(await kept()).toEqual({ a: '1', b: '2', c: '3' })
  })

  it('and that is not opened again is told after a while, and gets everything once it is', async () => {
    const connections = watchConnections()
    const { doc, store } = openTab({ loadMs: 300 })
    await store.loaded
    doc.getMap('m').set('a', '1')
    await store.flushed()
    const free = blockOpening()
    for (const connection of connections) connection.close()
    doc.getMap('m').set('b', '2')
    await until(() => store.state().problem?.code === 'timeout')
    expect(store.state()).toMatchObject({ keeping: false, pending: 1 })
    doc.getMap('m').set('c', '3')
    expect(await store.flushed()).toMatchObject({ ok: false, error: { code: 'timeout' } })
    free()
    await until(() => store.state().problem === null && store.state().pending === 0)
    await store.destroy()
    expect(await kept()).toEqual({ a: '1', b: '2', c: '3' })
  })

  it('with its data, is filled again from memory', async () => {
    const connections = watchConnections()
    const { doc, store } = openTab()
    await store.loaded
    doc.getMap('m').set('a', '1')
    await store.flushed()
    const database = connections.at(-1)
    freshBrowser()
    // reason: the library's own way to close a connection as a browser does, with its close event
    forceCloseDatabase(database as unknown as Parameters<typeof forceCloseDatabase>[0])
    await vi.waitFor(
      async () => expect((await indexedDB.databases()).map(({ name }) => name)).toEqual([RAW]),
      PATIENT,
    )
    expect(await store.flushed()).toEqual({ ok: true, value: null })
    await store.destroy()
    expect(await kept()).toEqual({ a: '1' })
  })
})

describe('a damaged document', () => {
  it('gives every good row, and sets the damaged ones aside raw', async () => {
    await keep({ a: '1' })
    const torn = new Uint8Array([7, 1, 2, 3, 255, 255])
    const key = await plantRow(RAW, torn)
    const odd = await plantRow(RAW, 'no bytes at all')
    await keep({ b: '2' })
    const { doc, store } = openTab()
    await store.loaded
    expect(doc.getMap('m').toJSON()).toEqual({ a: '1', b: '2' })
    await store.destroy()
    const { rows, other } = await rawStore(RAW)
    expect(rows.has(key) || rows.has(odd)).toBe(false)
    const aside = [...other].filter(([name]) => String(name).startsWith('damaged:'))
    expect(aside.map(([, value]) => value)).toEqual(expect.arrayContaining([torn, 'no bytes at all']))
  })

  it('is told while it is read', async () => {
    await keep({ a: '1' })
    await plantRow(RAW, new Uint8Array([1, 2, 3]))
    const { store } = openTab()
    expect(await store.loaded).toEqual({ ok: true, value: null })
    expect(store.state()).toMatchObject({ loaded: true, problem: { code: 'damaged' } })
    await store.destroy()
  })

  it('whose damaged rows cannot be moved keeps them where they are, however much is written', async () => {
    await keep({ a: '1' })
    const torn = new Uint8Array([1, 2, 3])
    const key = await plantRow(RAW, torn)
    const { prototype } = IDBObjectStore
    const put = prototype.put
    prototype.put = () => {
      throw new DOMException('no', 'UnknownError')
    }
    const { doc, store } = openTab()
    await store.loaded
    prototype.put = put
    await store.flushed()
    for (let at = 0; at <= PREFERRED_TRIM_SIZE + 5; at++) doc.getMap('m').set(`k${at}`, at)
    await store.flushed()
    await pastTheTimer()
    const { rows } = await rawStore(RAW)
    expect(rows.get(key)).toEqual(torn)
    expect(rows.size).toBeGreaterThan(PREFERRED_TRIM_SIZE)
    await store.destroy()
  })

  it('keeps what is written now, and says when the disk does not', async () => {
    await keep({ a: '1' })
    await plantRow(RAW, new Uint8Array([1, 2, 3]))
    const { doc, store } = openTab()
    await store.loaded
    doc.getMap('m').set('b', '2')
    await store.flushed()
    expect(store.state()).toMatchObject({ problem: { code: 'damaged' }, keeping: true, pending: 0 })
    const free = failWriting('QuotaExceededError')
    doc.getMap('m').set('c', '3')
    await store.flushed()
    expect(store.state()).toMatchObject({ problem: { code: 'full' }, keeping: false, pending: 1 })
    free()
    doc.getMap('m').set('d', '4')
    await until(() => store.state().keeping)
    expect(store.state()).toMatchObject({ problem: { code: 'damaged' }, keeping: true, pending: 0 })
    await store.destroy()
    expect(await kept()).toEqual({ a: '1', b: '2', c: '3', d: '4' })
  })

  it('by another tab while open is set aside at the next folding', async () => {
    const { doc, store } = openTab()
    await store.loaded
    const torn = new Uint8Array([1, 2, 3])
    await plantRow(RAW, torn)
    for (let at = 0; at <= MAX_ROWS_IN_USE; at++) doc.getMap('m').set(`k${at}`, at)
    await until(() => store.state().problem?.code === 'damaged')
    await until(() => store.state().pending === 0)
    expect(Object.keys(doc.getMap('m').toJSON())).toHaveLength(MAX_ROWS_IN_USE + 1)
    await store.destroy()
    expect([...(await rawStore(RAW)).other.values()]).toContainEqual(torn)
    expect(Object.keys(await kept())).toHaveLength(MAX_ROWS_IN_USE + 1)
  })
})

it('a listener of the store that throws does not silence the document', async () => {
  const { doc, store } = openTab()
  await store.loaded
  const thrown: unknown[] = []
  const listeners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.once('uncaughtException', (error) => thrown.push(error))
  let once = true
  store.onChange(() => {
    if (once) {
      once = false
      throw new Error('from a screen')
    }
  })
  doc.getMap('m').set('a', '1')
  const heard: string[] = []
  doc.on('update', () => heard.push('update'))
  doc.getMap('m').set('b', '2')
  expect(heard).toEqual(['update'])
  await until(() => thrown.length === 1)
  for (const listener of listeners) process.on('uncaughtException', listener)
  await store.destroy()
})
