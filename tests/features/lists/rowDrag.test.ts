import { describe, expect, test } from 'vitest'
import { parsePaperKey, type PaperKey } from '../../../src/domain/paperKey.ts'
import { gapAt } from '../../../src/features/lists/rowDrag.ts'

const key = (text: string): PaperKey => {
  const parsed = parsePaperKey(text)
  if (!parsed) throw new Error(`${text} is a key`)
  return parsed
}
const first = key('arxiv:2501.00001')
const second = key('arxiv:2501.00002')
const slots = [
  { key: first, top: 100, bottom: 200 },
  { key: second, top: 200, bottom: 400 },
]

describe('where a dragged row would land', () => {
  test('is before the row whose upper half is under the pointer', () => {
    expect([gapAt(slots, 149), gapAt(slots, 299)]).toEqual([
      { before: first, y: 100 },
      { before: second, y: 200 },
    ])
  })

  test('is after a row once the pointer has passed its middle', () => {
    expect([gapAt(slots, 150), gapAt(slots, 300)]).toEqual([
      { before: second, y: 200 },
      { before: null, y: 400 },
    ])
  })

  test('is the first or the last place when the pointer leaves the list', () => {
    expect([gapAt(slots, -50), gapAt(slots, 9_000)]).toEqual([
      { before: first, y: 100 },
      { before: null, y: 400 },
    ])
  })

  test('is nowhere in a list without rows', () => {
    expect(gapAt([], 10)).toBeNull()
  })
})
