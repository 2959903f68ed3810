import { expect, test } from 'vitest'
import { syncSentence } from '../../src/app/syncSentence.ts'
import { statusOf } from '../../src/state/deviceStatus.ts'
import type { OpenDocument } from '../../src/state/openDocument.ts'

const aDocument = (now: {
  saved?: boolean
  moved?: boolean
  waiting?: number
  keeping?: boolean
}): OpenDocument =>
  ({
    keeping: () => now.keeping ?? true,
    waiting: () => now.waiting ?? 0,
    sync: () => ({ saved: now.saved ?? true, moved: now.moved ? {} : null }),
  }) as unknown as OpenDocument // reason: nothing else of a document is asked

test('the state at the foot says where the last changes are', () => {
  const said = (connected: boolean, ...documents: Parameters<typeof aDocument>[0][]): string =>
    syncSentence(statusOf(documents.map(aDocument), connected))
  expect(said(true, {}, {})).toBe('Everything delivered')
  expect(said(false, {}, {})).toBe('Everything delivered · no network now')
  expect(said(true, {}, { saved: false, waiting: 2 })).toBe('Sending 2 changes')
  expect(said(false, {}, { saved: false, waiting: 1 })).toBe('Waiting for the network: 1 change')
  expect(said(true, { saved: false })).toBe('Kept on this device · catching up')
  expect(said(true, { keeping: false, waiting: 1 })).toBe('This device could not keep a change')
})

test('a device that was left behind sends nothing, and does not say that it does', () => {
  const lost = aDocument({ saved: false, moved: true, waiting: 1 })
  expect(statusOf([lost, aDocument({})], true)).toEqual({ phase: 'left', waiting: 0, connected: true })
  expect(syncSentence(statusOf([lost, aDocument({})], true))).toBe('Kept on this device')
  // What goes on is told as ever.
  const going = aDocument({ saved: false, waiting: 2 })
  expect(syncSentence(statusOf([lost, going], true))).toBe('Sending 2 changes')
  expect(syncSentence(statusOf([aDocument({ moved: true }), aDocument({})], true))).toBe(
    'Everything delivered',
  )
})
