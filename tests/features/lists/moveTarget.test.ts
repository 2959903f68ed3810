import { describe, expect, test } from 'vitest'
import { parsePaperKey, type PaperKey } from '../../../src/domain/paperKey.ts'
import { moveTarget } from '../../../src/features/lists/moveTarget.ts'

const key = (text: string): PaperKey => {
  const parsed = parsePaperKey(text)
  if (!parsed) throw new Error(`${text} is a key`)
  return parsed
}
const first = key('arxiv:2501.00001')
const second = key('arxiv:2501.00002')
const third = key('arxiv:2501.00003')
const keys = [first, second, third]

/** The order after the move, as `OpenList.move` makes it. */
const moved = (of: PaperKey, before: PaperKey | null): readonly PaperKey[] => {
  const others = keys.filter((other) => other !== of)
  const at = before === null ? others.length : others.indexOf(before)
  return [...others.slice(0, at), of, ...others.slice(at)]
}
const after = (of: PaperKey, direction: -1 | 1 | 'first'): readonly PaperKey[] | 'stays' => {
  const target = moveTarget(keys, of, direction)
  return target === undefined ? 'stays' : moved(of, target)
}

describe('moving a paper with the keyboard', () => {
  test('goes one place up', () => {
    expect(after(second, -1)).toEqual([second, first, third])
    expect(after(third, -1)).toEqual([first, third, second])
  })

  test('goes one place down, also to the end', () => {
    expect(after(first, 1)).toEqual([second, first, third])
    expect(after(second, 1)).toEqual([first, third, second])
  })

  test('goes below the neighbour that is shown, where the list has another order by now', () => {
    expect(moveTarget([first, second, third], first, 1, [second, first, third])).toBe(third)
    expect(moveTarget([first, second, third], first, 1, [third, first, second])).toBe(null)
    expect(moveTarget([first, second, third], second, 1, [third, second, first])).toBe(first)
  })

  test('goes to the top from anywhere', () => {
    expect(after(third, 'first')).toEqual([third, first, second])
  })

  test('stays where there is no further to go', () => {
    expect([after(first, -1), after(first, 'first'), after(third, 1)]).toEqual(['stays', 'stays', 'stays'])
  })

  test('leaves alone a paper the list no longer holds', () => {
    expect(moveTarget([first], second, 1)).toBeUndefined()
    expect(moveTarget([], second, 'first')).toBeUndefined()
  })
})
