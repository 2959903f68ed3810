import { beforeEach, describe, expect, it, vi } from 'vitest'
import type * as DatabaseModule from '../../src/storage/database.ts'
import type * as ValuesModule from '../../src/storage/deviceValues.ts'
import type * as KeyringModule from '../../src/storage/keyring.ts'
import type * as WritingModule from '../../src/storage/keyringWriting.ts'
import { done, failOpening, failWriting, freshBrowser } from './faults.ts'

type Tab = typeof DatabaseModule & typeof ValuesModule & typeof KeyringModule & typeof WritingModule

/** Each call is a page of its own. */
const openTab = async (): Promise<Tab> => {
  vi.resetModules()
  const parts = await Promise.all([
    import('../../src/storage/database.ts'),
    import('../../src/storage/deviceValues.ts'),
    import('../../src/storage/keyring.ts'),
    import('../../src/storage/keyringWriting.ts'),
  ])
  return { ...parts[0], ...parts[1], ...parts[2], ...parts[3] }
}

const opened = async (tab: Tab): Promise<KeyringModule.Keyring> => {
  const keyring = await tab.openKeyring()
  if (!keyring.ok) throw new Error(keyring.error.code)
  return keyring.value
}

const editValues = async (edit: (store: IDBObjectStore) => unknown): Promise<void> => {
  const database = await done(indexedDB.open('carrel-keyring'))
  const transaction = database.transaction('values', 'readwrite')
  edit(transaction.objectStore('values'))
  await new Promise((resolve) => transaction.addEventListener('complete', resolve))
  database.close()
}

beforeEach(freshBrowser)

describe('the keyring of an open page', () => {
  it('that the browser has cleared is written again as it was, and by one of two tabs', async () => {
    const tab = await openTab()
    const other = await openTab()
    const keyring = await opened(tab)
    await done(indexedDB.deleteDatabase('carrel-keyring'))
    const both = await Promise.all([tab.keepKeyring(keyring), other.keepKeyring(keyring)])
    expect(both.map((one) => one.ok && one.value).sort()).toEqual(['restored', 'well'])
    expect(await opened(await openTab())).toEqual(keyring)
  })

  it('is written again as it was changed since, and not as it was at the start', async () => {
    const tab = await openTab()
    const keyring = await opened(tab)
    const after = { ...keyring, lost: 'AAAAAAAAAAAAAAAA' }
    expect(await tab.changeKeyring(keyring, after)).toMatchObject({ ok: true })
    await done(indexedDB.deleteDatabase('carrel-keyring'))
    expect(await tab.keepKeyring(keyring)).toEqual({ ok: true, value: 'restored' })
    expect(await opened(await openTab())).toEqual(after)
  })

  it('of which one copy is damaged gets it back from the other', async () => {
    const tab = await openTab()
    const keyring = await opened(tab)
    expect(await tab.keepKeyring(keyring)).toEqual({ ok: true, value: 'well' })
    await editValues((store) => store.put('rubbish', 'keyring'))
    expect(await tab.keepKeyring(keyring)).toEqual({ ok: true, value: 'mended' })
    await editValues((store) => store.delete('keyring:copy'))
    expect(await tab.keepKeyring(keyring)).toEqual({ ok: true, value: 'mended' })
    await editValues((store) => store.put('rubbish', 'keyring'))
    expect(await opened(await openTab())).toEqual(keyring)
  })

  it('that stands there and cannot be read is never written over', async () => {
    const tab = await openTab()
    const keyring = await opened(tab)
    const newer = { format: 9 }
    await editValues((store) => {
      store.put(newer, 'keyring')
      store.put(newer, 'keyring:copy')
    })
    expect(await tab.keepKeyring(keyring)).toMatchObject({ ok: false, error: { code: 'damaged' } })
    await editValues((store) => {
      const there = store.get('keyring')
      there.addEventListener('success', () => expect(there.result).toEqual(newer))
    })
  })

  it('that the disk does not take back is told', async () => {
    const tab = await openTab()
    const keyring = await opened(tab)
    await editValues((store) => store.clear())
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = function () {
      throw new DOMException('no room', 'QuotaExceededError')
    }
    const kept = await tab.keepKeyring(keyring)
    IDBObjectStore.prototype.put = put
    expect(kept).toMatchObject({ ok: false, error: { code: 'full' } })
  })
})

describe('the small database', () => {
  it('is tried once more where it would not open, and then answers', async () => {
    const heal = failOpening('UnknownError')
    const real = indexedDB.open
    let tries = 0
    indexedDB.open = (...asked) => {
      tries += 1
      if (tries === 2) heal()
      return tries === 2 ? indexedDB.open(...asked) : real(...asked)
    }
    expect(await (await openTab()).readKeyring()).toEqual({ ok: true, value: null })
    expect(tries).toBe(2)
  })

  it('is tried once more where it refused a write, and no third time', async () => {
    const free = failWriting('AbortError')
    const tab = await openTab()
    const open = vi.spyOn(indexedDB, 'open')
    expect(await tab.openKeyring()).toMatchObject({ ok: false })
    // Once to look, which goes well, and once again for the write.
    expect(open).toHaveBeenCalledTimes(2)
    free()
    expect(await tab.openKeyring()).toMatchObject({ ok: true })
  })

  it('that a newer version keeps in another way is told and left alone', async () => {
    const request = indexedDB.open('carrel-keyring', 7)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('vault'))
    ;(await done(request)).close()
    const tab = await openTab()
    expect(await tab.openKeyring()).toMatchObject({ ok: false, error: { code: 'newer' } })
    const there = await done(indexedDB.open('carrel-keyring'))
    expect([there.version, ...there.objectStoreNames]).toEqual([7, 'vault'])
    there.close()
  })
})

describe('a page that goes on without the disk', () => {
  it('reads and writes nothing, and says so', async () => {
    const before = await openTab()
    const keyring = await opened(before)
    const tab = await openTab()
    tab.refuseDisk()
    const open = vi.spyOn(indexedDB, 'open')
    expect(await tab.readKeyring()).toMatchObject({ ok: false, error: { code: 'unused' } })
    expect(await tab.writeDeviceValue('a', 1)).toMatchObject({ ok: false, error: { code: 'unused' } })
    expect(open).not.toHaveBeenCalled()
    expect(tab.makeKeyring().librarySecret).not.toEqual(keyring.librarySecret)
    expect(await opened(await openTab())).toEqual(keyring)
  })
})
