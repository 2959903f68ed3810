import { afterEach, expect, it, vi } from 'vitest'
import { askToPersist, estimateStorage } from '../../src/storage/quota.ts'

afterEach(() => vi.unstubAllGlobals())

it('says what the browser estimates', async () => {
  vi.stubGlobal('navigator', {
    storage: {
      estimate: () => Promise.resolve({ usage: 5, quota: 10 }),
      persisted: () => Promise.resolve(true),
      persist: () => Promise.resolve(true),
    },
  })
  expect(await estimateStorage()).toEqual({ used: 5, quota: 10, persisted: true })
  expect(await askToPersist()).toBe(true)
})

it('says nothing where the browser has no such thing, or refuses', async () => {
  vi.stubGlobal('navigator', {})
  expect(await estimateStorage()).toBeNull()
  expect(await askToPersist()).toBe(false)
  const refuse = (): Promise<never> => Promise.reject(new TypeError('opaque origin'))
  vi.stubGlobal('navigator', { storage: { estimate: refuse, persist: refuse, persisted: refuse } })
  expect(await estimateStorage()).toBeNull()
  expect(await askToPersist()).toBe(false)
})
