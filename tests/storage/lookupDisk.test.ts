import { beforeEach, describe, expect, it, vi } from 'vitest'
import type * as DiskModule from '../../src/storage/lookupDisk.ts'
import type * as ValuesModule from '../../src/storage/deviceValues.ts'
import { failOpening, freshBrowser } from './faults.ts'

/** Each call is a page of its own. */
const openTab = async (): Promise<typeof DiskModule.lookupDisk & typeof ValuesModule> => {
  vi.resetModules()
  const { lookupDisk } = await import('../../src/storage/lookupDisk.ts')
  return { ...lookupDisk, ...(await import('../../src/storage/deviceValues.ts')) }
}
const row = (key: string) => ({ key, arxivId: '1706.03762', at: 1 })

beforeEach(freshBrowser)

describe('papers that wait to be looked up, on the disk', () => {
  it('are there for the next page, each by itself, and do not mix with other values', async () => {
    const [one, other] = [await openTab(), await openTab()]
    await one.writeDeviceValue('seen', 7)
    expect(await one.put([row('a'), row('b')])).toBe(true)
    expect(await other.put([row('c')])).toBe(true)
    expect(await one.drop(['a', 'never'])).toBe(true)
    expect(await (await openTab()).read()).toEqual([row('b'), row('c')])
    expect(await other.readDeviceValue('seen')).toBe(7)
  })

  it('that the disk does not take are said not to be kept, and are taken once it does again', async () => {
    const tab = await openTab()
    const heal = failOpening('UnknownError')
    expect(await tab.put([row('a')])).toBe(false)
    expect(await tab.read()).toBeNull()
    expect(await tab.drop(['a'])).toBe(false)
    heal()
    expect(await tab.put([row('a')])).toBe(true)
    expect(await tab.read()).toEqual([row('a')])
  })
})
