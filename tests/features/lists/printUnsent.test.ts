import { expect, test } from 'vitest'
import { printUnsent } from '../../../src/features/lists/printUnsent.ts'

test('whoever leaves a list hears of changes that were not delivered, also where another tab made them', () => {
  const said = (phase: 'kept' | 'waiting' | 'delivered', waiting: number) =>
    printUnsent({ phase, waiting, connected: false })
  expect(said('delivered', 0)).toBeNull()
  expect(said('waiting', 2)).toMatch(/^2 changes have not reached the others yet/)
  expect(said('kept', 0)).toMatch(/^Changes made on this device may not have reached the others yet/)
})
