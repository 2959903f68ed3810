import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fetchCode } from '../../src/state/fetchCode.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('code that cannot be fetched is asked for every five seconds until it is here, and then no more', async () => {
  let asked = 0
  const code = fetchCode(async () => {
    if (++asked < 4) throw new TypeError('Failed to fetch dynamically imported module')
    return 'the code'
  })
  await vi.advanceTimersByTimeAsync(0)
  expect(asked).toBe(1)
  await vi.advanceTimersByTimeAsync(4_999)
  expect(asked).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(asked).toBe(2)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toBe(4)
  expect(await code).toBe('the code')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toBe(4)
})

test('a request that hangs is not asked a second time beside it', async () => {
  let asked = 0
  void fetchCode(() => {
    asked++
    return new Promise(() => {})
  })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toBe(1)
})
