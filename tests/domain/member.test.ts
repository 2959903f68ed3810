import { describe, expect, test } from 'vitest'
import { COLOUR_COUNT } from '../../src/domain/colour.ts'
import { rarestColour } from '../../src/domain/member.ts'

describe('the colour of whoever joins', () => {
  test('is the first that nobody has', () => {
    expect(rarestColour([])).toBe(0)
    expect(rarestColour([0, 0, 2])).toBe(1)
  })

  test('is the one fewest have where all are taken', () => {
    const all = Array.from({ length: COLOUR_COUNT }, (_, colour) => colour)
    expect(rarestColour([...all, ...all.filter((colour) => colour !== 5)])).toBe(5)
  })
})
