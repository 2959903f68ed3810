import { expect, test } from 'vitest'
import { takeLease } from '../../src/sync/roomLease.ts'
import { until } from './quick.ts'
import { createBrowserLocks } from './tabLocks.ts'

const NAME = 'carrel:room:x'

/** A browser whose tabs ask for one lease; `granted` names them in the order they got it. */
const openBrowser = () => {
  const browser = createBrowserLocks()
  const granted: string[] = []
  const ask = (tab: string) => {
    const { locks, die } = browser.openTab()
    return { leave: takeLease(locks, NAME, () => granted.push(tab)), die }
  }
  return { browser, granted, ask }
}

test('S5: one tab holds the lease, and the next gets it when the holder lets go', async () => {
  const { browser, granted, ask } = openBrowser()
  const first = ask('first')
  const second = ask('second')
  ask('third')
  await until(() => granted.length === 1, 'the first is granted')
  expect(browser.count(NAME)).toEqual({ held: 1, waiting: 2 })
  expect(granted).toEqual(['first'])
  first.leave()
  await until(() => granted.length === 2, 'the second is granted')
  expect(granted).toEqual(['first', 'second'])
  second.leave()
  await until(() => granted.length === 3, 'the third is granted')
  expect(browser.count(NAME)).toEqual({ held: 1, waiting: 0 })
})

test('S5: a holder that dies without letting go is followed by the next', async () => {
  const { granted, ask } = openBrowser()
  const first = ask('first')
  ask('second')
  await until(() => granted.length === 1, 'the first is granted')
  first.die()
  await until(() => granted.length === 2, 'the second is granted')
  expect(granted).toEqual(['first', 'second'])
})

test('S5: a tab that stops waiting is never granted, and does not stand in the way of others', async () => {
  const { browser, granted, ask } = openBrowser()
  const first = ask('first')
  const second = ask('second')
  ask('third')
  await until(() => granted.length === 1, 'the first is granted')
  second.leave()
  expect(browser.count(NAME)).toEqual({ held: 1, waiting: 1 })
  first.leave()
  await until(() => granted.length === 2, 'somebody is granted')
  expect(granted).toEqual(['first', 'third'])
})

test('S5: a tab that leaves between being next and being told never carries', async () => {
  const { browser, granted, ask } = openBrowser()
  const first = ask('first')
  await until(() => granted.length === 1, 'the first is granted')
  const second = ask('second')
  first.leave()
  // Microtasks alone: a turn of the loop would let the browser tell the second.
  for (let n = 0; n < 100 && browser.count(NAME).waiting > 0; n++) await Promise.resolve()
  expect(browser.count(NAME)).toEqual({ held: 1, waiting: 0 })
  expect(granted).toEqual(['first'])
  second.leave()
  ask('third')
  await until(() => granted.length === 2, 'somebody is granted')
  expect(granted).toEqual(['first', 'third'])
})

test('S5: where the platform refuses locks, each tab speaks for itself', async () => {
  const refused: string[] = []
  const locks = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) }
  takeLease(locks, NAME, () => refused.push('first'))
  takeLease(locks, NAME, () => refused.push('second'))
  await until(() => refused.length === 2, 'both are granted')
  // A tab that has left by then wants nothing any more.
  const leave = takeLease(locks, NAME, () => refused.push('third'))
  leave()
  await new Promise((resolve) => setTimeout(resolve))
  expect(refused).toEqual(['first', 'second'])
})

test('S5: a holder that fails as it begins is not begun again', async () => {
  const { browser } = openBrowser()
  let begun = 0
  const faults: unknown[] = []
  const catchFault = (fault: unknown): void => void faults.push(fault)
  const before = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', catchFault)
  try {
    takeLease(browser.openTab().locks, NAME, () => {
      begun++
      throw new Error('it would not begin')
    })
    await until(() => faults.length > 0, 'the fault is told')
    expect([begun, String(faults[0])]).toEqual([1, 'Error: it would not begin'])
  } finally {
    process.off('unhandledRejection', catchFault)
    for (const listener of before) process.on('unhandledRejection', listener)
  }
})
