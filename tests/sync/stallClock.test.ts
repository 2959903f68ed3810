import { expect, test } from 'vitest'
import { createStallClock } from '../../src/sync/stallClock.ts'

const openClock = (limitMs = 1_000) => {
  let time = 5_000
  const clock = createStallClock(limitMs, () => time)
  return { clock, pass: (ms: number) => void (time += ms) }
}

test('S15: a line on which nothing moves is dead at the limit, not a millisecond before', () => {
  const { clock, pass } = openClock()
  expect(clock.isStalled(0)).toBe(false)
  pass(999)
  expect(clock.isStalled(0)).toBe(false)
  pass(1)
  expect(clock.isStalled(0)).toBe(true)
})

test('S15: while unsent bytes fall the line is slow, not dead', () => {
  const { clock, pass } = openClock()
  for (let unsent = 10; unsent > 0; unsent--) {
    expect(clock.isStalled(unsent)).toBe(false)
    pass(999)
  }
  expect(clock.isStalled(1)).toBe(false)
  pass(1)
  expect(clock.isStalled(1)).toBe(true)
})

test('S15: bytes that only grow, or fall back to where they have been, are no sign of life', () => {
  const { clock, pass } = openClock()
  expect(clock.isStalled(100)).toBe(false)
  pass(500)
  expect(clock.isStalled(900)).toBe(false)
  pass(500)
  expect(clock.isStalled(100)).toBe(true)
})

test('S15: what arrives starts the clock anew, and the bytes are judged anew', () => {
  const { clock, pass } = openClock()
  clock.isStalled(10)
  pass(1_000)
  clock.reset()
  expect(clock.isStalled(500)).toBe(false)
  pass(999)
  expect(clock.isStalled(499)).toBe(false)
  pass(999)
  expect(clock.isStalled(499)).toBe(false)
  pass(1)
  expect(clock.isStalled(499)).toBe(true)
})
