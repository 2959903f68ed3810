import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as ValuesModule from '../../src/storage/deviceValues.ts'
import type * as KeyringModule from '../../src/storage/keyring.ts'
import type * as WritingModule from '../../src/storage/keyringWriting.ts'
import { blockOpening, done, failOpening, failWriting, freshBrowser } from './faults.ts'

/** Each call is a page of its own: a fresh copy of the module, as a new tab would have. */
const openTab = async (): Promise<typeof ValuesModule & typeof KeyringModule & typeof WritingModule> => {
  vi.resetModules()
  const [values, keyring, writing] = await Promise.all([
    import('../../src/storage/deviceValues.ts'),
    import('../../src/storage/keyring.ts'),
    import('../../src/storage/keyringWriting.ts'),
  ])
  return { ...values, ...keyring, ...writing }
}

const editValues = async (edit: (store: IDBObjectStore) => unknown): Promise<void> => {
  const database = await done(indexedDB.open('carrel-keyring'))
  const transaction = database.transaction('values', 'readwrite')
  edit(transaction.objectStore('values'))
  await new Promise((resolve) => transaction.addEventListener('complete', resolve))
  database.close()
}

beforeEach(freshBrowser)
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the keyring', () => {
  it('is made at the first start and is the same ever after', async () => {
    const first = await (await openTab()).openKeyring()
    expect(first.ok && first.value.librarySecret).toHaveLength(32)
    expect(first.ok && first.value.deviceId).toMatch(/^[\w-]{16}$/)
    expect(await (await openTab()).openKeyring()).toEqual(first)
  })

  it('is read at a later start without the code that makes one', async () => {
    expect(await (await openTab()).readKeyring()).toEqual({ ok: true, value: null })
    const made = await (await openTab()).openKeyring()
    expect(await (await openTab()).readKeyring()).toEqual(made)
  })

  it('is made once when ten tabs start together', async () => {
    const tabs = await Promise.all(Array.from({ length: 10 }, openTab))
    const keyrings = await Promise.all(tabs.map((tab) => tab.openKeyring()))
    expect(new Set(keyrings.map((one) => one.ok && String(one.value.librarySecret))).size).toBe(1)
    expect(keyrings.every((one) => one.ok)).toBe(true)
  })

  it('survives the loss of one of its two copies', async () => {
    const first = await (await openTab()).openKeyring()
    await editValues((store) => store.put('rubbish', 'keyring'))
    expect(await (await openTab()).openKeyring()).toEqual(first)
    await editValues((store) => store.delete('keyring'))
    expect(await (await openTab()).openKeyring()).toEqual(first)
  })

  it('that cannot be read is told and left alone', async () => {
    await (await openTab()).openKeyring()
    const torn = { librarySecret: new Uint8Array(31), deviceId: 'x', createdAt: 1, sum: new Uint8Array(8) }
    await editValues((store) => {
      store.put(torn, 'keyring')
      store.put(torn, 'keyring:copy')
    })
    expect(await (await openTab()).openKeyring()).toMatchObject({ ok: false, error: { code: 'damaged' } })
    const database = await done(indexedDB.open('carrel-keyring'))
    expect(await done<unknown>(database.transaction('values').objectStore('values').get('keyring'))).toEqual(
      torn,
    )
    database.close()
  })

  it('with one flipped bit in each copy is told, not used', async () => {
    const first = await (await openTab()).openKeyring()
    const flip = (store: IDBObjectStore, key: string): void => {
      const request = store.get(key)
      request.addEventListener('success', () => {
        request.result.librarySecret[5] ^= 1
        store.put(request.result, key)
      })
    }
    await editValues((store) => {
      flip(store, 'keyring')
      flip(store, 'keyring:copy')
    })
    expect(first.ok).toBe(true)
    expect(await (await openTab()).openKeyring()).toMatchObject({ ok: false, error: { code: 'damaged' } })
  })

  it('that is gone while a library is here is told, not made anew', async () => {
    await done(indexedDB.open('carrel/library:abc'))
    expect(await (await openTab()).openKeyring()).toMatchObject({ ok: false, error: { code: 'damaged' } })
  })

  it('on a full disk is refused rather than used without being kept', async () => {
    const free = failWriting('QuotaExceededError')
    expect(await (await openTab()).openKeyring()).toMatchObject({ ok: false, error: { code: 'full' } })
    free()
    expect(await (await openTab()).openKeyring()).toMatchObject({ ok: true })
  })

  it('says why it cannot be opened', async () => {
    failOpening('UnknownError')
    expect(await (await openTab()).openKeyring()).toMatchObject({ ok: false, error: { code: 'open' } })
    vi.stubGlobal('indexedDB', undefined)
    expect(await (await openTab()).openKeyring()).toMatchObject({ ok: false, error: { code: 'absent' } })
  })

  it('that is blocked is told, and opens on the next try', async () => {
    const tab = await openTab()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const free = blockOpening()
    const opening = tab.openKeyring()
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { timeout: 20_000 })
    vi.advanceTimersByTime(60_000)
    expect(await opening).toMatchObject({ ok: false, error: { code: 'timeout' } })
    vi.useRealTimers()
    free()
    expect(await tab.openKeyring()).toMatchObject({ ok: true })
  })
})

/** A record as the first version of Carrel wrote it. */
const firstFormat = async () => {
  const librarySecret = crypto.getRandomValues(new Uint8Array(32))
  const deviceId = 'abcdefghijklmnop'
  const createdAt = 1_750_000_000_000
  const text = new TextEncoder().encode(`${deviceId} ${createdAt}`)
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array([...librarySecret, ...text]))
  return { librarySecret, deviceId, createdAt, sum: new Uint8Array(digest).slice(0, 8) }
}

const plantKeyring = async (value: unknown): Promise<void> => {
  await (await openTab()).openKeyring()
  await editValues((store) => {
    store.put(value, 'keyring')
    store.put(value, 'keyring:copy')
  })
}

describe('a keyring of the first format', () => {
  it('opens, keeps its secret as identity, and gets a device key once for all tabs', async () => {
    const first = await firstFormat()
    await plantKeyring(first)
    const tabs = await Promise.all(Array.from({ length: 5 }, openTab))
    const opened = await Promise.all(tabs.map((tab) => tab.openKeyring()))
    expect(opened[0]).toMatchObject({
      ok: true,
      value: {
        librarySecret: first.librarySecret,
        identitySecret: first.librarySecret,
        deviceId: first.deviceId,
        next: null,
        lost: null,
        former: [],
      },
    })
    expect(new Set(opened.map((one) => one.ok && String(one.value.deviceSecret))).size).toBe(1)
    expect(await (await openTab()).openKeyring()).toEqual(opened[0])
  })

  it('with a flipped bit is told, and left alone', async () => {
    const first = await firstFormat()
    first.librarySecret[3] = (first.librarySecret[3] ?? 0) ^ 1
    await plantKeyring(first)
    expect(await (await openTab()).openKeyring()).toMatchObject({ ok: false, error: { code: 'damaged' } })
  })
})

describe('changing the keyring', () => {
  const opened = async (): Promise<KeyringModule.Keyring> => {
    const keyring = await (await openTab()).openKeyring()
    if (!keyring.ok) throw new Error(keyring.error.detail)
    return keyring.value
  }
  const nextOf = async (): Promise<KeyringModule.HeldLibrary> => ({
    librarySecret: new Uint8Array(32).fill(1),
    identitySecret: new Uint8Array(32).fill(2),
    ...(await openTab()).makeDevice(),
  })

  it('keeps what was given and what was held before, in both copies', async () => {
    const before = await opened()
    const tab = await openTab()
    const next = await nextOf()
    const noted = { ...before, next, lost: before.deviceId }
    expect(await tab.changeKeyring(before, noted)).toEqual({ ok: true, value: null })
    expect(await opened()).toEqual(noted)
    const { createdAt } = before
    const { librarySecret, identitySecret, deviceId, deviceSecret } = before
    const after = {
      ...next,
      createdAt,
      next: null,
      lost: null,
      former: [{ librarySecret, identitySecret, deviceId, deviceSecret }],
    }
    expect(await tab.changeKeyring(noted, after)).toEqual({ ok: true, value: null })
    for (const gone of ['keyring', 'keyring:copy']) {
      expect(await opened()).toEqual(after)
      await editValues((store) => store.delete(gone))
    }
  })

  it('is refused to whoever does not know what stands there now', async () => {
    const before = await opened()
    const next = await nextOf()
    const tabs = await Promise.all(Array.from({ length: 4 }, openTab))
    const results = await Promise.all(
      tabs.map((tab, at) => tab.changeKeyring(before, { ...before, createdAt: at, next })),
    )
    expect(results.filter((one) => one.ok)).toHaveLength(1)
    expect(results.filter((one) => !one.ok)).toEqual(
      Array.from({ length: 3 }, () => ({ ok: false, error: { code: 'changed' } })),
    )
    expect((await opened()).createdAt).toBe(results.findIndex((one) => one.ok))
  })

  it('is refused on a full disk, with the old one in its place', async () => {
    const before = await opened()
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = function () {
      throw new DOMException('no room', 'QuotaExceededError')
    }
    const refused = await (await openTab()).changeKeyring(before, { ...before, next: await nextOf() })
    IDBObjectStore.prototype.put = put
    expect(refused).toMatchObject({ ok: false, error: { code: 'full' } })
    expect(await opened()).toEqual(before)
  })

  it('takes eight former libraries and no ninth', async () => {
    const next = await nextOf()
    const eight = { ...(await opened()), former: Array.from({ length: 8 }, () => next) }
    expect(await (await openTab()).changeKeyring(await opened(), eight)).toMatchObject({ ok: true })
    const nine = { ...eight, former: [...eight.former, next] }
    expect(await (await openTab()).changeKeyring(eight, nine)).toEqual({
      ok: false,
      error: { code: 'too-many' },
    })
    expect(await opened()).toEqual(eight)
  })

  it('of which a part is missing or changed is told, not used', async () => {
    await (await openTab()).changeKeyring(await opened(), { ...(await opened()), next: await nextOf() })
    const database = await done(indexedDB.open('carrel-keyring'))
    const whole = await done<Record<string, unknown>>(
      database.transaction('values').objectStore('values').get('keyring'),
    )
    database.close()
    const flipped = new Uint8Array(32).fill(9)
    for (const part of [
      { next: null },
      { lost: 'abcdefghijklmnop' },
      { lost: 7 },
      { next: { ...Object(whole['next']), deviceId: 'another-device-1' } },
      { former: [{}] },
      { identitySecret: flipped },
      { deviceSecret: flipped },
      { deviceSecret: undefined },
    ]) {
      await editValues((store) => {
        for (const key of ['keyring', 'keyring:copy']) store.put({ ...whole, ...part }, key)
      })
      const read = await (await openTab()).openKeyring()
      expect(read).toMatchObject({ ok: false, error: { code: 'damaged' } })
    }
    await editValues((store) => {
      for (const key of ['keyring', 'keyring:copy']) store.put(whole, key)
    })
    expect(await (await openTab()).openKeyring()).toMatchObject({ ok: true })
  })
})

describe('a device value', () => {
  it('is kept, changed and forgotten', async () => {
    const tab = await openTab()
    expect(await tab.readDeviceValue('server')).toBeNull()
    expect(await tab.writeDeviceValue('server', { feed: 'x' })).toEqual({ ok: true, value: null })
    expect(await (await openTab()).readDeviceValue('server')).toEqual({ feed: 'x' })
    await tab.writeDeviceValue('server')
    expect(await tab.readDeviceValue('server')).toBeNull()
  })

  it('cannot overwrite the keyring by its name', async () => {
    const tab = await openTab()
    const first = await tab.openKeyring()
    await tab.writeDeviceValue('keyring', 'rubbish')
    await tab.writeDeviceValue('keyring:copy', 'rubbish')
    expect(await (await openTab()).openKeyring()).toEqual(first)
  })

  it('works again after the browser has closed the connection', async () => {
    const real = indexedDB.open.bind(indexedDB)
    const connections: IDBDatabase[] = []
    indexedDB.open = (name: string, version?: number) => {
      const request = real(name, version)
      request.addEventListener('success', () => connections.push(request.result))
      return request
    }
    const tab = await openTab()
    await tab.writeDeviceValue('a', 1)
    for (const connection of connections) connection.close()
    expect(await tab.readDeviceValue('a')).toBe(1)
    for (const connection of connections) connection.close()
    expect(await tab.writeDeviceValue('a', 2)).toEqual({ ok: true, value: null })
  })

  it('that cannot be cloned or kept is an answer, not an exception', async () => {
    const tab = await openTab()
    expect(await tab.writeDeviceValue('f', () => 1)).toMatchObject({ ok: false })
    failOpening('UnknownError')
    const other = await openTab()
    expect(await other.readDeviceValue('a')).toBeNull()
    expect(await other.writeDeviceValue('a', 1)).toMatchObject({ ok: false, error: { code: 'open' } })
  })
})
