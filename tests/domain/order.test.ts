import fc from 'fast-check'
import { expect, test } from 'vitest'
import { positionBetween } from '../../src/domain/order.ts'

test('a position always fits between its neighbours, however often one inserts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { maxLength: 60 }),
      fc.integer({ min: 1, max: 0xffff }),
      (places, seed) => {
        let state = seed
        const random = () => (state = (state * 16807) % 2147483647) / 2147483647
        const positions: string[] = []
        for (const place of places) {
          const at = place % (positions.length + 1)
          const position = positionBetween(positions[at - 1] ?? null, positions[at] ?? null, random)
          expect(position).not.toBeNull()
          if (position !== null) positions.splice(at, 0, position)
        }
        expect([...positions].sort()).toEqual(positions)
        expect(new Set(positions).size).toBe(positions.length)
      },
    ),
  )
})

test('equal, crossed or foreign neighbours leave the caller to spread them', () => {
  expect(positionBetween('a1', 'a1', Math.random)).toBeNull()
  expect(positionBetween('a2', 'a1', Math.random)).toBeNull()
  expect(positionBetween('!!', null, Math.random)).toBeNull()
})
