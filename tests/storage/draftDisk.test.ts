import { beforeEach, describe, expect, it, vi } from 'vitest'
import type * as DiskModule from '../../src/storage/draftDisk.ts'
import type * as ValuesModule from '../../src/storage/deviceValues.ts'
import { failOpening, freshBrowser } from './faults.ts'

/** Each call is a page of its own. */
const openTab = async (): Promise<typeof DiskModule.draftDisk & typeof ValuesModule> => {
  vi.resetModules()
  const { draftDisk } = await import('../../src/storage/draftDisk.ts')
  return { ...draftDisk, ...(await import('../../src/storage/deviceValues.ts')) }
}
const row = (name: string, kept = 'words') => ({ name, kept })

beforeEach(freshBrowser)

describe('half-written comments on the disk', () => {
  it('are there for the next page, each by itself, and do not mix with other values', async () => {
    const [one, other] = [await openTab(), await openTab()]
    await one.writeDeviceValue('seen', 7)
    expect(await one.write(() => [row('a'), row('b')])).toBe(true)
    expect(await other.write(() => [row('b', 'newer'), row('c')])).toBe(true)
    expect(await one.write(() => [{ name: 'a', kept: null }])).toBe(true)
    expect(await (await openTab()).read()).toEqual([row('b', 'newer'), row('c')])
    expect(await other.readDeviceValue('seen')).toBe(7)
  })

  it('that the disk does not take are said not to be kept', async () => {
    const tab = await openTab()
    const heal = failOpening('UnknownError')
    expect(await tab.write(() => [row('a')])).toBe(false)
    expect(await tab.read()).toBeNull()
    heal()
    expect(await tab.write(() => [row('a')])).toBe(true)
    expect(await tab.read()).toEqual([row('a')])
  })

  it('are asked for anew where a write is tried again, and nothing is written over newer words', async () => {
    const tab = await openTab()
    await tab.write(() => [row('a', 'old')])
    let text = 'half'
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
      text = 'half a thought'
      throw new DOMException('once', 'UnknownError')
    })
    expect(await tab.write(() => [row('a', text)])).toBe(true)
    expect(await tab.read()).toEqual([row('a', 'half a thought')])
  })
})
