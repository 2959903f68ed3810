// @vitest-environment jsdom
import { createRoot, createSignal } from 'solid-js'
import { beforeEach, expect, test } from 'vitest'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import { askBeforeLeaving } from '../../src/state/askBeforeLeaving.ts'
import { openDocStore } from '../../src/storage/docStore.ts'
import { failOpening, freshBrowser } from '../storage/faults.ts'

beforeEach(freshBrowser)

test('a tab is not left without a question where the disk never opened and something was done since', async () => {
  const heal = failOpening('UnknownError')
  const doc = createSharedDoc()
  const store = openDocStore({ name: 'library:abc', doc, timing: { retryMs: 1, againMs: 60_000 } })
  const [keeping, setKeeping] = createSignal(true)
  store.onChange(() => setKeeping(store.state().keeping))
  const dispose = createRoot((end) => {
    askBeforeLeaving(() => [{ keeping, store }])
    return end
  })
  const isAsked = (): boolean => !dispatchEvent(new Event('beforeunload', { cancelable: true }))
  expect((await store.loaded).ok).toBe(false)
  expect([store.state().keeping, isAsked()]).toEqual([false, false])
  doc.getMap('m').set('a', '1')
  expect(isAsked()).toBe(true)
  dispose()
  expect(isAsked()).toBe(false)
  heal()
  await store.drop()
})
