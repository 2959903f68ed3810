import { expect, test } from 'vitest'
import { printSeen } from '../../../src/features/you/printSeen.ts'

const NOW = Date.UTC(2026, 0, 2, 12)
test.each([
  [Date.UTC(2026, 0, 2, 0), 'today'],
  [Date.UTC(2026, 0, 5), 'today'],
  [Date.UTC(2026, 0, 1, 23), 'yesterday'],
  [Date.UTC(2025, 11, 31, 23), 'on 31 December 2025'],
])('%d is said as %s', (time, said) => {
  expect(printSeen(time, NOW)).toBe(said)
})

test('a day of this year has no year', () => {
  expect(printSeen(Date.UTC(2026, 0, 2), Date.UTC(2026, 5, 1))).toBe('on 2 Jan')
})
